// DynamicKernel (kernels.h) for short rows: as many at a time as a vector has lanes, whose parameters are one vector.
#ifndef LINQUANT_CORE_KERNELS_SHORT_ROWS_H_
#define LINQUANT_CORE_KERNELS_SHORT_ROWS_H_

#include "choose.h"
#include "run_blocks.h"

namespace linquant {

// The largest magnitudes of kLanes runs of `vectors` vectors each. NaN may get lost.
template <class V>
LINQUANT_INLINE typename V::F magnitudesOfRuns(const uint8_t* x, size_t vectors) {
  typename V::F rows[V::kLanes];
  for (size_t row = 0; row < V::kLanes; row++) {
    const uint8_t* p = x + row * vectors * kVectorBytes<V>;
    typename V::F most = V::load(p);
    most = V::greaterMagnitudeOfTwo(most, vectors == 1 ? most : V::load(p + kVectorBytes<V>));
    for (size_t j = 2; j < vectors; j++) {
      most = V::greaterMagnitudeOfTwo(most, V::load(p + j * kVectorBytes<V>));
    }
    rows[row] = most;
  }
  return V::greatestMagnitudeOfEach(rows);
}

// Their ranges, likewise.
template <class V>
LINQUANT_INLINE void rangesOfRuns(const uint8_t* x, size_t vectors, typename V::F& min, typename V::F& max) {
  typename V::F least[V::kLanes], greatest[V::kLanes];
  for (size_t row = 0; row < V::kLanes; row++) {
    const uint8_t* p = x + row * vectors * kVectorBytes<V>;
    least[row] = greatest[row] = V::load(p);
    for (size_t j = 1; j < vectors; j++) {
      const typename V::F v = V::load(p + j * kVectorBytes<V>);
      least[row] = V::least(v, least[row]);
      greatest[row] = V::greatest(v, greatest[row]);
    }
  }
  min = V::leastOfEach(least);
  max = V::greatestOfEach(greatest);
}

// What the codes of a group of rows need.
template <class V>
struct RunGroup {
  float reciprocals[V::kLanes], corrections[V::kLanes];
  uint32_t zeroPoints[V::kLanes];
};

// kRuns as in RunBlocks. kCentred for symmetric codes with the zero point 0, less the shift: magnitudes will do for them.
template <class V, size_t kRuns, bool kCentred>
struct DynamicRuns {
  using F = typename V::F;
  const uint8_t* x;
  uint8_t *q, *scales, *zeroPoints;
  size_t columns, shift;
  Chooser<V> chooser;
  typename V::I codeShift;
  CodeLimits<V> limits;

  LINQUANT_INLINE_METHOD size_t vectors() const { return kRuns == 1 ? columns / V::kLanes : 4 / kRuns; }

  // Parameters of the rows from `row` on, unless one of their scales is not ordinary.
  LINQUANT_INLINE_METHOD bool find(size_t row, RunGroup<V>& group) const {
    const uint8_t* const from = x + row * columns * sizeof(float);
    F min, max, scale;
    typename V::I code;
    if constexpr (kCentred) {
      max = magnitudesOfRuns<V>(from, vectors());
      min = V::minus(chooser.zero, max);
    } else {
      rangesOfRuns<V>(from, vectors(), min, max);
    }
    chooser.parameters(min, max, scale, code);
    const F one = V::broadcast(1), reciprocal = V::divide(one, scale);
    const F residual = V::fma(V::minus(chooser.zero, reciprocal), scale, one);
    putVector<V>(group.reciprocals, reciprocal);
    putVector<V>(group.corrections, V::divide(residual, scale));
    if constexpr (!kCentred) {
      V::storeIntegers(reinterpret_cast<uint8_t*>(group.zeroPoints),
                       V::twice(V::subtractIntegers(code, codeShift)));
    }
    // No range that is not finite has such a scale.
    if (!V::areAllWithin(scale, 0x1p-126f, 0x1p100f)) [[unlikely]]
      return false;
    V::store(scales + row * sizeof(float), scale);
    V::storeIntegers(zeroPoints + row * sizeof(int32_t), code);
    return true;
  }

  LINQUANT_INLINE_METHOD void codes(size_t row, const RunGroup<V>& group) const {
    const RunConstants constants = {group.reciprocals, group.corrections, group.zeroPoints};
    const RunBlocks<V, kRuns, !kCentred> runs = {constants, limits, shift};
    const uint8_t* from = x + row * columns * sizeof(float);
    uint8_t* to = q + row * columns;
    // Two in step, but where all rows make one block (NEON).
    constexpr size_t kAtOnce = V::kLanes / kRuns > 1 ? 2 : 1;
    const size_t blocks = (V::kLanes / kRuns) << shift;
    for (size_t b = 0; b < blocks; b += kAtOnce) {
      for (size_t line = 0; line < kAtOnce * kBlock<V> * sizeof(float); line += 64) {
        V::fetch(from + kFetched + line);
      }
      runs.template blocks<kAtOnce>(from, to, b);
      from += kAtOnce * kBlock<V> * sizeof(float);
      to += kAtOnce * kBlock<V>;
    }
  }

  // The parameters of a group are found before the codes of the one before it are made, so that those fill the time that
  // reduction and divisions wait for each other. Returns the number of rows that are done: the group after them holds
  // one that is not ordinary.
  LINQUANT_INLINE_METHOD size_t run(size_t rows) const {
    RunGroup<V> groups[2];
    if (!find(0, groups[0])) return 0;
    const size_t last = rows - V::kLanes;
    for (size_t row = 0, next, turn = 0;; row = next, turn ^= 1) {
      // The last group may begin inside the one before it, with the same result.
      next = last - row < V::kLanes ? last : row + V::kLanes;
      const bool isFit = row == last || find(next, groups[turn ^ 1]);
      codes(row, groups[turn]);
      if (row == last) return rows;
      if (!isFit) return next;
    }
  }

  static constexpr size_t kFetched = 4096;
};

template <class V, size_t kRuns, bool kCentred>
LINQUANT_OUTLINE size_t dynamicRuns(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                    const Choice& choice, int32_t shift, uint8_t* scales,
                                    uint8_t* zeroPoints) {
  DynamicRuns<V, kRuns, kCentred> runs = {x,
                                          q,
                                          scales,
                                          zeroPoints,
                                          columns,
                                          runShape<V>(columns).shift,
                                          Chooser<V>(choice),
                                          V::broadcastInteger(shift),
                                          CodeLimits<V>(choice.qmin, choice.qmax, shift)};
  // The scale of symmetric codes keeps quotients within (qmax - qmin) / 2, after rounding too if that is whole.
  if (kCentred && choice.qmin - shift == shift - choice.qmax) runs.limits.areNeeded = false;
  V::clearInvalidFlag();
  const size_t done = runs.run(rows);
  // NaN raises the flag, at the latest where it becomes a code.
  return V::invalidFlag() ? 0 : done;
}

template <class V, bool kCentred>
LINQUANT_INLINE auto dynamicRunsOf(size_t runs) {
  return runs == 4   ? dynamicRuns<V, 4, kCentred>
         : runs == 2 ? dynamicRuns<V, 2, kCentred>
                     : dynamicRuns<V, 1, kCentred>;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_SHORT_ROWS_H_
