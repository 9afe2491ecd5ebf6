// The addon: hands views and numbers from JavaScript to the core. Arguments were judged by lib/; what is
// checked here once more is what memory safety rests on: every view is a view, and lengths fit each other.
#include <napi.h>

#include <stdint.h>
#include <string.h>

#include "../core/features.h"
#include "../core/quantization.h"

namespace linquant {
namespace {

// As Status in lib/backend/backend.ts.
enum class Status : uint32_t { ok, lengthMismatch, overlap, noParameters };

// Numbers cross in a block of doubles that JavaScript writes before a call and reads after it (lib/backend/native.ts):
// as arguments and results each would cost as much as a view. Each function says what it reads and writes there; the
// status stands at kStatus.
constexpr size_t kBlockLength = 8, kStatus = 7;

// One for each instance of the addon, hence for each thread: statics would be shared by all workers.
struct Instance {
  const KernelTable* table = &scalarTable();
  double* block = nullptr;
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

bool overlap(const Bytes& a, const Bytes& b) {
  const uintptr_t first = reinterpret_cast<uintptr_t>(a.data), second = reinterpret_cast<uintptr_t>(b.data);
  return a.length != 0 && b.length != 0 && first < second + b.length && second < first + a.length;
}

// Whether `floats` and `codes` hold the same number of elements, and apart from each other.
Status compare(const Bytes& floats, const Bytes& codes, Dtype dtype) {
  const size_t count = codes.length / codeBytes(dtype);
  if (floats.length % sizeof(float) != 0 || floats.length / sizeof(float) != count)
    return Status::lengthMismatch;
  return overlap(floats, codes) ? Status::overlap : Status::ok;
}

// minMax(x) -> min, max
napi_value minMax(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 1);
  const Bytes x = arguments.bytes(0);
  if (!arguments.ok()) return nullptr;
  const size_t count = x.length / sizeof(float);
  if (count == 0) return arguments.status(Status::lengthMismatch);
  const Range result = arguments.table().minMax(x.data, count);
  arguments.give(0, result.min);
  arguments.give(1, result.max);
  return arguments.status(Status::ok);
}

// quantize(x, q): dtype, scale, zeroPoint, qmin, qmax
napi_value quantize(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  const Bytes x = arguments.bytes(0), q = arguments.bytes(1);
  const Dtype dtype = arguments.dtype(0);
  const Parameters parameters = {arguments.float32(1), arguments.integer(2), arguments.integer(3),
                                 arguments.integer(4)};
  if (!arguments.ok()) return nullptr;
  const Status status = compare(x, q, dtype);
  if (status == Status::ok) {
    quantize(arguments.table(), dtype, x.data, q.data, q.length / codeBytes(dtype), parameters);
  }
  return arguments.status(status);
}

// dequantize(q, x): dtype, scale, zeroPoint
napi_value dequantize(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  const Bytes q = arguments.bytes(0), x = arguments.bytes(1);
  const Dtype dtype = arguments.dtype(0);
  const Parameters parameters = {arguments.float32(1), arguments.integer(2), 0, 0};
  if (!arguments.ok()) return nullptr;
  const Status status = compare(x, q, dtype);
  if (status == Status::ok) {
    dequantize(arguments.table(), dtype, q.data, x.data, q.length / codeBytes(dtype), parameters);
  }
  return arguments.status(status);
}

// Rows of codes and floats, and their parameters: the memory of `rows` rows of `columns` elements.
struct Rows {
  Bytes floats, codes, scales, zeroPoints;
  size_t rows = 0, columns = 0;

  Status check(Dtype dtype) {
    const size_t count = codes.length / codeBytes(dtype);
    rows = scales.length / sizeof(float);
    columns = rows == 0 ? 0 : count / rows;
    if (scales.length % sizeof(float) != 0 || zeroPoints.length != scales.length || rows * columns != count)
      return Status::lengthMismatch;
    const bool touch = overlap(scales, zeroPoints) || overlap(scales, codes) || overlap(scales, floats) ||
                       overlap(zeroPoints, codes) || overlap(zeroPoints, floats);
    const Status status = compare(floats, codes, dtype);
    return status == Status::ok && touch ? Status::overlap : status;
  }
};

// quantizeRows(x, q, scales, zeroPoints): dtype, qmin, qmax
napi_value quantizeRows(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 4);
  Rows all = {arguments.bytes(0), arguments.bytes(1), arguments.bytes(2), arguments.bytes(3)};
  const Dtype dtype = arguments.dtype(0);
  const int32_t qmin = arguments.integer(1), qmax = arguments.integer(2);
  if (!arguments.ok()) return nullptr;
  const Status status = all.check(dtype);
  if (status == Status::ok) {
    quantizeRows(arguments.table(), dtype, all.floats.data, all.codes.data, all.rows, all.columns,
                 all.scales.data, all.zeroPoints.data, qmin, qmax);
  }
  return arguments.status(status);
}

// dequantizeRows(q, x, scales, zeroPoints): dtype
napi_value dequantizeRows(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 4);
  Rows all = {arguments.bytes(1), arguments.bytes(0), arguments.bytes(2), arguments.bytes(3)};
  const Dtype dtype = arguments.dtype(0);
  if (!arguments.ok()) return nullptr;
  const Status status = all.check(dtype);
  if (status == Status::ok) {
    dequantizeRows(arguments.table(), dtype, all.codes.data, all.floats.data, all.rows, all.columns,
                   all.scales.data, all.zeroPoints.data);
  }
  return arguments.status(status);
}

