#include "calls.h"

#include "arguments.h"
#include "memory.h"

namespace linquant {
namespace {

Coding codingOf(Arguments& arguments) {
  return {arguments.floatType(), arguments.dtype(), arguments.one<Rounding>(Slot::rounding, kRoundingCount),
          arguments.integer(Slot::qmin), arguments.integer(Slot::qmax)};
}

Choice choiceOf(Arguments& arguments) {
  return {arguments.number(Slot::symmetric) != 0, arguments.integer(Slot::ruleZeroPoint),
          arguments.integer(Slot::qmin),          arguments.integer(Slot::qmax),
          arguments.float32(Slot::eps),           arguments.float32(Slot::scaleOfZero)};
}

// Parameters of a whole tensor, in memory as those of a layout are.
struct OneSet {
  float scale = 0, offset = 0;
  int32_t zeroPoint = 0;

  explicit OneSet(Arguments& arguments)
      : scale(arguments.float32(Slot::scale)),
        offset(arguments.float32(Slot::offset)),
        zeroPoint(arguments.integer(Slot::zeroPoint)) {}
  Affines affines() const {
    return {bytes(&scale), bytes(&zeroPoint), offset == 0 ? nullptr : bytes(&offset)};
  }
  static const uint8_t* bytes(const void* value) { return static_cast<const uint8_t*>(value); }
};

// minMax(x): floatType -> min, max
napi_value minMax(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 1);
  const Bytes x = arguments.bytes(0);
  const FloatType type = arguments.floatType();
  if (!arguments.ok()) return nullptr;
  const size_t count = x.length / floatBytes(type);
  if (count == 0) return arguments.status(Status::lengthMismatch);
  float min, max;
  ranges(arguments.table(), type, x.data, tensorOf(count), reinterpret_cast<uint8_t*>(&min),
         reinterpret_cast<uint8_t*>(&max));
  arguments.give(Slot::min, min);
  arguments.give(Slot::max, max);
  return arguments.status(Status::ok);
}

// minMaxAxis(x, mins, maxs): floatType, layout
napi_value minMaxAxis(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 3);
  const Bytes x = arguments.bytes(0), mins = arguments.bytes(1), maxs = arguments.bytes(2);
  const FloatType type = arguments.floatType();
  const Layout layout = layoutOf(arguments);
  if (!arguments.ok()) return nullptr;
  Memory memory;
  memory.floats(x, type, layout.count());
  memory.output(mins, layout.parameters() * sizeof(float));
  memory.output(maxs, layout.parameters() * sizeof(float));
  if (memory.status() == Status::ok) ranges(arguments.table(), type, x.data, layout, mins.data, maxs.data);
  return arguments.status(memory.status());
}

// quantize(x, q): coding, scale, zeroPoint, offset
napi_value quantize(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  const Bytes x = arguments.bytes(0), q = arguments.bytes(1);
  const Coding coding = codingOf(arguments);
  const OneSet set(arguments);
  if (!arguments.ok()) return nullptr;
  const size_t count = x.length / floatBytes(coding.floatType);
  Memory memory;
  memory.floats(x, coding.floatType, count);
  memory.output(q, bytesOfCodes(coding.dtype, count));
  if (memory.status() == Status::ok) {
    quantize(arguments.table(), coding, x.data, q.data, tensorOf(count), set.affines());
  }
  return arguments.status(memory.status());
}

// quantizeAxis(x, q, scales, zeroPoints, offsets): coding, layout
napi_value quantizeAxis(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 5);
  const Bytes x = arguments.bytes(0), q = arguments.bytes(1);
  const Coding coding = codingOf(arguments);
  const Layout layout = layoutOf(arguments);
  Memory memory;
  const Affines affines = memory.affines(arguments, 2, layout);
  if (!arguments.ok()) return nullptr;
  memory.floats(x, coding.floatType, layout.count());
  memory.output(q, bytesOfCodes(coding.dtype, layout.count()));
  if (memory.status() == Status::ok) {
    quantize(arguments.table(), coding, x.data, q.data, layout, affines);
  }
  return arguments.status(memory.status());
}

// dequantize(q, x): coding, scale, zeroPoint, offset
napi_value dequantize(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  const Bytes q = arguments.bytes(0), x = arguments.bytes(1);
  const Coding coding = codingOf(arguments);
  const OneSet set(arguments);
  if (!arguments.ok()) return nullptr;
  const size_t count = x.length / floatBytes(coding.floatType);
  Memory memory;
  memory.input(q, bytesOfCodes(coding.dtype, count));
  memory.output(x, count * floatBytes(coding.floatType));
  if (memory.status() == Status::ok) {
    dequantize(arguments.table(), coding, q.data, x.data, tensorOf(count), set.affines());
  }
  return arguments.status(memory.status());
}

