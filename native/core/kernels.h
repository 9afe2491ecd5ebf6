// The interface between the core and its instruction sets: one table of kernels for each of them.
#ifndef LINQUANT_CORE_KERNELS_H_
#define LINQUANT_CORE_KERNELS_H_

#include <stddef.h>
#include <stdint.h>

#include "dtypes.h"

namespace linquant {

// The float types, in the order of the table in lib/tables/float-types.ts.
enum class FloatType : uint32_t { float32, float64, float16, bfloat16, e4m3fn, e5m2, e8m0fnu };
// Every operation takes the first four; convert takes the float8 types too.
constexpr size_t kFloatTypeCount = 4, kConvertTypeCount = 7;
constexpr bool isFloat8(FloatType type) { return type > FloatType::bfloat16; }

// How quotients are rounded to integers, in the order of the table in lib/tables/roundings.ts: to nearest with ties to even or
// away from zero, toward zero, or toward minus infinity.
enum class Rounding : uint32_t { halfEven, halfAway, towardZero, down };
constexpr size_t kRoundingCount = 4;

// x = (q - zeroPoint) * scale, for int8 and uint8. scale is positive and finite, qmin <= qmax lie inside the dtype.
struct Parameters {
  float scale;
  int32_t zeroPoint;
  int32_t qmin;
  int32_t qmax;
  // 128 for uint8, 0 for int8. Kernels subtract it from zeroPoint, qmin and qmax and compute int8 codes; XOR with it then gives
  // the bytes of the dtype.
  int32_t shift;
};
constexpr int32_t shiftOf(Dtype dtype) { return dtype == Dtype::uint8 ? 128 : 0; }

struct Range {
  float min;
  float max;
};

// The contract of all kernels.
//   Bytes      They read `count` elements of the input, write `count` elements of the output, and touch no other byte, neither
//              past the end nor before the start. Elements are little-endian.
//   Alignment  Any byte address, for input and output alike.
//   Overlap    Input and output share no byte.
//   count      0 does nothing; minMax needs at least 1.
//   Results    Every instruction set gives the bytes of the scalar kernels, at whatever address and index an element is.
//   Sharing    Another thread may write to the memory meanwhile. Results are then unspecified, but nothing else happens: no
//              address and no count depends on an element or a parameter, and no integer overflow is undefined, even with zero
//              points that the kernel does not accept (vector integers wrap; those of scalar code have 64 bits).

// q = clamp(rne(f32(x / scale)) + zeroPoint, qmin, qmax), where rne rounds to the nearest integer, ties to even. NaN gives
// clamp(zeroPoint, qmin, qmax). Infinities and everything out of range saturate. Denormals are not flushed to zero.
// zeroPoint is one that fitsWords accepts. Returns true only if all floats are finite; false where they may not be, which most kernels
// notice at no cost.
using QuantizeKernel = bool (*)(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters);

// x = f32(f32(q - zeroPoint) * scale). qmin and qmax are ignored. Zero points as in QuantizeKernel.
using DequantizeKernel = void (*)(const uint8_t* q, uint8_t* x, size_t count, const Parameters& parameters);

// How scale and zeroPoint are computed from a range, after it was widened to include 0:
//   steps  = qmax - qmin, or half of that if symmetric
//   extent = max - min, or the larger of -min and max if symmetric
//   scale  = max(extent / steps, eps); if extent is 0, max(that, scaleOfZero)
//   zeroPoint as given if symmetric, else clamp(qmin - rne(min / scale), qmin, qmax)
// Each operation is rounded to float32.
struct Choice {
  bool symmetric;
  int32_t zeroPoint;
  int32_t qmin;
  int32_t qmax;
  float eps;
  float scaleOfZero;
};

// Quantizes rows of x, each with parameters of its own range (lib/arithmetic/affine-of-range.ts is the same in JavaScript). scales
// (float32) and zeroPoints (int32) have one element per row, at any address, and overlap nothing. Returns `rows`, or the first
// row that has no parameters, because it has NaN or an infinity or its scale is not finite and positive; the codes of the rows
// before it are written. columns is at least 1, scaleOfZero is 0 or 1, and `shift` is as in Parameters.
using DynamicKernel = size_t (*)(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                 const Choice& choice, int32_t shift, uint8_t* scales, uint8_t* zeroPoints);

// Minimum and maximum. If there is a NaN, both are NaN. Zero is +0.
using MinMaxKernel = Range (*)(const uint8_t* x, size_t count);

// What all elements of a call have in common. dtype is not a packed one.
struct Coding {
  FloatType floatType;
  Dtype dtype;
  Rounding rounding;
  int32_t qmin, qmax;
};

// Parameters of runs or columns, at any address: float32, int32 and float32. offsets is null if all are 0.
struct Affines {
  const uint8_t *scales, *zeroPoints, *offsets;
};

// A patch: elements and their parameters, in one of two patterns. Element i is element i of the memory at `from`, `to` and,
// unless it is null, `mask` (a byte each).
//   runs     if runs > 0: elements k * run .. k * run + run - 1 have the parameters of index k, for k < runs
//   columns  if runs is 0: element r * stride + c has those of index c, for r < rows and c < columns <= kMostColumns
constexpr size_t kMostColumns = 512;
struct Patch {
  const uint8_t* from;
  uint8_t* to;
  uint8_t* mask;
  Affines affines;
  size_t runs, run;
  size_t rows, columns, stride;
};

// q = clamp(round(f32(f32(x - offset) / scale)) + zeroPoint, qmin, qmax), where x is of coding.floatType (float64 is rounded to
// float32 first) and NaN counts as 0. The scalar kernel accepts every dtype and zero point. The others accept codes of one byte
// with zero points for which fitsWords holds, and codes of two bytes with zero points up to kMostPatchZeroPoint in magnitude.
// Returns as QuantizeKernel; a float64 that becomes infinite as float32 is not finite.
using QuantizePatchKernel = bool (*)(const Coding& coding, const Patch& patch);

// x = f32(f32(f32(q - zeroPoint) * scale) + offset), in coding.floatType. Dtypes and zero points as in QuantizePatchKernel.
using DequantizePatchKernel = void (*)(const Coding& coding, const Patch& patch);

// Both in one: floats to floats of the same type; coding.dtype is ignored. The mask is 1 for NaN and where the rounded quotient
// plus the zero point is outside of qmin..qmax, else 0.
using FakeQuantizePatchKernel = void (*)(const Coding& coding, const Patch& patch);

// Widens ranges of runs or columns to include the elements at patch.from. mins and maxs start as infinity and -infinity. Of
// the patch, only `from` and the pattern are used. Once an element is NaN, the minimum or the maximum of its range (or both)
// stays NaN. Zeros may have either sign.
using RangePatchKernel = void (*)(FloatType type, const Patch& patch, uint8_t* mins, uint8_t* maxs);

// The same, but NaN and infinities are left out. Returns how many they are. Ranges without a finite element stay as they are.
using FiniteRangePatchKernel = size_t (*)(FloatType type, const Patch& patch, uint8_t* mins, uint8_t* maxs);

// The bins of a histogram: bin i is kHalfBins * -width + i * width and what is above it, up to the next one.
constexpr int32_t kHalfBins = 1024, kBins = 2 * kHalfBins;

// The bin of each element, as uint16 at any address: floor(x * reciprocal) + kHalfBins, the first or the last bin for elements beyond
// them, and kBins for NaN and infinities. A reciprocal is that of a width, a normal power of two. `reciprocals` has one for each
// element, or one for all.
using BinsKernel = void (*)(FloatType type, const uint8_t* x, const uint8_t* reciprocals, bool areEach,
                            uint8_t* bins, size_t count);

// Parameters of `count` ranges, at any address. Returns `count`, or the first range that has none, as DynamicKernel does.
using ChooseKernel = size_t (*)(const uint8_t* mins, const uint8_t* maxs, size_t count, const Choice& choice,
                                uint8_t* scales, uint8_t* zeroPoints);

// Floats of one type to floats of another, rounded once, ties to even. NaN keeps its sign and the leading bits of its payload,
// and becomes quiet, except from bfloat16 to float32, which is a shift. The same type is a copy.
using ConvertKernel = void (*)(const uint8_t* x, FloatType from, uint8_t* out, FloatType to, size_t count);

// The same where one of the types, or both, are float8 (vector/float8.h); `to` is not e8m0fnu. NaN becomes the quiet one of its
// sign, without payload. Numbers too large for a float8 become infinity in e5m2 and NaN in e4m3fn or, with `saturate`, the largest
// number, as infinity does then.
using ConvertFloat8Kernel = void (*)(const uint8_t* x, FloatType from, uint8_t* out, FloatType to,
                                     size_t count, bool saturate);

// Packs codes of one byte each into `bits` (1, 2 or 4) each, the first code in the lowest bits. Unused bits of the last byte are 0.
using PackKernel = void (*)(const uint8_t* codes, uint8_t* packed, size_t count, uint32_t bits);
// Unpacks them. Signed codes are sign-extended.
using UnpackKernel = void (*)(const uint8_t* packed, uint8_t* codes, size_t count, uint32_t bits,
                              bool isSigned);

// How floats become single bits. Each row of bits starts at a new byte.
struct BitCoding {
  bool orEqual;    // a bit is x >= 0, else x > 0
  bool highFirst;  // the first float of a byte is its most significant bit, else its least significant bit
  uint8_t flip;    // each byte is XORed with this: 0, or 0x80 for stores that keep bytes as int8
};
constexpr size_t bytesOfBits(size_t columns) { return columns / 8 + (columns % 8 != 0); }

// A bit for each float. float64 is compared without rounding. -0 is 0. Bits behind the last float of a row are 0 before the
// XOR. Returns rows * columns, or the index of the first float that is NaN or infinite; bits are unspecified then.
using PackBitsKernel = size_t (*)(const uint8_t* x, FloatType type, uint8_t* bits, size_t rows,
                                  size_t columns, const BitCoding& coding);
// A float32 for each bit: ofZero or ofOne. Bits behind the last float of a row are ignored.
using UnpackBitsKernel = void (*)(const uint8_t* bits, uint8_t* x, size_t rows, size_t columns,
                                  const BitCoding& coding, float ofZero, float ofOne);

// Blocks of 32 floats as ggml stores them (kernels/ggml.h). Quantizing returns `blocks`, or the first block that has NaN or an
// infinity or whose scale is too large for float16; the blocks before it are written.
using QuantizeGgmlKernel = size_t (*)(const uint8_t* x, FloatType type, uint8_t* out, size_t blocks);
using DequantizeGgmlKernel = void (*)(const uint8_t* in, uint8_t* x, FloatType type, size_t blocks);
constexpr size_t kGgmlTypeCount = 2;  // as the table in lib/tables/ggml-types.ts: Q8_0, Q4_0
constexpr size_t kGgmlFloats = 32, kGgmlBlockBytes[kGgmlTypeCount] = {34, 18};

// What is measured of floats x and restored ones r, with d = float64(x) - float64(r): the sums of x^2, d^2, r^2, x * r and |d|, the
// largest |d| and the index of the first element that has it, and how many elements were clamped. All are doubles, at any
// address; each is an array with an element for each result, `stride` elements apart from the next one (MeasurePlace).
enum class Measure : uint32_t { signal, noise, restored, product, absolute, largest, index, clipped };
constexpr size_t kMeasureCount = 8;
struct MeasurePlace {
  uint8_t* data;
  size_t stride;

