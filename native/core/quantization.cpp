#include "quantization.h"

#include <string.h>

#include "apply.h"
#include "tuning.h"

namespace linquant {
namespace {

// Whether all zero points lie in -most..most.
bool areAllWithin(const uint8_t* zeroPoints, size_t count, int32_t most) {
  int32_t low = 0, high = 0;
  for (size_t i = 0; i < count; i++) {
    const int32_t zeroPoint = valueAt<int32_t>(zeroPoints, i);
    low = zeroPoint < low ? zeroPoint : low;
    high = zeroPoint > high ? zeroPoint : high;
  }
  return low >= -most && high <= most;
}

// The table whose patch kernels accept these parameters.
const KernelTable& patchTable(const KernelTable& table, Dtype dtype, const Patch& patch) {
  const size_t count = patch.runs != 0 ? patch.runs : patch.columns;
  const int32_t most = codeBytes(dtype) == 1 ? kMostWord : kMostPatchZeroPoint;
  return dtype != Dtype::int32 && areAllWithin(patch.affines.zeroPoints, count, most) ? table : scalarTable();
}

// Whether the runs of a patch go to the kernels for one set of parameters, run by run.
bool areOneSetRuns(const Coding& coding, const Patch& patch) {
  const bool isLong = patch.runs == 1 || (patch.runs != 0 && patch.run >= tuning::kOneSetRun);
  return isLong && coding.floatType == FloatType::float32 && codeBytes(coding.dtype) == 1 &&
         coding.rounding == Rounding::halfEven && patch.affines.offsets == nullptr;
}

// Does the runs of such a patch: each by byRun(from, to, count, parameters), or by the scalar kernel otherwise(coding, patch) if
// fitsWords does not accept its zero point. The zero point is read once, since another thread may write to it: the one that
// was checked is the one that the kernel gets.
template <class ByRun, class Otherwise>
LINQUANT_INLINE void runByRun(const Coding& coding, const Patch& patch, size_t fromBytes, size_t toBytes,
                              const ByRun& byRun, const Otherwise& otherwise) {
  for (size_t k = 0; k < patch.runs; k++) {
    const Parameters parameters = {valueAt<float>(patch.affines.scales, k),
                                   valueAt<int32_t>(patch.affines.zeroPoints, k), coding.qmin, coding.qmax,
                                   shiftOf(coding.dtype)};
    Patch one = patch;
    one.from += k * patch.run * fromBytes;
    one.to += k * patch.run * toBytes;
    if (fitsWords(parameters.zeroPoint)) {
      byRun(one.from, one.to, patch.run, parameters);
    } else {
      one.runs = 1;
      one.affines = affinesFrom(patch.affines, k);
      otherwise(coding, one);
    }
  }
}

struct QuantizePatch {
  const KernelTable& table;
  mutable bool areFinite = true;

  void operator()(const Coding& coding, const Patch& patch) const {
    if (!areOneSetRuns(coding, patch)) {
      areFinite &= patchTable(table, coding.dtype, patch).quantizePatch(coding, patch);
      return;
    }
    runByRun(
        coding, patch, sizeof(float), 1,
        [&](const uint8_t* from, uint8_t* to, size_t count, const Parameters& parameters) {
          areFinite &= table.quantize(from, to, count, parameters);
        },
        [&](const Coding& all, const Patch& one) { areFinite &= scalarTable().quantizePatch(all, one); });
  }
};

struct DequantizePatch {
  const KernelTable& table;

  void operator()(const Coding& coding, const Patch& patch) const {
    if (areOneSetRuns(coding, patch)) {
      return runByRun(coding, patch, 1, sizeof(float), table.dequantize, scalarTable().dequantizePatch);
    }
    patchTable(table, coding.dtype, patch).dequantizePatch(coding, patch);
  }
};

struct FakeQuantizePatch {
  const KernelTable& table;

