// What crosses the border: views as pointers and lengths, numbers in a block of memory.
#ifndef LINQUANT_BINDING_ARGUMENTS_H_
#define LINQUANT_BINDING_ARGUMENTS_H_

#include <napi.h>
#include <stdint.h>

#include "../core/quantization.h"

namespace linquant {

// As Status in lib/kernels.ts.
enum class Status : uint32_t { ok, lengthMismatch, overlap, noParameters, notFinite };

// Numbers cross in a block of doubles that JavaScript writes before a call and reads after it (lib/backend/native/addon.ts):
// as arguments and results each would cost as much as a view. What stands where, in all calls:
enum class Slot : size_t {
  dtype,
  rounding,
  qmin,
  qmax,
  floatType,
  scale,
  zeroPoint,
  offset,
  outer,
  axis,
  inner,
  block,
  symmetric,
  ruleZeroPoint,
  eps,
  scaleOfZero,
  fromDtype,
  fromOuter,
  fromAxis,
  fromInner,
  fromBlock,
  toFloatType,
  count,
  bitFlags,
  min,
  max,
  status,
};
constexpr size_t kBlockLength = static_cast<size_t>(Slot::status) + 1;
// Counts up with every change of what crosses, as interfaceVersion in lib/backend/native/addon.ts does.
constexpr uint32_t kInterfaceVersion = 4;

// One for each instance of the addon, hence for each thread: statics would be shared by all workers.
struct Instance {
  const KernelTable* table = &scalarTable();
  double* block = nullptr;
  // Keeps the block as long as the instance; frees itself, since Node leaves that to whoever made it.
  Napi::Reference<Napi::Float64Array> blockReference;
};

struct Bytes {
  uint8_t* data = nullptr;
  size_t length = 0;
};

// The arguments of one call. After a failed read `ok` is false and an exception is pending.
class Arguments {
 public:
  static constexpr size_t kMost = 8;

  Arguments(napi_env env, napi_callback_info info, size_t count) : env_(env) {
    size_t given = kMost;
    void* data = nullptr;
    const bool known = napi_get_cb_info(env, info, &given, values_, nullptr, &data) == napi_ok;
    instance_ = static_cast<Instance*>(data);
    if (!known || given < count || instance_->block == nullptr) fail();
  }

  bool ok() const { return ok_; }
  Instance& instance() const { return *instance_; }
  const KernelTable& table() const { return *instance_->table; }

  // Pointer and length as the engine knows them: nothing that a script can redefine. A detached view has
  // length 0.
  Bytes bytes(size_t index) {
    Bytes result;
    bool isView = false;
    void* data = nullptr;
    if (!ok_ || napi_is_buffer(env_, values_[index], &isView) != napi_ok || !isView ||
        napi_get_buffer_info(env_, values_[index], &data, &result.length) != napi_ok) {
      fail();
      return {};
    }
    result.data = static_cast<uint8_t*>(data);
    return result;
  }

  double number(Slot place) const { return ok_ ? instance_->block[static_cast<size_t>(place)] : 0; }
  float float32(Slot place) const { return static_cast<float>(number(place)); }
  int32_t integer(Slot place) {
    const double value = number(place);
    if (!(value >= INT32_MIN && value <= INT32_MAX)) fail();
    return ok_ ? static_cast<int32_t>(value) : 0;
  }
  // A length: of elements, so that it times their bytes is no overflow.
  size_t length(Slot place) {
    const double value = number(place);
    if (!(value >= 0 && value <= 0x1p53)) fail();
    return ok_ ? static_cast<size_t>(value) : 0;
  }
  // An enumeration of so many names.
  template <class Enum>
  Enum one(Slot place, size_t names) {
    const double value = number(place);
    if (!(value >= 0 && value < static_cast<double>(names))) fail();
    return ok_ ? static_cast<Enum>(static_cast<uint32_t>(value)) : Enum{};
  }
  Dtype dtype(Slot place = Slot::dtype) { return one<Dtype>(place, kDtypeCount); }
  FloatType floatType(Slot place = Slot::floatType) { return one<FloatType>(place, kFloatTypeCount); }
  void give(Slot place, double value) { instance_->block[static_cast<size_t>(place)] = value; }

  napi_value raw(size_t index) const { return values_[index]; }

  void fail() {
    if (ok_)
      napi_throw_type_error(env_, "ERR_LINQUANT_INVALID_TYPE", "the addon was called with wrong arguments");
    ok_ = false;
  }

  napi_value status(Status status) {
    give(Slot::status, static_cast<double>(status));
    return nullptr;
  }

 private:
  napi_env env_;
  bool ok_ = true;
  Instance* instance_ = nullptr;
  napi_value values_[kMost];
};

}  // namespace linquant

#endif  // LINQUANT_BINDING_ARGUMENTS_H_
