// Calls that are checked and handed to JavaScript instead of being run, so that threads or slices can do them later.
#ifndef LINQUANT_BINDING_INTERCEPT_H_
#define LINQUANT_BINDING_INTERCEPT_H_

#include "instance.h"

namespace linquant {

// intercept(handler): calls of operations whose status is ok call handler(operation, ...views), with the index of the operation,
// instead of being run; what it throws, the call throws. Of other calls only the status is written. intercept(undefined): calls are
// run again.
napi_value intercept(napi_env env, napi_callback_info info);

// An operation's call while there is a handler. `given` may be larger than kMostViews, which is an error.
napi_value interceptCall(napi_env env, const Entry& entry, const napi_value* values, size_t given);

}  // namespace linquant

#endif  // LINQUANT_BINDING_INTERCEPT_H_
