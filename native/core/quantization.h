// The entry points of the core: operations on the elements of a tensor, for all types and layouts of parameters.
//
// Views are pointers to their first byte, at any address. The caller (native/call) has checked that lengths fit each other and
// that outputs share no byte with anything else.
#ifndef LINQUANT_CORE_QUANTIZATION_H_
#define LINQUANT_CORE_QUANTIZATION_H_

#include "dispatch.h"
#include "layout.h"
#include "vector/codes.h"
#include "vector/floats.h"

namespace linquant {

// Bytes of `count` codes. Packed codes have no gap between rows.
constexpr uint64_t bytesOfCodes(Dtype dtype, uint64_t count) {
  return codeBits(dtype) >= 8 ? count * codeBytes(dtype)
                              : count / (8 / codeBits(dtype)) + (count % (8 / codeBits(dtype)) != 0);
}

// Elements start to end of a tensor. Views of data begin at element `origin`; views of parameters begin with the first
// parameter of the tensor. The codes of element `start` and of `origin` begin at a whole byte.
struct Part {
  uint64_t origin, start, end;

  uint64_t count() const { return end - start; }
};
inline Part wholeOf(const Layout& layout) { return {0, 0, layout.count()}; }

// q = clamp(round(f32(f32(x - offset) / scale)) + zeroPoint, qmin, qmax). With offsets, or with
// another rounding than ties to even, zero points lie within kMostPatchZeroPoint; else any zero point. Returns true only if all floats are
// finite, false where they may not be.
bool quantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q, const Part& part,
              const Layout& layout, const Affines& affines);
inline bool quantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q,
                     const Layout& layout, const Affines& affines) {
  return quantize(table, coding, x, q, wholeOf(layout), layout, affines);
}

// The same for data that must be finite: returns kNone, or the first element that is NaN or, as float32, infinite; codes are unspecified
// then.
uint64_t quantizeFinite(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q,
                        const Part& part, const Layout& layout, const Affines& affines);

// The first of `count` floats that is NaN or, as float32, infinite; `count` if there is none.
uint64_t firstNotFinite(const KernelTable& table, FloatType type, const uint8_t* x, uint64_t count);

// x = f32(f32(f32(q - zeroPoint) * scale) + offset). Any zero point.
void dequantize(const KernelTable& table, const Coding& coding, const uint8_t* q, uint8_t* x,
                const Part& part, const Layout& layout, const Affines& affines);
inline void dequantize(const KernelTable& table, const Coding& coding, const uint8_t* q, uint8_t* x,
                       const Layout& layout, const Affines& affines) {
  dequantize(table, coding, q, x, wholeOf(layout), layout, affines);
}

// dequantize(quantize(x)), without storing codes. mask is null or gets a byte for each element, 1 where the code was clamped
// or x is NaN.
void fakeQuantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* out,
                  uint8_t* mask, const Part& part, const Layout& layout, const Affines& affines);
inline void fakeQuantize(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* out,
                         uint8_t* mask, const Layout& layout, const Affines& affines) {
  fakeQuantize(table, coding, x, out, mask, wholeOf(layout), layout, affines);
}

// How codes are to be read or written.
struct CodesOf {
  Coding coding;
  Layout layout;
  Affines affines;
};

// quantize(dequantize(q)).
void requantize(const KernelTable& table, const uint8_t* q, const CodesOf& from, uint8_t* out,
                const CodesOf& to, const Part& part);

// Ranges are found in three steps, so that parts of a tensor may be done at different times. begin: `count` empty ranges,
// infinity and -infinity. widen: includes the elements of a part; a range with a NaN stays NaN. end: makes both bounds NaN where
// one is, and -0 to +0. merge widens ranges by other ranges. A range without elements stays empty.
void beginRanges(uint8_t* mins, uint8_t* maxs, uint64_t count);
void widenRanges(const KernelTable& table, FloatType type, const uint8_t* x, const Part& part,
                 const Layout& layout, uint8_t* mins, uint8_t* maxs);
void mergeRanges(uint8_t* mins, uint8_t* maxs, const uint8_t* otherMins, const uint8_t* otherMaxs,
                 uint64_t count);
void endRanges(uint8_t* mins, uint8_t* maxs, uint64_t count);

// All three steps for a whole tensor: the range of each index of the layout, none of which is empty.
void ranges(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout, uint8_t* mins,
            uint8_t* maxs);

// The same of the elements that are neither NaN nor infinite; infinity and -infinity where there is none. Returns how many were left
// out.
uint64_t finiteRanges(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout,
                      uint8_t* mins, uint8_t* maxs);

// Adds to `counts`, kBins float64 for each set of the layout, how many elements are in each bin; NaN and infinities are in none.
// `reciprocals` holds that of the width of a bin of each set (BinsKernel).
void histogram(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout,
               const uint8_t* reciprocals, uint8_t* counts);

// Finds scale and offset of each row and writes its codes: scale is least squares of the levels with the largest cosine (fit.cpp), at
// least 2^-126 and at most the largest float32; the offset is half of it, negative for uint1; the zero point is 0, and codes are those of
// quantize. A row of zeros has scale 1 and offset 0. For int8, int4, int2 and uint1, and rows of whole bytes. Returns kNone, or the
// first row with NaN or an infinity; outputs are unspecified then.
uint64_t fitRows(const KernelTable& table, FloatType type, const uint8_t* x, Dtype dtype, uint8_t* q,
                 const Part& part, uint64_t columns, uint8_t* scales, uint8_t* zeroPoints, uint8_t* offsets);

// The size of a unit: elements and parameters that belong to each other and to nothing else, where units follow one another. With
// an axis that is a channel, with blocks it is one block of the axis with all of its columns. 0 if the elements of a range are
// not consecutive.
uint64_t unitElements(const Layout& layout);

// Finds ranges, chooses parameters from them and quantizes with those, for a part that consists of whole units; for all
// elements if unitElements is 0. Returns kNone, or the first range that has no parameters; outputs are unspecified then.
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
