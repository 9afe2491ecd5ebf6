// The entry points of the core: what is done to elements of a tensor, whatever its types, its parameters and their layout.
//
// Views are given as pointers to their first byte, at any address. Lengths fit each other, outputs share no byte with
// anything else: native/call has compared them.
#ifndef LINQUANT_CORE_QUANTIZATION_H_
#define LINQUANT_CORE_QUANTIZATION_H_

#include "dispatch.h"
#include "layout.h"
#include "vector/codes.h"
#include "vector/floats.h"

namespace linquant {

// Bits of a code: fewer than 8 for the packed dtypes.
constexpr size_t codeBits(Dtype dtype) {
  return dtype == Dtype::int2 || dtype == Dtype::uint2   ? 2
         : dtype == Dtype::int4 || dtype == Dtype::uint4 ? 4
                                                         : 8 * codeBytes(dtype);
}

// Bytes of `count` codes. Packed ones lie one after the other, without a gap between rows.
constexpr uint64_t bytesOfCodes(Dtype dtype, uint64_t count) {
  return codeBits(dtype) >= 8 ? count * codeBytes(dtype)
                              : count / (8 / codeBits(dtype)) + (count % (8 / codeBits(dtype)) != 0);
}

// Elements start to end. The views of data begin at element `origin`, those of parameters at the first one. start and origin
// are where codes begin at a whole byte.
struct Part {
  uint64_t origin, start, end;

  uint64_t count() const { return end - start; }
};
inline Part wholeOf(const Layout& layout) { return {0, 0, layout.count()}; }

// q = clamp(round(f32(f32(x - offset) / scale)) + zeroPoint, qmin, qmax). Any zero point without offsets and with ties to
// even; else one within kMostPatchZeroPoint.
void quantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q, const Part& part,
              const Layout& layout, const Affines& affines);
inline void quantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q,
                     const Layout& layout, const Affines& affines) {
  quantize(table, coding, x, q, wholeOf(layout), layout, affines);
}

// x = f32(f32(f32(q - zeroPoint) * scale) + offset). Any zero point.
void dequantize(const KernelTable& table, const Coding& coding, const uint8_t* q, uint8_t* x,
                const Part& part, const Layout& layout, const Affines& affines);
inline void dequantize(const KernelTable& table, const Coding& coding, const uint8_t* q, uint8_t* x,
                       const Layout& layout, const Affines& affines) {
  dequantize(table, coding, q, x, wholeOf(layout), layout, affines);
}

// Floats to the floats that their codes stand for; mask may be null (FakeQuantizePatchKernel).
void fakeQuantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* out,
                  uint8_t* mask, const Part& part, const Layout& layout, const Affines& affines);
inline void fakeQuantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* out,
                         uint8_t* mask, const Layout& layout, const Affines& affines) {
  fakeQuantize(table, coding, x, out, mask, wholeOf(layout), layout, affines);
}

// Codes and what they are.
struct CodesOf {
  Coding coding;
  Layout layout;
  Affines affines;
};

// quantize(dequantize(q)).
void requantize(const KernelTable& table, const uint8_t* q, const CodesOf& from, uint8_t* out,
                const CodesOf& to, const Part& part);

// Ranges are found in three steps, so that parts may be taken at different times: `count` ranges that hold nothing, which
// parts widen (a NaN makes its range NaN for good), and which end in float32: NaN twice where one is NaN, zero as +0. A range
// without elements is left as infinity and -infinity.
void beginRanges(uint8_t* mins, uint8_t* maxs, uint64_t count);
void widenRanges(const KernelTable& table, FloatType type, const uint8_t* x, const Part& part,
                 const Layout& layout, uint8_t* mins, uint8_t* maxs);
void mergeRanges(uint8_t* mins, uint8_t* maxs, const uint8_t* otherMins, const uint8_t* otherMaxs,
                 uint64_t count);
void endRanges(uint8_t* mins, uint8_t* maxs, uint64_t count);

// All three for a whole tensor: the range of each index of the layout, none of which is without elements.
void ranges(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout, uint8_t* mins,
            uint8_t* maxs);

// So many elements, from the first one on, have parameters that no others have: a row, or a row of blocks. 0 where the
// elements of a range lie apart from each other.
uint64_t unitElements(const Layout& layout);

// No index: every range has parameters, every float is fit.
constexpr uint64_t kNone = UINT64_MAX;

// Ranges, parameters chosen from them, and codes, of a part of whole units; or of all elements, where they make no units.
// Returns kNone, or the first range that has no parameters; what was written is unspecified then.
uint64_t quantizeDynamic(const KernelTable& table, FloatType type, const uint8_t* x, Dtype dtype, uint8_t* q,
                         const Part& part, const Layout& layout, const Choice& choice, uint8_t* scales,
                         uint8_t* zeroPoints);
inline uint64_t quantizeDynamic(const KernelTable& table, FloatType type, const uint8_t* x, Dtype dtype,
                                uint8_t* q, const Layout& layout, const Choice& choice, uint8_t* scales,
                                uint8_t* zeroPoints) {
  return quantizeDynamic(table, type, x, dtype, q, wholeOf(layout), layout, choice, scales, zeroPoints);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_QUANTIZATION_H_
