// From sums to scores: the formulas of lib/kernels.ts in their order, each operation rounded.
#ifndef LINQUANT_CORE_SEARCH_FORMULAS_H_
#define LINQUANT_CORE_SEARCH_FORMULAS_H_

#include "sums.h"

namespace linquant {

// The constants of a query, each read once, and what follows from them.
struct QueryNumbers {
  double scale, zeroPoint, offset, sum, squares, added, norm;
  // Q' and M'.
  double centred, centredSquares;
  bool hasOffsets;

  LINQUANT_INLINE_METHOD QueryNumbers(const ScoreCall& call, size_t query) {
    const uint8_t* const from = call.constants + query * kQueryConstants * sizeof(double);
    scale = valueAt<double>(from, 0);
    zeroPoint = valueAt<double>(from, 1);
    offset = valueAt<double>(from, 2);
    sum = valueAt<double>(from, 3);
    squares = valueAt<double>(from, 4);
    added = valueAt<double>(from, 5);
    norm = valueAt<double>(from, 6);
    const double d = call.dimensions;
    centred = sum - d * zeroPoint;
    centredSquares = squares - 2 * zeroPoint * sum + d * zeroPoint * zeroPoint;
    hasOffsets = call.affines.offsets != nullptr || call.offset != 0 || offset != 0 || added != 0;
  }
};

// What the scores of a call need of its rows.
struct RowNeeds {
  bool codes, squares;

  LINQUANT_INLINE_METHOD explicit RowNeeds(const ScoreCall& call) {
    squares = call.metric == Metric::cosine || call.metric == Metric::l2;
    const bool hasZeroPoints = call.affines.zeroPoints != nullptr || call.zeroPoint != 0;
    codes = squares && hasZeroPoints;
    for (size_t q = 0; q < call.shape.queries; q++) {
      const QueryNumbers numbers(call, q);
      if (numbers.hasOffsets || numbers.zeroPoint != 0) codes = true;
    }
  }
};

// Some numbers of a vector type: sums of rows, and their scale, zero point and offset.
template <class V>
struct ScoreFormulas {
  using D = typename V::D;
  static LINQUANT_INLINE_METHOD D constant(double x) { return V::broadcastDouble(x); }
  static LINQUANT_INLINE_METHOD D add(D a, D b) { return V::addDoubles(a, b); }
  static LINQUANT_INLINE_METHOD D less(D a, D b) { return V::subtractDoubles(a, b); }
  static LINQUANT_INLINE_METHOD D times(D a, D b) { return V::multiplyDoubles(a, b); }
  static LINQUANT_INLINE_METHOD D over(D a, D b) { return V::divideDoubles(a, b); }
  static LINQUANT_INLINE_METHOD D root(D a) { return V::rootOfDoubles(a); }

  static LINQUANT_INLINE_METHOD D score(const ScoreCall& call, const QueryNumbers& q, D s, D c, D n, D a, D z,
                                        D b) {
    const D d = constant(call.dimensions), zq = constant(q.zeroPoint);
    const D p = add(less(less(s, times(z, constant(q.sum))), times(zq, c)), times(times(d, z), zq));
    const D squares = add(less(n, times(times(constant(2), z), c)), times(times(d, z), z));
    const bool isDot = call.metric == Metric::dot;
    if (call.metric == Metric::l2 && call.isOneGrid) {
      return times(add(less(squares, times(constant(2), p)), constant(q.centredSquares)), times(a, a));
    }
    if (!q.hasOffsets) {
      if (isDot) return times(p, times(a, constant(q.scale)));
      if (call.metric == Metric::cosine) return over(p, root(times(squares, constant(q.centredSquares))));
    }
    const D sum = less(c, times(d, z));
    const D dot = q.hasOffsets ? withOffsets(call, q, p, sum, a, b) : times(p, times(a, constant(q.scale)));
    if (isDot) return dot;
    const D norm = add(add(times(squares, times(a, a)), times(sum, times(constant(2), times(a, b)))),
                       times(d, times(b, b)));
    if (call.metric == Metric::cosine) return over(dot, root(times(norm, constant(q.norm))));
    const D distance = less(add(norm, constant(q.norm)), times(constant(2), dot));
    return V::maxDoubles(constant(0), distance);
  }

