// What crosses the border: views as pointers and lengths, numbers in a block of memory.
#ifndef LINQUANT_BINDING_ARGUMENTS_H_
#define LINQUANT_BINDING_ARGUMENTS_H_

#include <napi.h>
#include <stdint.h>

#include "../core/quantization.h"

namespace linquant {

// As Status in lib/backend/backend.ts.
enum class Status : uint32_t { ok, lengthMismatch, overlap, noParameters };

// Numbers cross in a block of doubles that JavaScript writes before a call and reads after it (lib/backend/native.ts):
// as arguments and results each would cost as much as a view. Each function says what it reads and writes there; the
// status stands at kStatus.
constexpr size_t kBlockLength = 8, kStatus = 7;
// Counts up with every change of what crosses, as interfaceVersion in lib/backend/native.ts does.
constexpr uint32_t kInterfaceVersion = 2;

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
  static constexpr size_t kMost = 4;

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

  double number(size_t index) const { return ok_ ? instance_->block[index] : 0; }
  float float32(size_t index) const { return static_cast<float>(number(index)); }
  int32_t integer(size_t index) {
    const double value = number(index);
    if (!(value >= INT32_MIN && value <= INT32_MAX)) fail();
    return ok_ ? static_cast<int32_t>(value) : 0;
  }
  Dtype dtype(size_t index) {
    const double value = number(index);
    if (!(value >= 0 && value < kDtypeCount)) fail();
    return ok_ ? static_cast<Dtype>(static_cast<uint32_t>(value)) : Dtype::int8;
  }
  void give(size_t index, double value) { instance_->block[index] = value; }

  napi_value raw(size_t index) const { return values_[index]; }

  void fail() {
    if (ok_)
      napi_throw_type_error(env_, "ERR_LINQUANT_INVALID_TYPE", "the addon was called with wrong arguments");
    ok_ = false;
  }

  napi_value status(Status status) {
    give(kStatus, static_cast<double>(status));
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
