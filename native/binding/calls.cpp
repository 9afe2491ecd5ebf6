#include "calls.h"

#include "arguments.h"

namespace linquant {
namespace {

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

// dtype and choice, with the memory that the views gave.
napi_value runDynamic(Arguments& arguments, Rows& all) {
  const Dtype dtype = arguments.dtype(0);
  const Choice choice = choiceOf(arguments);
  if (!arguments.ok()) return nullptr;
  Status status = all.check(dtype);
  if (status == Status::ok && all.columns == 0) status = Status::lengthMismatch;
  if (status == Status::ok) {
    const DynamicKernel kernel = arguments.table().dynamic[static_cast<size_t>(dtype)];
    const size_t done = kernel(all.floats.data, all.codes.data, all.rows, all.columns, choice,
                               all.scales.data, all.zeroPoints.data);
    if (done != all.rows) status = Status::noParameters;
  }
  return arguments.status(status);
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
  const napi_value result = runDynamic(arguments, all);
  if (arguments.ok()) {
    arguments.give(0, scale);
    arguments.give(1, zeroPoint);
  }
  return result;
}

// quantizeDynamicRows(x, q, scales, zeroPoints): a choice
napi_value quantizeDynamicRows(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 4);
  Rows all = {arguments.bytes(0), arguments.bytes(1), arguments.bytes(2), arguments.bytes(3)};
  return runDynamic(arguments, all);
}

}  // namespace

const Call kCalls[] = {
    {"minMax", minMax},
    {"quantize", quantize},
    {"dequantize", dequantize},
    {"quantizeRows", quantizeRows},
    {"dequantizeRows", dequantizeRows},
    {"quantizeDynamic", quantizeDynamic},
    {"quantizeDynamicRows", quantizeDynamicRows},
};
const size_t kCallCount = sizeof kCalls / sizeof *kCalls;

}  // namespace linquant