 private:
  static LINQUANT_INLINE_METHOD D withOffsets(const ScoreCall& call, const QueryNumbers& q, D p, D sum, D a,
                                              D b) {
    const D bq = constant(q.offset);
    const D first = add(times(p, times(a, constant(q.scale))), times(sum, times(a, bq)));
    const D second = add(first, times(constant(q.centred), times(b, constant(q.scale))));
    return add(add(second, times(constant(call.dimensions), times(b, bq))), constant(q.added));
  }
};

// What is known of some rows: each array has as many more numbers as a vector has.
struct RowArrays {
  const double *products, *codes, *squares, *scales, *zeroPoints, *offsets;

  LINQUANT_INLINE_METHOD RowArrays(const RowSums& sums, const RowNumbers& numbers, size_t first)
      : products(sums.products + first),
        codes(sums.codes + first),
        squares(sums.squares + first),
        scales(numbers.scales + first),
        zeroPoints(numbers.zeroPoints + first),
        offsets(numbers.offsets + first) {}
};

// A vector of scores, the last of which may be partly wanted.
template <class V>
LINQUANT_INLINE void storeScores(uint8_t* out, size_t i, size_t count, typename V::D scores) {
  if (i + V::kDoubles <= count) return V::storeDoubles(out + i * sizeof(double), scores);
  double values[V::kDoubles];
  V::storeDoubles(reinterpret_cast<uint8_t*>(values), scores);
  memcpy(out + i * sizeof(double), values, (count - i) * sizeof(double));
}

// Scores of `count` rows with one query.
template <class V>
LINQUANT_SINGLE void codeScores(const ScoreCall& call, const QueryNumbers& q, const RowArrays& rows,
                                size_t count, uint8_t* out) {
  const auto load = [](const double* values, size_t i) LINQUANT_INLINE_LAMBDA {
    return V::loadDoubles(reinterpret_cast<const uint8_t*>(values + i));
  };
  const bool hasZeroPoints = call.affines.zeroPoints != nullptr || call.zeroPoint != 0 || q.zeroPoint != 0;
  if (call.metric == Metric::dot && !q.hasOffsets && !hasZeroPoints) {
    for (size_t i = 0; i < count; i += V::kDoubles) {
      const auto scale = V::multiplyDoubles(load(rows.scales, i), V::broadcastDouble(q.scale));
      storeScores<V>(out, i, count, V::multiplyDoubles(load(rows.products, i), scale));
    }
    return;
  }
  for (size_t i = 0; i < count; i += V::kDoubles) {
    const auto score =
        ScoreFormulas<V>::score(call, q, load(rows.products, i), load(rows.codes, i), load(rows.squares, i),
                                load(rows.scales, i), load(rows.zeroPoints, i), load(rows.offsets, i));
    storeScores<V>(out, i, count, score);
  }
}

// Scores of float rows: dot and l2 are sums as they are.
template <class V>
LINQUANT_SINGLE void floatScores(const ScoreCall& call, const QueryNumbers& q, const RowArrays& rows,
                                 size_t count, uint8_t* out) {
  for (size_t i = 0; i < count; i += V::kDoubles) {
    const auto load = [&](const double* values) LINQUANT_INLINE_LAMBDA {
      return V::loadDoubles(reinterpret_cast<const uint8_t*>(values + i));
    };
    typename V::D score = load(rows.products);
    if (call.metric == Metric::cosine) {
      const auto squares = V::multiplyDoubles(load(rows.squares), V::broadcastDouble(q.norm));
      score = V::divideDoubles(score, V::rootOfDoubles(squares));
    }
    storeScores<V>(out, i, count, score);
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_FORMULAS_H_