// dequantizeAxis(q, x, scales, zeroPoints, offsets): coding, layout
napi_value dequantizeAxis(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 5);
  const Bytes q = arguments.bytes(0), x = arguments.bytes(1);
  const Coding coding = codingOf(arguments);
  const Layout layout = layoutOf(arguments);
  Memory memory;
  const Affines affines = memory.affines(arguments, 2, layout);
  if (!arguments.ok()) return nullptr;
  memory.input(q, bytesOfCodes(coding.dtype, layout.count()));
  memory.output(x, layout.count() * floatBytes(coding.floatType));
  if (memory.status() == Status::ok) {
    dequantize(arguments.table(), coding, q.data, x.data, layout, affines);
  }
  return arguments.status(memory.status());
}

// What both ways of quantizeDynamic share: floatType, dtype, a choice.
napi_value runDynamic(Arguments& arguments, const Layout& layout, const Bytes& scales,
                      const Bytes& zeroPoints) {
  const Bytes x = arguments.bytes(0), q = arguments.bytes(1);
  const FloatType type = arguments.floatType();
  const Dtype dtype = arguments.dtype();
  const Choice choice = choiceOf(arguments);
  if (!arguments.ok()) return nullptr;
  const size_t count = layout.count(), parameters = layout.parameters();
  Memory memory;
  memory.floats(x, type, count);
  memory.output(q, bytesOfCodes(dtype, count));
  memory.output(scales, parameters * sizeof(float));
  memory.output(zeroPoints, parameters * sizeof(int32_t));
  Status status = memory.status();
  if (status == Status::ok && (count == 0 || dtype == Dtype::int32)) status = Status::lengthMismatch;
  if (status == Status::ok && !quantizeDynamic(arguments.table(), type, x.data, dtype, q.data, layout, choice,
                                               scales.data, zeroPoints.data)) {
    status = Status::noParameters;
  }
  return arguments.status(status);
}

// quantizeDynamic(x, q) -> scale, zeroPoint
napi_value quantizeDynamic(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  float scale = 0;
  int32_t zeroPoint = 0;
  const size_t count = arguments.bytes(0).length / floatBytes(arguments.floatType());
  const napi_value result =
      runDynamic(arguments, tensorOf(count), {reinterpret_cast<uint8_t*>(&scale), sizeof scale},
                 {reinterpret_cast<uint8_t*>(&zeroPoint), sizeof zeroPoint});
  if (arguments.ok()) {
    arguments.give(Slot::scale, scale);
    arguments.give(Slot::zeroPoint, zeroPoint);
  }
  return result;
}

// quantizeDynamicAxis(x, q, scales, zeroPoints): layout
napi_value quantizeDynamicAxis(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 4);
  const Bytes scales = arguments.bytes(2), zeroPoints = arguments.bytes(3);
  const Layout layout = layoutOf(arguments);
  if (!arguments.ok()) return nullptr;
  return runDynamic(arguments, layout, scales, zeroPoints);
}

// fakeQuantize(x, out, scales, zeroPoints, offsets, mask): coding, layout. A mask without bytes is none.
napi_value fakeQuantize(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 6);
  const Bytes x = arguments.bytes(0), out = arguments.bytes(1), mask = arguments.bytes(5);
  const Coding coding = codingOf(arguments);
  const Layout layout = layoutOf(arguments);
  Memory memory;
  const Affines affines = memory.affines(arguments, 2, layout);
  if (!arguments.ok()) return nullptr;
  memory.floats(x, coding.floatType, layout.count());
  memory.output(out, layout.count() * floatBytes(coding.floatType));
  if (mask.length != 0) memory.output(mask, layout.count());
  if (memory.status() == Status::ok) {
    fakeQuantize(arguments.table(), coding, x.data, out.data, mask.length != 0 ? mask.data : nullptr, layout,
                 affines);
  }
  return arguments.status(memory.status());
}

// requantize(q, out, scales, zeroPoints, offsets, fromScales, fromZeroPoints, fromOffsets): count; coding and layout of
// out; dtype and layout of q
napi_value requantize(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 8);
  const Bytes q = arguments.bytes(0), out = arguments.bytes(1);
  const size_t count = arguments.length(Slot::count);
  CodesOf to = {codingOf(arguments), layoutOf(arguments), {}},
          from = {to.coding, layoutOf(arguments, Slot::fromOuter), {}};
  to.coding.floatType = from.coding.floatType = FloatType::float32;
  from.coding.dtype = arguments.dtype(Slot::fromDtype);
  Memory memory;
  to.affines = memory.affines(arguments, 2, to.layout);
  from.affines = memory.affines(arguments, 5, from.layout);
  if (!arguments.ok()) return nullptr;
  memory.input(q, bytesOfCodes(from.coding.dtype, count));
  memory.output(out, bytesOfCodes(to.coding.dtype, count));
  Status status = memory.status();
  if (from.layout.count() != count || to.layout.count() != count) status = Status::lengthMismatch;
  if (status == Status::ok) requantize(arguments.table(), q.data, from, out.data, to, count);
  return arguments.status(status);
}

