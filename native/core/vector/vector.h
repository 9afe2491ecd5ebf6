// What every algorithm shares: the vector type's contract, and the walk over whole blocks and the rest.
//
// A vector type V lives in an unnamed namespace of its instruction set's file, so that all that is made from
// it is local to that file: an inline function shared with a file compiled for a lesser machine would be
// emitted once, by either. For the same reason these headers include C headers only.
//
// V offers, for `kLanes` elements at a time:
//   F, I                  floats; int32 (scalar: int64)
//   Words, Codes          four I narrowed to int16, and to codes; WordVector, CodeVector: one value in all lanes
//   Nan                   what noteNan remembers
//   Bits, BitOrder        bits of four vectors of floats or more; what bitsAbove needs to know of their order
//   kHasFma               fma() is one rounding; without it every quotient is a real division, and rows are not fused
//   kConversionMarks      round() gives INT_MIN for NaN and for everything beyond int32, as x86 does
//   kHasInvalidFlag       round() raises the processor's invalid flag for the same, if kInvalidFlagWorks
//   kStreams              stores that bypass the cache, for work on more bytes than it holds: streams(bytes)
//   kHasMasks             loadPartial and storePartial touch only the first elements of a vector
//   kLimit                quotients are limited to this where round() needs it: beyond every code
// Functions, each of which stands in scalar.cpp as plainly as it can be said:
//   load, store; loadHalf, loadBrain (bfloat16), loadDouble and their stores; loadDoubleOdd: rounded to odd (convert.h)
//   broadcast, plus, minus, multiply, divide     of F
//   round, roundHalfAway, truncate, roundDown    floats to I, for |x| <= kLimit; toFloat: and back
//   limit, orZero, orNan, whereZero, areAllWithin    what is done about numbers that are none, or too large
//   broadcastInteger, loadIntegers, storeIntegers, ...Integers, ...Integer    of I
//   oneWhereOther    1 where two I differ or a float is NaN
//   pack, addWord, broadcastWord, narrow, limitCodes, broadcastCode, flip, storeCodes    I to codes of a byte
//   offset, widenLess    codes of a byte to I, less a zero point
//   storeBytes, storeWords; loadBytes, loadWords, widenBytes    I that fit, to memory; and from it, without a sign
//   lowNibbles, highNibbles, timesSixteen    of bytes in I
//   bitOrder, bitsAbove    a bit for each of so many floats that they fill a Bits, in a BitOrder
//   whereBits    one of two where the bits that a lane weighs are set
//   noteNan, any    whether one of two F, or of all that were noted, is NaN
//   least, greatest, greaterMagnitude(OfTwo), greaterBits; leastOf... of one vector, leastOfEach... of kLanes of them
// And functions for a constant above, which files without it lack:
//   kHasFma          fma; keepInRegister: else gcc loads x for each of two operations; fetch: into the nearest cache;
//                    twice, broadcastPair, twoPairs, addWords: zero points of two runs in one vector
//   kHasInvalidFlag  invalidFlagWorks, clearInvalidFlag, invalidFlag
//   kConversionMarks isMarked: whether one of the packed words may come from INT_MIN
//   kHasMasks        loadPartial, loadPartialOver, storePartial, storePartialCodes
//   kStreams         streams, stream, streamCodes, endStreams
// With 16 lanes storeApart: the codes of either half, which are blocks of ggml.
#ifndef LINQUANT_CORE_VECTOR_VECTOR_H_
#define LINQUANT_CORE_VECTOR_VECTOR_H_

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(_MSC_VER) && !defined(__clang__)
#define LINQUANT_INLINE static __forceinline
#define LINQUANT_INLINE_METHOD __forceinline
#define LINQUANT_OUTLINE __declspec(noinline)
#else
#define LINQUANT_INLINE static inline __attribute__((always_inline))
#define LINQUANT_INLINE_METHOD inline __attribute__((always_inline))
#define LINQUANT_OUTLINE __attribute__((noinline))
#endif
// All rounds of the loop that follows, so that an array indexed by it stays in registers.
#if defined(__GNUC__)
#define LINQUANT_UNROLL _Pragma("GCC unroll 16")
#else
#define LINQUANT_UNROLL
#endif

namespace linquant {

// A block: so many elements, four vectors of floats and one of codes.
template <class V>
constexpr size_t kBlock = 4 * V::kLanes;

// Bytes of a vector of floats.
template <class V>
constexpr size_t kVectorBytes = V::kLanes * sizeof(float);

// Walks `count` elements, a block of Steps::Vector at a time: steps.whole(i) does the block of elements from i on. The
// rest is done by steps.partial(i, n), or, without masks but with a whole block before it, by one that ends at the
// last element: it does some elements twice, with the same result, since input and output do not overlap. Steps
// with kPairs have steps.pair(i) for two blocks at once.
template <class Steps>
LINQUANT_INLINE void walk(size_t count, Steps& steps) {
  using V = typename Steps::Vector;
  size_t i = 0;
  if constexpr (Steps::kPairs) {
    for (; count - i >= 2 * kBlock<V>; i += 2 * kBlock<V>) steps.pair(i);
  }
  for (; count - i >= kBlock<V>; i += kBlock<V>) steps.whole(i);
  if (i == count) return;
  if (!V::kHasMasks && i != 0) {
    steps.whole(count - kBlock<V>);
  } else {
    steps.partial(i, count - i);
  }
}

constexpr float kMostFloat = 0x1.fffffep127f, kLeastFloat = 0x1p-149f;

// The float below 0.5: added away from zero before truncation, it rounds halves away from zero, and what is less than a
// half does not become one.
constexpr float kBelowHalf = 0x1.fffffep-2f;

// From so many floats on, a block more at the start is cheaper than loads or stores across cache lines.
constexpr size_t kAlignedRun = 4096;

// The first float from which on loads of vectors are aligned, if there is one in the first block; else the
// first one after it.
template <class V>
LINQUANT_INLINE size_t alignedStart(const uint8_t* floats) {
  const size_t beyond = reinterpret_cast<uintptr_t>(floats) % kVectorBytes<V>;
  return beyond == 0 || beyond % sizeof(float) != 0 ? kBlock<V> : (kVectorBytes<V> - beyond) / sizeof(float);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_VECTOR_VECTOR_H_