// dtype, symmetric, zeroPoint, qmin, qmax, eps, scaleOfZero
Choice choiceOf(Arguments& arguments) {
  return {arguments.number(1) != 0, arguments.integer(2), arguments.integer(3),
          arguments.integer(4),     arguments.float32(5), arguments.float32(6)};
}

Status runDynamic(const Arguments& arguments, Dtype dtype, const Rows& all, const Choice& choice) {
  const DynamicKernel kernel = arguments.table().dynamic[static_cast<size_t>(dtype)];
  const size_t done = kernel(all.floats.data, all.codes.data, all.rows, all.columns, choice, all.scales.data,
                             all.zeroPoints.data);
  return done == all.rows ? Status::ok : Status::noParameters;
}

// quantizeDynamic(x, q): a choice -> scale, zeroPoint
napi_value quantizeDynamic(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  float scale = 0;
  int32_t zeroPoint = 0;
  Rows all = {arguments.bytes(0),
              arguments.bytes(1),
              {reinterpret_cast<uint8_t*>(&scale), sizeof scale},
              {reinterpret_cast<uint8_t*>(&zeroPoint), sizeof zeroPoint}};
  const Dtype dtype = arguments.dtype(0);
  const Choice choice = choiceOf(arguments);
  if (!arguments.ok()) return nullptr;
  Status status = all.check(dtype);
  if (status == Status::ok && all.columns == 0) status = Status::lengthMismatch;
  if (status == Status::ok) status = runDynamic(arguments, dtype, all, choice);
  arguments.give(0, scale);
  arguments.give(1, zeroPoint);
  return arguments.status(status);
}

// quantizeDynamicRows(x, q, scales, zeroPoints): a choice
napi_value quantizeDynamicRows(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 4);
  Rows all = {arguments.bytes(0), arguments.bytes(1), arguments.bytes(2), arguments.bytes(3)};
  const Dtype dtype = arguments.dtype(0);
  const Choice choice = choiceOf(arguments);
  if (!arguments.ok()) return nullptr;
  Status status = all.check(dtype);
  if (status == Status::ok && all.columns == 0) status = Status::lengthMismatch;
  if (status == Status::ok) status = runDynamic(arguments, dtype, all, choice);
  return arguments.status(status);
}

// useBlock(block): a Float64Array of kBlockLength that lives as long as the addon.
napi_value useBlock(napi_env env, napi_callback_info info) {
  size_t given = 1, length = 0;
  napi_value block = nullptr;
  void* data = nullptr;
  void* memory = nullptr;
  napi_typedarray_type type = napi_int8_array;
  napi_ref reference = nullptr;
  const bool ok =
      napi_get_cb_info(env, info, &given, &block, nullptr, &data) == napi_ok &&
      napi_get_typedarray_info(env, block, &type, &length, &memory, nullptr, nullptr) == napi_ok &&
      type == napi_float64_array && length == kBlockLength &&
      napi_create_reference(env, block, 1, &reference) == napi_ok;
  if (!ok) {
    napi_throw_type_error(env, "ERR_LINQUANT_INVALID_TYPE", "the addon was called with wrong arguments");
    return nullptr;
  }
  static_cast<Instance*>(data)->block = static_cast<double*>(memory);
  return nullptr;
}

// select(name): one of `available`.
napi_value select(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 1);
  char name[16];
  size_t length = 0;
  if (!arguments.ok()) return nullptr;
  if (napi_get_value_string_utf8(env, arguments.raw(0), name, sizeof name, &length) == napi_ok) {
    const uint32_t features = detectFeatures();
    for (size_t i = 0; i < kTableCount; i++) {
      if (strcmp(kTables[i]->name, name) == 0 && isSupported(*kTables[i], features)) {
        arguments.instance().table = kTables[i];
        return nullptr;
      }
    }
  }
  arguments.fail();
  return nullptr;
}

void define(Napi::Env env, Napi::Object exports, const char* name, napi_callback callback,
            Instance* instance) {
  napi_value function = nullptr;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, instance, &function) == napi_ok) {
    exports.Set(name, Napi::Value(env, function));
  }
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  Instance* instance = new Instance;
  env.SetInstanceData(instance);  // deletes it with the environment
  Napi::Array available = Napi::Array::New(env);
  const uint32_t features = detectFeatures();
  for (size_t i = 0; i < kTableCount; i++) {
    if (isSupported(*kTables[i], features))
      available.Set(available.Length(), Napi::String::New(env, kTables[i]->name));
  }
  exports.Set("available", available);
  define(env, exports, "useBlock", useBlock, instance);
  define(env, exports, "select", select, instance);
  define(env, exports, "minMax", minMax, instance);
  define(env, exports, "quantize", quantize, instance);
  define(env, exports, "dequantize", dequantize, instance);
  define(env, exports, "quantizeRows", quantizeRows, instance);
  define(env, exports, "dequantizeRows", dequantizeRows, instance);
  define(env, exports, "quantizeDynamic", quantizeDynamic, instance);
  define(env, exports, "quantizeDynamicRows", quantizeDynamicRows, instance);
  return exports;
}

}  // namespace
}  // namespace linquant

static Napi::Object initLinquant(Napi::Env env, Napi::Object exports) { return linquant::init(env, exports); }
NODE_API_MODULE(linquant, initLinquant)
