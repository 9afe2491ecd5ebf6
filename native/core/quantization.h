// The entry points of the core: what is done to a whole tensor, whatever its types, its parameters and their layout.
//
// Views are given as pointers to their first byte, at any address. Lengths fit each other, outputs share no byte with
// anything else: the binding has compared them.
#ifndef LINQUANT_CORE_QUANTIZATION_H_
#define LINQUANT_CORE_QUANTIZATION_H_

#include "dispatch.h"
#include "generic/codes.h"
#include "generic/floats.h"
#include "layout.h"

namespace linquant {

// Bits of a code: fewer than 8 for the packed dtypes.
constexpr size_t codeBits(Dtype dtype) {
  return dtype == Dtype::int2 || dtype == Dtype::uint2   ? 2
         : dtype == Dtype::int4 || dtype == Dtype::uint4 ? 4
                                                         : 8 * codeBytes(dtype);
}

// Bytes of `count` codes. Packed ones lie one after the other, without a gap between rows.
constexpr size_t bytesOfCodes(Dtype dtype, size_t count) {
  return codeBits(dtype) >= 8 ? count * codeBytes(dtype)
                              : count / (8 / codeBits(dtype)) + (count % (8 / codeBits(dtype)) != 0);
}

// q = clamp(round(f32(f32(x - offset) / scale)) + zeroPoint, qmin, qmax). Any zero point without offsets and with ties to
// even; else one within kMostPatchZeroPoint.
void quantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q,
              const Layout& layout, const Affines& affines);

// The same for elements start to end; start * bits of a code is a whole number of bytes.
void quantizePart(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q, size_t start,
                  size_t end, const Layout& layout, const Affines& affines);

// x = f32(f32(f32(q - zeroPoint) * scale) + offset). Any zero point.
void dequantize(const KernelTable& table, const Coding& coding, const uint8_t* q, uint8_t* x,
                const Layout& layout, const Affines& affines);

// Floats to the floats that their codes stand for; mask may be null (FakeQuantizePatchKernel).
void fakeQuantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* out,
                  uint8_t* mask, const Layout& layout, const Affines& affines);

// Codes and what they are.
struct CodesOf {
  Coding coding;
  Layout layout;
  Affines affines;
};

// quantize(dequantize(q)) of `count` codes.
void requantize(const KernelTable& table, const uint8_t* q, const CodesOf& from, uint8_t* out,
                const CodesOf& to, size_t count);

// The range of each index of the layout, in float32, none of which is without elements: NaN twice where one is NaN; a
// result of zero is +0.
void ranges(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout, uint8_t* mins,
            uint8_t* maxs);

// Ranges, parameters chosen from them, and codes. Returns false where a range has no parameters; what was written is
// unspecified then.
bool quantizeDynamic(const KernelTable& table, FloatType type, const uint8_t* x, Dtype dtype, uint8_t* q,
                     const Layout& layout, const Choice& choice, uint8_t* scales, uint8_t* zeroPoints);

}  // namespace linquant

#endif  // LINQUANT_CORE_QUANTIZATION_H_
