// The functions of the addon that run kernels. Arguments were judged by lib/; what is checked here once more is what
// memory safety rests on: every view is a view, and lengths fit each other.
#ifndef LINQUANT_BINDING_CALLS_H_
#define LINQUANT_BINDING_CALLS_H_

#include <napi.h>

namespace linquant {

struct Call {
  const char* name;
  napi_callback run;
};

// All of them, under the names of Binding in lib/backend/native/addon.ts.
extern const Call kCalls[];
extern const size_t kCallCount;

}  // namespace linquant

#endif  // LINQUANT_BINDING_CALLS_H_
