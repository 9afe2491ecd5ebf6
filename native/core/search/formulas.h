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

  QueryNumbers() = default;
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

// Whether a row may have another zero point than 0.
LINQUANT_INLINE bool haveZeroPoints(const ScoreCall& call) {
  return call.affines.zeroPoints != nullptr || call.zeroPoint != 0;
}

// What the scores of a call need of its rows.
struct RowNeeds {
  bool codes, squares;

  LINQUANT_INLINE_METHOD explicit RowNeeds(const ScoreCall& call) {
    squares = call.metric == Metric::cosine || call.metric == Metric::l2;
    codes = squares && haveZeroPoints(call);
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

template <class V>
LINQUANT_INLINE typename V::D numbersAt(const double* values, size_t i) {
  return V::loadDoubles(reinterpret_cast<const uint8_t*>(values + i));
}

// Writes each(i), the scores of rows i and those behind it that a vector has, for all of `count` rows.
template <class V, class Each>
LINQUANT_INLINE void writeScores(uint8_t* out, size_t count, const Each& each) {
  size_t i = 0;
  for (; i + V::kDoubles <= count; i += V::kDoubles) V::storeDoubles(out + i * sizeof(double), each(i));
  if (i == count) return;
  double values[V::kDoubles];
  V::storeDoubles(reinterpret_cast<uint8_t*>(values), each(i));
  memcpy(out + i * sizeof(double), values, (count - i) * sizeof(double));
}

// Whether neither rows nor a query have a zero point or an offset: the formulas without their terms, which are 0, give the same.
LINQUANT_INLINE bool isScaled(const ScoreCall& call, const QueryNumbers& q) {
  return !haveZeroPoints(call) && q.zeroPoint == 0 && !q.hasOffsets;
}

// Scores of `count` rows with one query.
template <class V>
LINQUANT_SINGLE void codeScores(const ScoreCall& call, const QueryNumbers& q, const RowArrays& rows,
                                size_t count, uint8_t* out) {
  using Formulas = ScoreFormulas<V>;
  if (isScaled(call, q) && call.metric == Metric::dot) {
    const auto scale = V::broadcastDouble(q.scale);
    return writeScores<V>(out, count, [&](size_t i) LINQUANT_INLINE_LAMBDA {
      return Formulas::times(numbersAt<V>(rows.products, i),
                             Formulas::times(numbersAt<V>(rows.scales, i), scale));
    });
  }
  if (isScaled(call, q) && call.metric == Metric::cosine) {
    const auto squares = V::broadcastDouble(q.centredSquares);
    return writeScores<V>(out, count, [&](size_t i) LINQUANT_INLINE_LAMBDA {
      return Formulas::over(numbersAt<V>(rows.products, i),
                            Formulas::root(Formulas::times(numbersAt<V>(rows.squares, i), squares)));
    });
  }
  writeScores<V>(out, count, [&](size_t i) LINQUANT_INLINE_LAMBDA {
    return Formulas::score(call, q, numbersAt<V>(rows.products, i), numbersAt<V>(rows.codes, i),
                           numbersAt<V>(rows.squares, i), numbersAt<V>(rows.scales, i),
                           numbersAt<V>(rows.zeroPoints, i), numbersAt<V>(rows.offsets, i));
  });
}

// Scores of float rows: dot and l2 are sums as they are.
template <class V>
LINQUANT_SINGLE void floatScores(const ScoreCall& call, const QueryNumbers& q, const RowArrays& rows,
                                 size_t count, uint8_t* out) {
  if (call.metric != Metric::cosine) {
    memcpy(out, rows.products, count * sizeof(double));
    return;
  }
  const auto norm = V::broadcastDouble(q.norm);
  writeScores<V>(out, count, [&](size_t i) LINQUANT_INLINE_LAMBDA {
    const auto squares = V::multiplyDoubles(numbersAt<V>(rows.squares, i), norm);
    return V::divideDoubles(numbersAt<V>(rows.products, i), V::rootOfDoubles(squares));
  });
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_FORMULAS_H_