// convert(x, out): floatType, toFloatType
napi_value convert(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  const Bytes x = arguments.bytes(0), out = arguments.bytes(1);
  const FloatType from = arguments.floatType(), to = arguments.floatType(Slot::toFloatType);
  if (!arguments.ok()) return nullptr;
  const size_t count = x.length / floatBytes(from);
  Memory memory;
  memory.floats(x, from, count);
  memory.output(out, count * floatBytes(to));
  if (memory.status() == Status::ok) arguments.table().convert(x.data, from, out.data, to, count);
  return arguments.status(memory.status());
}

// quantizeGgml(x, blocks): type of the blocks, floatType
napi_value quantizeGgml(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  const Bytes x = arguments.bytes(0), out = arguments.bytes(1);
  const size_t kind = arguments.one<size_t>(Slot::dtype, kGgmlTypeCount);
  const FloatType type = arguments.floatType();
  if (!arguments.ok()) return nullptr;
  const size_t blocks = out.length / kGgmlBlockBytes[kind];
  Memory memory;
  memory.floats(x, type, blocks * kGgmlFloats);
  memory.output(out, blocks * kGgmlBlockBytes[kind]);
  Status status = memory.status();
  if (status == Status::ok &&
      arguments.table().quantizeGgml[kind](x.data, type, out.data, blocks) != blocks) {
    status = Status::noParameters;
  }
  return arguments.status(status);
}

// dequantizeGgml(blocks, x): type of the blocks, floatType
napi_value dequantizeGgml(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  const Bytes in = arguments.bytes(0), x = arguments.bytes(1);
  const size_t kind = arguments.one<size_t>(Slot::dtype, kGgmlTypeCount);
  const FloatType type = arguments.floatType();
  if (!arguments.ok()) return nullptr;
  const size_t blocks = in.length / kGgmlBlockBytes[kind];
  Memory memory;
  memory.input(in, blocks * kGgmlBlockBytes[kind]);
  memory.output(x, blocks * kGgmlFloats * floatBytes(type));
  if (memory.status() == Status::ok) arguments.table().dequantizeGgml[kind](in.data, x.data, type, blocks);
  return arguments.status(memory.status());
}

BitCoding bitCodingOf(Arguments& arguments) {
  const uint32_t flags = arguments.one<uint32_t>(Slot::bitFlags, 8);
  return {(flags & 1) != 0, (flags & 2) != 0, static_cast<uint8_t>((flags & 4) != 0 ? 0x80 : 0)};
}

// packBits(x, bits): floatType, bitFlags, layout of rows -> where there is a float that is not finite: its index as count,
// its value as min
napi_value packBits(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  const Bytes x = arguments.bytes(0), bits = arguments.bytes(1);
  const FloatType type = arguments.floatType();
  const BitCoding coding = bitCodingOf(arguments);
  const Layout layout = layoutOf(arguments);
  if (!arguments.ok()) return nullptr;
  const size_t rows = layout.outer * layout.axis, columns = layout.inner;
  Memory memory;
  memory.floats(x, type, rows * columns);
  memory.output(bits, rows * bytesOfBits(columns));
  if (memory.status() != Status::ok) return arguments.status(memory.status());
  const KernelTable& table = arguments.table();
  const size_t fit = table.packBits(x.data, type, bits.data, rows, columns, coding);
  if (fit == rows * columns) return arguments.status(Status::ok);
  double value;
  table.convert(x.data + fit * floatBytes(type), type, reinterpret_cast<uint8_t*>(&value), FloatType::float64,
                1);
  arguments.give(Slot::count, static_cast<double>(fit));
  arguments.give(Slot::min, value);
  return arguments.status(Status::notFinite);
}

// unpackBits(bits, x): bitFlags, layout of rows; min and max, the values of 0 and 1
napi_value unpackBits(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 2);
  const Bytes bits = arguments.bytes(0), x = arguments.bytes(1);
  const BitCoding coding = bitCodingOf(arguments);
  const Layout layout = layoutOf(arguments);
  if (!arguments.ok()) return nullptr;
  const size_t rows = layout.outer * layout.axis, columns = layout.inner;
  Memory memory;
  memory.input(bits, rows * bytesOfBits(columns));
  memory.output(x, rows * columns * sizeof(float));
  if (memory.status() == Status::ok) {
    arguments.table().unpackBits(bits.data, x.data, rows, columns, coding, arguments.float32(Slot::min),
                                 arguments.float32(Slot::max));
  }
  return arguments.status(memory.status());
}

}  // namespace

const Call kCalls[] = {
    {"minMax", minMax},
    {"minMaxAxis", minMaxAxis},
    {"quantize", quantize},
    {"quantizeAxis", quantizeAxis},
    {"dequantize", dequantize},
    {"dequantizeAxis", dequantizeAxis},
    {"quantizeDynamic", quantizeDynamic},
    {"quantizeDynamicAxis", quantizeDynamicAxis},
    {"fakeQuantize", fakeQuantize},
    {"requantize", requantize},
    {"convert", convert},
    {"quantizeGgml", quantizeGgml},
    {"dequantizeGgml", dequantizeGgml},
    {"packBits", packBits},
    {"unpackBits", unpackBits},
};
const size_t kCallCount = sizeof kCalls / sizeof *kCalls;

}  // namespace linquant