  void operator()(const Coding& coding, const Patch& patch) const {
    patchTable(table, Dtype::int16, patch).fakeQuantizePatch(coding, patch);
  }
};

// Packed codes are computed as codes of a byte each, through a buffer.
constexpr size_t kBuffer = tuning::kBufferElements;

Coding unpackedCoding(const Coding& coding) {
  Coding result = coding;
  result.dtype = rowOf(coding.dtype).isSigned ? Dtype::int8 : Dtype::uint8;
  return result;
}

constexpr Elements kNoMask = {nullptr, 0, 1};

// Elements start to end. q points to the codes of element `start`. Returns as QuantizeKernel.
bool quantizeSome(const KernelTable& table, const Coding& coding, const Elements& x, uint8_t* q,
                  uint64_t start, uint64_t end, const Layout& layout, const Affines& affines) {
  const QuantizePatch kernel = {table};
  if (!isPacked(coding.dtype)) {
    Apply<QuantizePatch> apply = {kernel, coding, x, {q, start, codeBytes(coding.dtype)}, kNoMask, affines};
    forEachPatch(layout, start, end, apply);
    return kernel.areFinite;
  }
  const Coding bytes = unpackedCoding(coding);
  const size_t bits = codeBits(coding.dtype);
  for (uint64_t at = start, n; at < end; at += n) {
    uint8_t codes[kBuffer];
    n = end - at < kBuffer ? end - at : kBuffer;
    Apply<QuantizePatch> apply = {kernel, bytes, x, {codes, at, 1}, kNoMask, affines};
    forEachPatch(layout, at, at + n, apply);
    table.pack(codes, q + (at - start) * bits / 8, n, static_cast<uint32_t>(bits));
  }
  return kernel.areFinite;
}

// Elements start to end. q points to the codes of element `start`.
void dequantizeSome(const KernelTable& table, const Coding& coding, const uint8_t* q, const Elements& x,
                    uint64_t start, uint64_t end, const Layout& layout, const Affines& affines) {
  const DequantizePatch kernel = {table};
  if (!isPacked(coding.dtype)) {
    Apply<DequantizePatch> apply = {kernel, coding, {q, start, codeBytes(coding.dtype)}, x, kNoMask, affines};
    return forEachPatch(layout, start, end, apply);
  }
  const Coding bytes = unpackedCoding(coding);
  const size_t bits = codeBits(coding.dtype);
  for (uint64_t at = start, n; at < end; at += n) {
    uint8_t codes[kBuffer];
    n = end - at < kBuffer ? end - at : kBuffer;
    table.unpack(q + (at - start) * bits / 8, codes, n, static_cast<uint32_t>(bits),
                 rowOf(coding.dtype).isSigned);
    Apply<DequantizePatch> apply = {kernel, bytes, {codes, at, 1}, x, kNoMask, affines};
    forEachPatch(layout, at, at + n, apply);
  }
}

// A pointer to the codes of element `at`.
template <class Byte>
Byte* codesAt(Dtype dtype, Byte* q, const Part& part, uint64_t at) {
  return q + bytesOfCodes(dtype, at - part.origin);
}

}  // namespace

bool quantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q, const Part& part,
              const Layout& layout, const Affines& affines) {
  return quantizeSome(table, coding, {x, part.origin, floatBytes(coding.floatType)},
                      codesAt(coding.dtype, q, part, part.start), part.start, part.end, layout, affines);
}

void dequantize(const KernelTable& table, const Coding& coding, const uint8_t* q, uint8_t* x,
                const Part& part, const Layout& layout, const Affines& affines) {
  dequantizeSome(table, coding, codesAt(coding.dtype, q, part, part.start),
                 {x, part.origin, floatBytes(coding.floatType)}, part.start, part.end, layout, affines);
}

void fakeQuantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* out,
                  uint8_t* mask, const Part& part, const Layout& layout, const Affines& affines) {
  const FakeQuantizePatch kernel = {table};
  const size_t bytes = floatBytes(coding.floatType);
  Apply<FakeQuantizePatch> apply = {
      kernel, coding, {x, part.origin, bytes}, {out, part.origin, bytes}, {mask, part.origin, 1}, affines};
  forEachPatch(layout, part.start, part.end, apply);
}

void requantize(const KernelTable& table, const uint8_t* q, const CodesOf& from, uint8_t* out,
                const CodesOf& to, const Part& part) {
  for (uint64_t at = part.start, n; at < part.end; at += n) {
    float floats[kBuffer];
    uint8_t* const data = reinterpret_cast<uint8_t*>(floats);
    n = part.end - at < kBuffer ? part.end - at : kBuffer;
    dequantizeSome(table, from.coding, codesAt(from.coding.dtype, q, part, at), {data, at, sizeof(float)}, at,
                   at + n, from.layout, from.affines);
    quantizeSome(table, to.coding, {data, at, sizeof(float)}, codesAt(to.coding.dtype, out, part, at), at,
                 at + n, to.layout, to.affines);
  }
}

}  // namespace linquant