  uint8_t* of(Measure measure, size_t result = 0) const {
    return data + (static_cast<size_t>(measure) * stride + result) * sizeof(double);
  }
};
// The most elements that are summed in lanes before the lanes are added up.
constexpr size_t kMeasureChunk = 4096;

// Adds a chunk of float32 to one result, all but `clipped`, and returns how many x are outside of low..high. Lane i % 8 sums element i,
// in order. Products are rounded before they are added. Then lanes are added up, ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)), and the sum
// is added to the result. The largest starts below 0. If x has NaN or infinity, so has the signal, and all else is unspecified.
// `index` is that of the first element; count is at most kMeasureChunk.
using MeasureKernel = size_t (*)(const uint8_t* x, const uint8_t* restored, size_t count, uint64_t index,
                                 float low, float high, const MeasurePlace& to);
// Adds rows of elements to a result for each column: one addition for each element, row by row.
using MeasureColumnsKernel = void (*)(const uint8_t* x, const uint8_t* restored, size_t rows, size_t columns,
                                      uint64_t index, const MeasurePlace& to);

// No index: every range has parameters, every float is finite.
constexpr uint64_t kNone = UINT64_MAX;

// Rows of few bits (fit.cpp). The integers rne(|x| * factor), below 2^51, as doubles, and zeros up to a multiple of kLevelBlock. Returns
// their sum, which is exact.
constexpr size_t kLevelBlock = 16;
using MagnitudesKernel = double (*)(const uint8_t* x, size_t count, double factor, double* out);
// The level of a magnitude m is trunc(min(m * t, limit)). Sums of m * level, of level * level and of levels, which are exact. count is a
// multiple of kLevelBlock.
struct LevelSums {
  double products, squares, levels;
};
using LevelSumsKernel = LevelSums (*)(const double* x, size_t count, double t, double limit);
// A level that a magnitude has by the second t and not by the first; `t` is level / magnitude. Writes at most `most`, in the order of
// magnitudes, and returns how many.
struct LevelStep {
  double t, magnitude, level;
};
using LevelStepsKernel = size_t (*)(const double* x, size_t count, double from, double to, double limit,
                                    LevelStep* steps, size_t most);

// Searching (search/search.h). Queries are brought into the form that scoreRows of the same instruction set reads: preparedBytes of them.
struct QueryShape;
struct ScoreCall;
struct SelectCall;
using PrepareQueriesKernel = void (*)(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared);
// Scores rows first to end of the call with all queries. Returns kNone, or the least of these rows with NaN or infinity.
using ScoreRowsKernel = uint64_t (*)(const ScoreCall& call, uint64_t first, uint64_t end);
// Takes the scores of some more rows into what is held for each query. With the best k of all scores so far, some others may be held.
using SelectBestKernel = void (*)(const SelectCall& call);

// The kernels of one instruction set. The first four are for float32, int8 or uint8, and one set of parameters (dynamic: one
// per row); the others are for everything else.
struct KernelTable {
  const char* name;
  // The bits of Feature (features.h) that the machine must have.
  uint32_t features;
  QuantizeKernel quantize;
  DequantizeKernel dequantize;
  MinMaxKernel minMax;
  DynamicKernel dynamic;
  QuantizePatchKernel quantizePatch;
  DequantizePatchKernel dequantizePatch;
  FakeQuantizePatchKernel fakeQuantizePatch;
  RangePatchKernel rangePatch;
  FiniteRangePatchKernel finiteRangePatch;
  BinsKernel bins;
  ChooseKernel choose;
  ConvertKernel convert;
  ConvertFloat8Kernel convertFloat8;
  PackKernel pack;
  UnpackKernel unpack;
  PackBitsKernel packBits;
  UnpackBitsKernel unpackBits;
  QuantizeGgmlKernel quantizeGgml[kGgmlTypeCount];
  DequantizeGgmlKernel dequantizeGgml[kGgmlTypeCount];
  MeasureKernel measure;
  MeasureColumnsKernel measureColumns;
  MagnitudesKernel magnitudes;
  LevelSumsKernel levelSums;
  LevelStepsKernel levelSteps;
  PrepareQueriesKernel prepareQueries;
  ScoreRowsKernel scoreRows;
  SelectBestKernel selectBest;
};

// The zero points that vector kernels for codes of a byte accept. The bound has two reasons:
//   - They add the zero point to rounded quotients that were saturated to 16 bits. The result is right while 32767 + zeroPoint
//     is above every code and -32768 + zeroPoint is below every code.
//   - Only quotients below 1792 + 255.5 < 2^11 in magnitude can then give a code that is not saturated. Ties between them have
//     at most 12 significant bits, which the two-operation quotient needs (kernels/quotient.h).
constexpr int32_t kMostWord = 1792;
constexpr bool fitsWords(int32_t zeroPoint) { return zeroPoint >= -kMostWord && zeroPoint <= kMostWord; }

// The zero points that vector kernels for wider codes accept, in magnitude: qmin - zeroPoint and qmax - zeroPoint are then within
// the 2^20 to which these kernels clamp quotients (V::kLimit).
constexpr int32_t kMostPatchZeroPoint = 1 << 19;

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_H_
