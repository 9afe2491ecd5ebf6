// Creates the array of slots, in which JavaScript and the addon pass each other numbers.
#ifndef LINQUANT_BINDING_SLOT_ARRAY_H_
#define LINQUANT_BINDING_SLOT_ARRAY_H_

#include "instance.h"

namespace linquant {

// Creates the slots and exports them as `numbers`. They belong to the instance, not to the JavaScript that uses it: several
// copies of the package may load the same file in one thread, and they must all use the same slots.
void makeNumbers(Napi::Env env, Napi::Object exports, Instance* instance);

}  // namespace linquant

#endif  // LINQUANT_BINDING_SLOT_ARRAY_H_
