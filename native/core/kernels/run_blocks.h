// Codes of consecutive short runs of floats, each with parameters of its own: their memory is one piece, and the constants
// of a run are broadcast from tables, which the processor does while it loads them.
#ifndef LINQUANT_CORE_KERNELS_RUN_BLOCKS_H_
#define LINQUANT_CORE_KERNELS_RUN_BLOCKS_H_

#include "quotient.h"

namespace linquant {

// The constants of runs, by their index; `zeroPoints` (V::twice) less the shift.
struct RunConstants {
  const float *reciprocals, *corrections;
  const uint32_t* zeroPoints;
};

// How runs of `count` floats make blocks: kRuns of them each where that is above 1, else 2^shift blocks make a run.
struct RunShape {
  size_t runs, shift;
};
template <class V>
LINQUANT_INLINE RunShape runShape(size_t count) {
  for (size_t runs = 4; runs > 1; runs /= 2) {
    if (count * runs == kBlock<V>) return {runs, 0};
  }
  size_t shift = 0;
  while (shift < 8 && kBlock<V> << shift < count) shift++;
  // runs 0: such runs are for other kernels.
  return {kBlock<V> << shift == count ? size_t{1} : 0, shift};
}

// Limits of codes, as int8 (Parameters.shift).
template <class V>
struct CodeLimits {
  typename V::CodeVector qmin, qmax, flip;
  bool areNeeded;

  CodeLimits(int32_t least, int32_t most, int32_t shift)
      : qmin(V::broadcastCode(least - shift)),
        qmax(V::broadcastCode(most - shift)),
        flip(V::broadcastCode(shift)),
        areNeeded(least - shift != -128 || most - shift != 127) {}
};

template <class V, size_t kRuns, bool kAdds>
struct RunBlocks {
  using F = typename V::F;
  using WordVector = typename V::WordVector;
  const RunConstants& constants;
  const CodeLimits<V>& limits;
  size_t shift;

  // n blocks in step, the first of which is block b of the runs, at x and q.
  template <size_t n>
  LINQUANT_INLINE_METHOD void blocks(const uint8_t* x, uint8_t* q, size_t b) const {
    F v[n][4];
    typename V::I rounded[n][4];
    for (size_t k = 0; k < n; k++) {
      for (size_t j = 0; j < 4; j++) v[k][j] = V::load(x + (k * 4 + j) * kVectorBytes<V>);
    }
    for (size_t k = 0; k < n; k++) {
      for (size_t j = 0; j < 4; j++) {
        const size_t i = run(b + k, j);
        V::keepInRegister(v[k][j]);
        v[k][j] = V::fma(v[k][j], V::broadcast(constants.reciprocals[i]),
                         V::multiply(v[k][j], V::broadcast(constants.corrections[i])));
      }
    }
    for (size_t k = 0; k < n; k++) {
      for (size_t j = 0; j < 4; j++) rounded[k][j] = V::round(v[k][j]);
    }
    for (size_t k = 0; k < n; k++) {
      auto words = V::pack(rounded[k][0], rounded[k][1], rounded[k][2], rounded[k][3]);
      if constexpr (kAdds) words = V::addWords(words, {zeroPoints(b + k, 0), zeroPoints(b + k, 2)});
      auto codes = V::narrow(words);
      if (limits.areNeeded) codes = V::limitCodes(codes, limits.qmin, limits.qmax);
      V::storeCodes(q + k * kBlock<V>, V::flip(codes, limits.flip));
    }
  }

  // The run of vector j of block b.
  LINQUANT_INLINE_METHOD size_t run(size_t b, size_t j) const {
    return kRuns == 1 ? b >> shift : b * kRuns + j * kRuns / 4;
  }
  // Those of the vectors j and j + 1.
  LINQUANT_INLINE_METHOD WordVector zeroPoints(size_t b, size_t j) const {
    const uint32_t first = constants.zeroPoints[run(b, j)];
    return kRuns == 4 ? V::twoPairs(first, constants.zeroPoints[run(b, j + 1)]) : V::broadcastPair(first);
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_RUN_BLOCKS_H_
