// The addon: hands views and numbers from JavaScript to the core. Arguments were judged by lib/; what is
// checked here once more is what memory safety rests on: every view is a view, and lengths fit each other.
#include <napi.h>

#include <string.h>

#include "../core/features.h"
#include "../core/quantization.h"

namespace linquant {
namespace {

// As Status in lib/backend/backend.ts.
enum class Status : uint32_t { ok, lengthMismatch, overlap, noParameters };

// One for each instance of the addon, hence for each thread: statics would be shared by all workers.
struct Instance {
  const KernelTable* table = &scalarTable();
};

struct Bytes {
  uint8_t* data = nullptr;
  size_t length = 0;
};

// The arguments of one call. After a failed read `ok` is false and an exception is pending.
class Arguments {
 public:
  static constexpr size_t kMost = 11;

  Arguments(napi_env env, napi_callback_info info, size_t count) : env_(env), ok_(true) {
    size_t given = kMost;
    void* data = nullptr;
    if (napi_get_cb_info(env, info, &given, values_, nullptr, &data) != napi_ok || given < count) fail();
    instance_ = static_cast<Instance*>(data);
  }

  bool ok() const { return ok_; }
  Instance& instance() const { return *instance_; }

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

  int32_t integer(size_t index) {
    int32_t value = 0;
    if (!ok_ || napi_get_value_int32(env_, values_[index], &value) != napi_ok) fail();
    return value;
  }

  float number(size_t index) {
    double value = 0;
    if (!ok_ || napi_get_value_double(env_, values_[index], &value) != napi_ok) fail();
    return static_cast<float>(value);
  }

  bool boolean(size_t index) {
    bool value = false;
    if (!ok_ || napi_get_value_bool(env_, values_[index], &value) != napi_ok) fail();
    return value;
  }

  Dtype dtype(size_t index) {
    const uint32_t value = static_cast<uint32_t>(integer(index));
    if (value >= kDtypeCount) fail();
    return ok_ ? static_cast<Dtype>(value) : Dtype::int8;
  }

  napi_value raw(size_t index) const { return values_[index]; }

  void fail() {
    if (ok_)
      napi_throw_type_error(env_, "ERR_LINQUANT_INVALID_TYPE", "the addon was called with wrong arguments");
    ok_ = false;
  }

  napi_value status(Status status) const {
    napi_value result = nullptr;
    napi_create_uint32(env_, static_cast<uint32_t>(status), &result);
    return result;
  }

 private:
  napi_env env_;
  bool ok_;
  Instance* instance_;
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

// minMax(x, range)
napi_value minMax(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  const Bytes x = arguments.bytes(0), range = arguments.bytes(1);
  if (!arguments.ok()) return nullptr;
  const size_t count = x.length / sizeof(float);
  if (count == 0 || range.length != sizeof(Range)) return arguments.status(Status::lengthMismatch);
  const Range result = arguments.instance().table->minMax(x.data, count);
  memcpy(range.data, &result, sizeof result);
  return arguments.status(Status::ok);
}

// quantize(x, q, dtype, scale, zeroPoint, qmin, qmax)
napi_value quantize(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 7);
  const Bytes x = arguments.bytes(0), q = arguments.bytes(1);
  const Dtype dtype = arguments.dtype(2);
  const Parameters parameters = {arguments.number(3), arguments.integer(4), arguments.integer(5),
                                 arguments.integer(6)};
  if (!arguments.ok()) return nullptr;
  const Status status = compare(x, q, dtype);
  if (status == Status::ok) {
    quantize(*arguments.instance().table, dtype, x.data, q.data, q.length / codeBytes(dtype), parameters);
  }
  return arguments.status(status);
}

// dequantize(q, x, dtype, scale, zeroPoint)
napi_value dequantize(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 5);
  const Bytes q = arguments.bytes(0), x = arguments.bytes(1);
  const Dtype dtype = arguments.dtype(2);
  const Parameters parameters = {arguments.number(3), arguments.integer(4), 0, 0};
  if (!arguments.ok()) return nullptr;
  const Status status = compare(x, q, dtype);
  if (status == Status::ok) {
    dequantize(*arguments.instance().table, dtype, q.data, x.data, q.length / codeBytes(dtype), parameters);
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
    return touch ? Status::overlap : compare(floats, codes, dtype);
  }
};

// quantizeRows(x, q, dtype, scales, zeroPoints, qmin, qmax)
napi_value quantizeRows(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 7);
  Rows rows = {arguments.bytes(0), arguments.bytes(1), arguments.bytes(3), arguments.bytes(4)};
  const Dtype dtype = arguments.dtype(2);
  const int32_t qmin = arguments.integer(5), qmax = arguments.integer(6);
  if (!arguments.ok()) return nullptr;
  const Status status = rows.check(dtype);
  if (status == Status::ok) {
    quantizeRows(*arguments.instance().table, dtype, rows.floats.data, rows.codes.data, rows.rows,
                 rows.columns, rows.scales.data, rows.zeroPoints.data, qmin, qmax);
  }
  return arguments.status(status);
}

// dequantizeRows(q, x, dtype, scales, zeroPoints)
napi_value dequantizeRows(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 5);
  Rows rows = {arguments.bytes(1), arguments.bytes(0), arguments.bytes(3), arguments.bytes(4)};
  const Dtype dtype = arguments.dtype(2);
  if (!arguments.ok()) return nullptr;
  const Status status = rows.check(dtype);
  if (status == Status::ok) {
    dequantizeRows(*arguments.instance().table, dtype, rows.codes.data, rows.floats.data, rows.rows,
                   rows.columns, rows.scales.data, rows.zeroPoints.data);
  }
  return arguments.status(status);
}

// quantizeDynamic(x, q, dtype, scales, zeroPoints, symmetric, zeroPoint, qmin, qmax, eps, scaleOfZero)
napi_value quantizeDynamic(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 11);
  Rows rows = {arguments.bytes(0), arguments.bytes(1), arguments.bytes(3), arguments.bytes(4)};
  const Dtype dtype = arguments.dtype(2);
  const Choice choice = {arguments.boolean(5), arguments.integer(6), arguments.integer(7),
                         arguments.integer(8), arguments.number(9),  arguments.number(10)};
  if (!arguments.ok()) return nullptr;
  Status status = rows.check(dtype);
  if (status == Status::ok && rows.columns == 0) status = Status::lengthMismatch;
  if (status == Status::ok) {
    const DynamicKernel kernel = arguments.instance().table->dynamic[static_cast<size_t>(dtype)];
    const size_t done = kernel(rows.floats.data, rows.codes.data, rows.rows, rows.columns, choice,
                               rows.scales.data, rows.zeroPoints.data);
    if (done != rows.rows) status = Status::noParameters;
  }
  return arguments.status(status);
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
  define(env, exports, "select", select, instance);
  define(env, exports, "minMax", minMax, instance);
  define(env, exports, "quantize", quantize, instance);
  define(env, exports, "dequantize", dequantize, instance);
  define(env, exports, "quantizeRows", quantizeRows, instance);
  define(env, exports, "dequantizeRows", dequantizeRows, instance);
  define(env, exports, "quantizeDynamic", quantizeDynamic, instance);
  return exports;
}

}  // namespace
}  // namespace linquant

static Napi::Object initLinquant(Napi::Env env, Napi::Object exports) { return linquant::init(env, exports); }
NODE_API_MODULE(linquant, initLinquant)
