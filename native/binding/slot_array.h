// The slots in which numbers cross.
#ifndef LINQUANT_BINDING_SLOT_ARRAY_H_
#define LINQUANT_BINDING_SLOT_ARRAY_H_

#include "instance.h"

namespace linquant {

// Makes the slots and exports them as `numbers`. The instance owns them, not the JavaScript that uses them: copies of that
// may come to one instance (a program that requires the file by itself), and all of them must use the same ones.
void makeNumbers(Napi::Env env, Napi::Object exports, Instance* instance);

}  // namespace linquant

#endif  // LINQUANT_BINDING_SLOT_ARRAY_H_
