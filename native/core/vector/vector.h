// What every kernel is written over: a vector type V, and the chunk of elements that a loop handles per iteration.
//
// A vector type is a struct of static functions in an unnamed namespace of its file in isa/. All kernels are templates over it,
// so their code is local to that file too. (An inline function with external linkage would be emitted by several files that
// are compiled for different instruction sets, and the linker would keep any one of them.) For the same reason the headers
// here include C headers only.
#ifndef LINQUANT_CORE_VECTOR_VECTOR_H_
#define LINQUANT_CORE_VECTOR_VECTOR_H_

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(_MSC_VER) && !defined(__clang__)
#define LINQUANT_INLINE static __forceinline
#define LINQUANT_INLINE_METHOD __forceinline
#define LINQUANT_INLINE_LAMBDA
#define LINQUANT_OUTLINE __declspec(noinline)
#else
#define LINQUANT_INLINE static inline __attribute__((always_inline))
#define LINQUANT_INLINE_METHOD inline __attribute__((always_inline))
#define LINQUANT_INLINE_LAMBDA __attribute__((always_inline))
#define LINQUANT_OUTLINE __attribute__((noinline))
#endif
// Not inlined and not copied for constant arguments: functions of some size that several callers share.
#if defined(__GNUC__) && !defined(__clang__)
#define LINQUANT_SINGLE __attribute__((noinline, noclone))
#else
#define LINQUANT_SINGLE LINQUANT_OUTLINE
#endif
// Keeps the following loop from being unrolled.
#if defined(__GNUC__)
#define LINQUANT_KEEP_LOOP _Pragma("GCC unroll 1")
#else
#define LINQUANT_KEEP_LOOP
#endif
// Unrolls the following loop completely, so that an array indexed by its counter stays in registers.
#if defined(__GNUC__)
#define LINQUANT_UNROLL _Pragma("GCC unroll 16")
#else
#define LINQUANT_UNROLL
#endif

