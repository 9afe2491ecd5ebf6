#include "quantization.h"

#include <string.h>

#include "apply.h"

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

// The table whose patch kernels take these parameters.
const KernelTable& patchTable(const KernelTable& table, Dtype dtype, const Patch& patch) {
  const size_t count = patch.runs != 0 ? patch.runs : patch.columns;
  const int32_t most = codeBytes(dtype) == 1 ? kMostWord : kMostPatchZeroPoint;
  return dtype != Dtype::int32 && areAllWithin(patch.affines.zeroPoints, count, most) ? table : scalarTable();
}

// From so many elements on, runs of float32 to or from int8 and uint8 go to the kernels for just that.
constexpr size_t kByteRun = 4096;

// Calls byRun(from, to, parameters) for each run of a patch, if that is for them.
template <class ByRun>
bool byRuns(const Coding& coding, const Patch& patch, size_t fromBytes, size_t toBytes, const ByRun& byRun) {
  const bool isLong = patch.runs == 1 || (patch.runs != 0 && patch.run >= kByteRun);
  if (!isLong || coding.floatType != FloatType::float32 || codeBytes(coding.dtype) != 1 ||
      coding.rounding != Rounding::halfEven || patch.affines.offsets != nullptr ||
      !areAllWithin(patch.affines.zeroPoints, patch.runs, kMostWord)) {
    return false;
  }
  for (size_t k = 0; k < patch.runs; k++) {
    const Parameters parameters = {valueAt<float>(patch.affines.scales, k),
                                   valueAt<int32_t>(patch.affines.zeroPoints, k), coding.qmin, coding.qmax,
                                   shiftOf(coding.dtype)};
    byRun(patch.from + k * patch.run * fromBytes, patch.to + k * patch.run * toBytes, patch.run, parameters);
  }
  return true;
}

struct QuantizePatch {
  const KernelTable& table;

  void operator()(const Coding& coding, const Patch& patch) const {
    if (byRuns(coding, patch, sizeof(float), 1, table.quantize)) return;
    patchTable(table, coding.dtype, patch).quantizePatch(coding, patch);
  }
};

struct DequantizePatch {
  const KernelTable& table;

  void operator()(const Coding& coding, const Patch& patch) const {
    if (byRuns(coding, patch, 1, sizeof(float), table.dequantize)) return;
    patchTable(table, coding.dtype, patch).dequantizePatch(coding, patch);
  }
};

struct FakeQuantizePatch {
  const KernelTable& table;

  void operator()(const Coding& coding, const Patch& patch) const {
    patchTable(table, Dtype::int16, patch).fakeQuantizePatch(coding, patch);
  }
};

// Packed codes are made of codes of a byte each, or become such, piece by piece.
constexpr size_t kPiece = 4096;

bool isPacked(Dtype dtype) { return codeBits(dtype) < 8; }
bool isSignedPacked(Dtype dtype) { return dtype == Dtype::int4 || dtype == Dtype::int2; }
Coding byByte(const Coding& coding) {
  Coding result = coding;
  result.dtype = isSignedPacked(coding.dtype) ? Dtype::int8 : Dtype::uint8;
  return result;
}

// Elements start to end, of which x.first is one that x.data points to. Packed codes begin at a whole byte.
void quantizeSome(const KernelTable& table, const Coding& coding, const Elements& x, uint8_t* q, size_t start,
                  size_t end, const Layout& layout, const Affines& affines) {
  const QuantizePatch kernel = {table};
  if (!isPacked(coding.dtype)) {
    Apply<QuantizePatch> apply = {kernel, coding, x, {q, start, codeBytes(coding.dtype)}, nullptr, affines};
    return walkLayout(layout, start, end, apply);
  }
  const Coding bytes = byByte(coding);
  const size_t bits = codeBits(coding.dtype);
  for (size_t at = start, n; at < end; at += n) {
    uint8_t codes[kPiece];
    n = end - at < kPiece ? end - at : kPiece;
    Apply<QuantizePatch> apply = {kernel, bytes, x, {codes, at, 1}, nullptr, affines};
    walkLayout(layout, at, at + n, apply);
    table.pack(codes, q + (at - start) * bits / 8, n, static_cast<uint32_t>(bits));
  }
}

// The same way back; q points to the codes of element `start`.
void dequantizeSome(const KernelTable& table, const Coding& coding, const uint8_t* q, const Elements& x,
                    size_t start, size_t end, const Layout& layout, const Affines& affines) {
  const DequantizePatch kernel = {table};
  if (!isPacked(coding.dtype)) {
    Apply<DequantizePatch> apply = {kernel, coding, {q, start, codeBytes(coding.dtype)}, x, nullptr, affines};
    return walkLayout(layout, start, end, apply);
  }
  const Coding bytes = byByte(coding);
  const size_t bits = codeBits(coding.dtype);
  for (size_t at = start, n; at < end; at += n) {
    uint8_t codes[kPiece];
    n = end - at < kPiece ? end - at : kPiece;
    table.unpack(q + (at - start) * bits / 8, codes, n, static_cast<uint32_t>(bits),
                 isSignedPacked(coding.dtype));
    Apply<DequantizePatch> apply = {kernel, bytes, {codes, at, 1}, x, nullptr, affines};
    walkLayout(layout, at, at + n, apply);
  }
}

}  // namespace

void quantizePart(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q, size_t start,
                  size_t end, const Layout& layout, const Affines& affines) {
  quantizeSome(table, coding, {x, 0, floatBytes(coding.floatType)}, q + bytesOfCodes(coding.dtype, start),
               start, end, layout, affines);
}

void quantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q,
              const Layout& layout, const Affines& affines) {
  quantizePart(table, coding, x, q, 0, layout.count(), layout, affines);
}

void dequantize(const KernelTable& table, const Coding& coding, const uint8_t* q, uint8_t* x,
                const Layout& layout, const Affines& affines) {
  dequantizeSome(table, coding, q, {x, 0, floatBytes(coding.floatType)}, 0, layout.count(), layout, affines);
}

void fakeQuantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* out,
                  uint8_t* mask, const Layout& layout, const Affines& affines) {
  const FakeQuantizePatch kernel = {table};
  const size_t bytes = floatBytes(coding.floatType);
  Apply<FakeQuantizePatch> apply = {kernel, coding, {x, 0, bytes}, {out, 0, bytes}, mask, affines};
  walkLayout(layout, 0, layout.count(), apply);
}

void requantize(const KernelTable& table, const uint8_t* q, const CodesOf& from, uint8_t* out,
                const CodesOf& to, size_t count) {
  for (size_t at = 0, n; at < count; at += n) {
    float floats[kPiece];
    uint8_t* const data = reinterpret_cast<uint8_t*>(floats);
    n = count - at < kPiece ? count - at : kPiece;
    dequantizeSome(table, from.coding, q + bytesOfCodes(from.coding.dtype, at), {data, at, sizeof(float)}, at,
                   at + n, from.layout, from.affines);
    quantizeSome(table, to.coding, {data, at, sizeof(float)}, out + bytesOfCodes(to.coding.dtype, at), at,
                 at + n, to.layout, to.affines);
  }
}

}  // namespace linquant