namespace linquant {

// A chunk is four vectors of float32, whose int8 codes fill one vector. Loops handle a chunk per iteration.
template <class V>
constexpr size_t kChunk = 4 * V::kLanes;

// Bytes of a vector of float32.
template <class V>
constexpr size_t kVectorBytes = V::kLanes * sizeof(float);
// A line of the cache, on every processor with kernels of its own.
constexpr size_t kLineBytes = 64;

// The largest finite float32 and the smallest positive one, a denormal.
constexpr float kMostFloat = 0x1.fffffep127f, kLeastFloat = 0x1p-149f;

// The largest float32 below 0.5. Adding it away from zero and truncating rounds to the nearest integer, ties away from zero;
// adding 0.5 would round 0.49999997 up to 1.
constexpr float kBelowHalf = 0x1.fffffep-2f;

// The concepts below are the contract of a vector type: each line is an expression that has to compile. A compiler names the
// line that does not. isa/scalar.cpp shows in plain C++ what every function returns.

// Types and constants.
//   F            kLanes float32
//   I            kLanes int32 (scalar: one int64)
//   Words        the lanes of four I as int16; WordVector holds one of the two vectors they fill
//   Codes        the lanes of four I as int8; CodeVector is the type of its constants
//   Mask         a boolean per lane
//   Nan          an accumulator: whether any lane of any vector was NaN
//   Bits         an integer with a bit per float, for at least four vectors and at least 8 floats; BitOrder is a constant that
//                bitsAbove needs for the order of the bits in a byte
//   kHasFma      there is a fused multiply-add. Without it every quotient is a division.
//   kHasInvalidFlag      round() raises the processor's invalid-operation flag for NaN and for results beyond int32
//   kOverflowIsIntMin    round() returns INT32_MIN for these, as x86 does
//   kHasStreaming        there are streaming (non-temporal) stores, which bypass the cache
//   kHasMasks            masked loads and stores touch the first lanes of a vector only
//   kTestsLoops          each iteration of a loop costs a test whether to interrupt it, as in WebAssembly
//   kLimit       clamping quotients to -kLimit..kLimit changes no code
template <class V>
concept VectorTypes = requires {
  typename V::F;
  typename V::I;
  typename V::Words;
  typename V::WordVector;
  typename V::Codes;
  typename V::CodeVector;
  typename V::Mask;
  typename V::Nan;
  typename V::Bits;
  typename V::BitOrder;
  typename V::ByteZeroPoint;
  V::kLanes;
  V::kLimit;
  V::kHasFma;
  V::kHasInvalidFlag;
  V::kOverflowIsIntMin;
  V::kHasStreaming;
  V::kHasMasks;
  V::kTestsLoops;
};

// Loads and stores of any alignment: float32, float16, bfloat16 and float64. Conversions round to nearest, ties to even;
// loadFloat64Odd rounds to odd (kernels/convert.h).
template <class V>
concept FloatMemory = requires(typename V::F f, const uint8_t* from, uint8_t* to) {
  f = V::load(from);
  f = V::loadFloat16(from);
  f = V::loadBfloat16(from);
  f = V::loadFloat64(from);
  f = V::loadFloat64Odd(from);
  V::store(to, f);
  V::storeFloat16(to, f);
  V::storeBfloat16(to, f);
  V::storeFloat64(to, f);
};

// clampMagnitude(x, most) clamps to -most..most; NaN becomes 0, or stays NaN where round() turns it into 0.
// nanToZero replaces NaN by 0; nanToQuiet replaces it by the one positive quiet NaN that has no payload.
// areAllWithin(x, low, high) is false where a lane is NaN.
// min and max may return either operand where one of them is NaN, but min(x, NaN) and max(x, NaN) return NaN.
template <class V>
concept FloatArithmetic = requires(typename V::F f, float value, bool is) {
  f = V::broadcast(value);
  f = V::add(f, f);
  f = V::subtract(f, f);
  f = V::multiply(f, f);
  f = V::divide(f, f);
  f = V::min(f, f);
  f = V::max(f, f);
  f = V::clampMagnitude(f, f);
  f = V::nanToZero(f);
  f = V::nanToQuiet(f);
  f = V::selectWhereZero(f, f, f);
  is = V::areAllWithin(f, value, value);
};

// Reductions. reduce... reduces the lanes of one vector; reduce...Each reduces kLanes vectors at once: lane i of the result is
// that of vector i. maxWithMagnitude(a, x) is max(a, |x|), in which NaN counts as larger than every number;
// maxOfMagnitudes(a, b) is max(|a|, |b|), in which NaN may get lost. noteNan(nan, a, b) notes whether a or b holds NaN.
template <class V>
concept Reductions = requires(typename V::F f, const typename V::F (&rows)[V::kLanes], typename V::Nan nan,
                              float value, bool is) {
  value = V::reduceMin(f);
  value = V::reduceMax(f);
  value = V::reduceMaxMagnitude(f);
  f = V::reduceMinEach(rows);
  f = V::reduceMaxEach(rows);
  f = V::reduceMaxMagnitudeEach(rows);
  f = V::maxWithMagnitude(f, f);
  f = V::maxOfMagnitudes(f, f);
  V::noteNan(nan, f, f);
  is = V::anyNan(nan);
};

// float64, for sums (kernels/measure.h): D holds kDoubles lanes. widen reads as many float32. addProduct(sum, a, b) is sum + a * b for
// products that are exact, so that it may be an fma. minDoubles(a, b) is b where a is NaN; truncateDoubles rounds toward zero
// (scalar: below 2^63). anyAbove(a, b): whether a lane of a is greater than that of b.
template <class V>
concept Doubles = requires(typename V::D a, double value, const uint8_t* from, uint8_t* to, bool is) {
  V::kDoubles;
  a = V::widen(from);
  a = V::loadDoubles(from);
  V::storeDoubles(to, a);
  a = V::broadcastDouble(value);
  a = V::addDoubles(a, a);
  a = V::subtractDoubles(a, a);
  a = V::multiplyDoubles(a, a);
  a = V::addProduct(a, a, a);
  a = V::magnitudes(a);
  a = V::maxDoubles(a, a);
  a = V::minDoubles(a, a);
  a = V::truncateDoubles(a);
  is = V::anyAbove(a, a);
};

// float32 to int32 and back, for magnitudes up to kLimit. round: ties to even; roundHalfAway: ties away from zero; truncate:
// toward zero; roundDown: toward minus infinity.
template <class V>
concept Conversions = requires(typename V::F f, typename V::I i) {
  i = V::round(f);
  i = V::roundHalfAway(f);
  i = V::truncate(f);
  i = V::roundDown(f);
  f = V::toFloat(i);
};

// int32. shiftRight shifts zeros in. isNumber is false for NaN; oneUnless is 0 where the mask is set, else 1. asIntegers gives the
// bits of floats (scalar: without a sign), asFloats takes them; selectIntegers(mask, a, b) is a where the mask is set, else b.
template <class V>
concept IntegerArithmetic = requires(typename V::I i, typename V::F f, typename V::Mask mask, int32_t value,
                                     const uint8_t* from, uint8_t* to) {
  i = V::broadcastInteger(value);
  i = V::loadIntegers(from);
  V::storeIntegers(to, i);
  i = V::addIntegers(i, i);
  i = V::subtractIntegers(i, i);
  i = V::minIntegers(i, i);
  i = V::maxIntegers(i, i);
  i = V::andIntegers(i, i);
  i = V::xorIntegers(i, i);
  i = V::template shiftLeft<4>(i);
  i = V::template shiftRight<4>(i);
  mask = V::equalIntegers(i, i);
  mask = V::isNumber(f);
  mask = V::andMasks(mask, mask);
  i = V::oneUnless(mask);
  i = V::selectIntegers(mask, i, i);
  i = V::asIntegers(f);
  f = V::asFloats(i);
};

// Between int32 and narrower integers in memory. loadBytes, loadWords and widenBytes read unsigned integers; storeBytes and
// storeWords keep the low bits. widenMinus reads codes of one byte and subtracts a zero point.
template <class V>
concept NarrowMemory = requires(typename V::I i, typename V::I (&four)[4],
                                typename V::ByteZeroPoint zeroPoint, int32_t value, const uint8_t* from,
                                uint8_t* to) {
  V::loadBytes(from, four);
  V::loadWords(from, four);
  V::storeBytes(to, four);
  V::storeWords(to, four);
  i = V::widenBytes(from);
  zeroPoint = V::byteZeroPoint(value, value);
  V::widenMinus(from, zeroPoint, four);
};

// int32 to int8 codes, with signed saturation at each step. clampCodes compares codes as int8.
template <class V>
concept CodeArithmetic = requires(typename V::I i, typename V::Words words, typename V::WordVector word,
                                  typename V::Codes codes, typename V::CodeVector code, int32_t value,
                                  uint8_t* to) {
  words = V::narrowToWords(i, i, i, i);
  word = V::broadcastWord(value);
  words = V::addWord(words, word);
  codes = V::narrowToCodes(words);
  code = V::broadcastCode(value);
  codes = V::clampCodes(codes, code, code);
  codes = V::xorCodes(codes, code);
  V::storeCodes(to, codes);
};

// bitsAbove gives a bit for each lane of consecutive vectors: whether it is above a threshold. selectByBits(bits, weights, a, b)
// is a in the lanes whose weight is set in the bits, else b.
template <class V>
concept BitOperations = requires(typename V::F f, typename V::I weights,
                                 const typename V::F (&v)[8 * sizeof(typename V::Bits) / V::kLanes],
                                 typename V::Bits bits, typename V::BitOrder order, uint32_t word, bool is) {
  order = V::bitOrder(is);
  bits = V::bitsAbove(v, f, order);
  f = V::selectByBits(word, weights, f, f);
};

// keepInRegister(x) makes the compiler load x once, though two operations use it. prefetch loads a cache line.
// addWords (which every type of several lanes has), duplicateWords and the broadcasts of word pairs put zero points of several runs
// into one vector:
// duplicateWords copies the low 16 bits of each lane into its high ones; broadcastWordPairs(a, b) has a where narrowToWords
// puts its first vector and b where it puts its second one.
template <class V>
concept FmaOperations =
    !V::kHasFma || requires(typename V::F f, typename V::I i, typename V::Words words,
                            typename V::WordVector word, uint32_t pair, const uint8_t* from) {
  f = V::fma(f, f, f);
  V::keepInRegister(f);
  V::prefetch(from);
  words = V::addWords(words, words);
  i = V::duplicateWords(i);
  word = V::broadcastWordPair(pair);
  word = V::broadcastWordPairs(pair, pair);
};

// roundNumbers(quotient, x) is round(quotient), but 0 where x is NaN, which raises no flag then if it is a quiet one.
template <class V>
concept InvalidFlag = !V::kHasInvalidFlag || requires(typename V::F f, typename V::I i, bool is) {
  i = V::roundNumbers(f, f);
  is = V::invalidFlagWorks();
  V::clearInvalidFlag();
  is = V::invalidFlag();
};

// Whether one of the words is INT16_MIN, which is what INT32_MIN saturates to.
template <class V>
concept OverflowMark = !V::kOverflowIsIntMin || requires(typename V::Words words, bool is) {
  is = V::hasMinWord(words);
};

// shouldStream(bytes): whether a call that touches so many bytes should use streaming stores and several streams.
template <class V>
concept Streaming = !V::kHasStreaming ||
                    requires(typename V::F f, typename V::Codes codes, uint8_t* to, size_t bytes, bool is) {
  is = V::shouldStream(bytes);
  V::streamFloats(to, f);
  V::streamCodes(to, codes);
  V::endStreaming();
};

// Vector j of the n elements at `from`. Lanes beyond them are 0, or those of `rest`; in memory they are left alone.
template <class V>
concept MaskedMemory = !V::kHasMasks || requires(typename V::F f, typename V::Codes codes,
                                                 const uint8_t* from, uint8_t* to, size_t n, size_t j) {
  f = V::loadPartial(from, n, j);
  f = V::loadPartialOver(f, from, n, j);
  V::storePartial(to, n, j, f);
  V::storePartialCodes(to, n, codes);
};

// Only where a chunk is two blocks of ggml: the first half of the codes to one address, the second half to another.
template <class V>
concept HalfStores = V::kLanes < 16 ||
                     requires(typename V::Codes codes, uint8_t* to){V::storeCodeHalves(to, to, codes);
};  // namespace linquant

// Searching (search/). Vectors of I hold bytes, int16 or int32.
//   widenCodes        as many codes as there are words: int16
//   addProducts       adds products of int16, each to some lane of int32
//   addByteProducts   adds products of codes (unsigned, of 7 bits at most or, with digits of 0..127, of 8) and signed digits, two to each
//                     lane of int16
//   sumBytes          adds bytes up: some lanes of int32 then have the sum
//   bitCounts         the bits that are set in each byte
//   joinHalves(a, b)  in the low half bytes of a, both halves added, in the high half those of b; loadHalves loads them
//   storeSums         for each of 8 vectors the sum of its lanes; storePairSums: for each half of 4 vectors of sumBytes, as float64
// kHasDots: products of bytes are added to int32 at once; what is multiplied is then bytes everywhere, where it else is int16.
//   addDots           adds products of codes (kHasSignedDots: signed, else unsigned) and signed digits, four neighbours to each lane of int32
// kHasTiles: a TileSum has a sum of int32 for each lane.
//   addPairs          adds products of two words in memory (or four codes) with two vectors of such pairs (or fours), lane by lane
//   storeColumns      lane i of six vectors, as float64, to line i
// kHasPacking: scores lie beside their ids, kDoubles float64 and as many uint32.
//   lanesBefore       the lanes that come before a bound: with a better score, or the same and a lower id
//   pack              writes these lanes of scores and ids side by side, and then anything: kDoubles are written
template <class V>
concept Searching = requires(typename V::D a) {
  V::kHasDots;
  V::kHasSignedDots;
  V::kHasTiles;
  V::kHasPacking;
  a = V::divideDoubles(a, a);
  a = V::rootOfDoubles(a);
}
&&(!V::kHasSearch ||
   requires(typename V::I i, const uint8_t* from, int32_t* to, uint8_t* bytes) {
     i = V::template widenCodes<true>(from);
     i = V::addProducts(i, i, i);
     i = V::addByteProducts(i, i, i);
     i = V::addBytes(i, i);
     i = V::sumBytes(i);
     i = V::bitCounts(i);
     i = V::loadHalves(from, from);
     i = V::joinHalves(i, i);
     V::storeSums(&i, to);
     V::storePairSums(&i, bytes);
   }) &&
    (!V::kHasDots || requires(typename V::I i) { i = V::addDots(i, i, i); }) &&
    (!V::kHasTiles ||
     requires(typename V::I i, typename V::TileSum sum, const uint8_t* from, double* out, size_t line) {
       V::addPairs(from, i, i, sum, sum);
       V::storeColumns(sum, sum, sum, sum, sum, sum, out, line);
     }) &&
    (!V::kHasPacking || requires(const uint8_t* from, uint8_t* to, uint32_t lanes, uint64_t count) {
      lanes = V::template lanesBefore<true>(from, from, V::bound(0, lanes));
      V::pack(from, from, lanes, to, to);
      count = V::countLanes(lanes);
    });

template <class V>
concept VectorType =
    VectorTypes<V> && FloatMemory<V> && FloatArithmetic<V> && Reductions<V> && Doubles<V> && Conversions<V> &&
    IntegerArithmetic<V> && NarrowMemory<V> && CodeArithmetic<V> && BitOperations<V> && FmaOperations<V> &&
    InvalidFlag<V> && OverflowMark<V> && Streaming<V> && MaskedMemory<V> && HalfStores<V> && Searching<V>;

}  // namespace linquant

#endif  // LINQUANT_CORE_VECTOR_VECTOR_H_
