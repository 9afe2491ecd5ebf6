// Sums of rows of floats in float64 over a vector type: eight sums, element i in sum i % 8, and their tree at last.
#ifndef LINQUANT_CORE_SEARCH_FLOATS_H_
#define LINQUANT_CORE_SEARCH_FLOATS_H_

#include "../kernels/convert.h"
#include "../kernels/measure.h"
#include "formulas.h"

namespace linquant {

enum class FloatSums { dot, dotAndSquares, l2 };

// The eight sums of eight rows.
struct FloatLanes {
  alignas(64) double products[kSearchStreams][kSumLanes], squares[kSearchStreams][kSumLanes];
};

// Rows at once, so that registers suffice and additions need not wait for each other.
template <class V, FloatSums kWhat>
constexpr size_t kFloatRows = kSumVectors<V> >= 4
                                  ? (kWhat == FloatSums::dotAndSquares ? 1 : 2)
                                  : (kWhat == FloatSums::dotAndSquares ? 4 : 8) / kSumVectors<V>;

// Adds elements 0 to count, a multiple of eight, of kFloatRows rows from row r on.
template <class V, FloatSums kWhat>
LINQUANT_INLINE void addFloats(const uint8_t* const* rows, const uint8_t* query, size_t count, size_t r,
                               FloatLanes& lanes) {
  using D = typename V::D;
  constexpr size_t kRows = kFloatRows<V, kWhat>, kVectors = kSumVectors<V>;
  constexpr bool kSquares = kWhat == FloatSums::dotAndSquares;
  D sums[kRows][kVectors], squares[kRows][kVectors];
  const uint8_t* row[kRows];
  const auto load = [](double* values, size_t j)
                        LINQUANT_INLINE_LAMBDA { return V::loadDoubles(bytesAt(values + j * V::kDoubles)); };
  LINQUANT_UNROLL
  for (size_t i = 0; i < kRows; i++) {
    row[i] = rows[r + i];
    LINQUANT_UNROLL
    for (size_t j = 0; j < kVectors; j++) {
      sums[i][j] = load(lanes.products[r + i], j);
      if constexpr (kSquares) squares[i][j] = load(lanes.squares[r + i], j);
    }
  }
  for (size_t at = 0; at < count; at += kSumLanes) {
    LINQUANT_UNROLL
    for (size_t j = 0; j < kVectors; j++) {
      const D y = V::loadDoubles(query + (at + j * V::kDoubles) * sizeof(double));
      LINQUANT_UNROLL
      for (size_t i = 0; i < kRows; i++) {
        const D x = V::widen(row[i] + (at + j * V::kDoubles) * sizeof(float));
        if constexpr (kWhat == FloatSums::l2) {
          const D d = V::subtractDoubles(x, y);
          sums[i][j] = V::addDoubles(sums[i][j], V::multiplyDoubles(d, d));
        } else {
          sums[i][j] = V::addProduct(sums[i][j], x, y);
          if constexpr (kSquares) squares[i][j] = V::addProduct(squares[i][j], x, x);
        }
      }
    }
  }
  const auto store = [](double* values, size_t j, D sum)
                         LINQUANT_INLINE_LAMBDA { V::storeDoubles(bytesAt(values + j * V::kDoubles), sum); };
  LINQUANT_UNROLL
  for (size_t i = 0; i < kRows; i++) {
    LINQUANT_UNROLL
    for (size_t j = 0; j < kVectors; j++) {
      store(lanes.products[r + i], j, sums[i][j]);
      if constexpr (kSquares) store(lanes.squares[r + i], j, squares[i][j]);
    }
  }
}

template <class V, FloatSums kWhat>
LINQUANT_SINGLE void addFloatsOfEight(const uint8_t* const* rows, const uint8_t* query, size_t count,
                                      FloatLanes& lanes) {
  LINQUANT_KEEP_LOOP
  for (size_t r = 0; r < kSearchStreams; r += kFloatRows<V, kWhat>) {
    addFloats<V, kWhat>(rows, query, count, r, lanes);
  }
}

using FloatKernel = void (*)(const uint8_t* const* rows, const uint8_t* query, size_t count,
                             FloatLanes& lanes);
template <class V>
LINQUANT_INLINE FloatKernel floatKernel(Metric metric) {
  if (metric == Metric::dot) return addFloatsOfEight<V, FloatSums::dot>;
  return metric == Metric::l2 ? addFloatsOfEight<V, FloatSums::l2>
                              : addFloatsOfEight<V, FloatSums::dotAndSquares>;
}

// The sums of eight rows. What is behind the last eight elements is copied, with zeros behind it: they change no sum.
template <class V>
LINQUANT_SINGLE void floatRow(const ScoreCall& call, FloatKernel kernel, const Rows& rows,
                              const uint8_t* query, FloatLanes& lanes) {
  const size_t columns = call.shape.columns, bytes = floatBytes(call.floatType);
  size_t at = 0;
  if (call.floatType == FloatType::float32) {
    at = columns / kSumLanes * kSumLanes;
    kernel(rows, query, at, lanes);
  }
  constexpr size_t kMost = tuning::kConvertedFloats;
  float values[kSearchStreams][kMost];
  const uint8_t* copies[kSearchStreams];
  for (size_t r = 0; r < kSearchStreams; r++) copies[r] = reinterpret_cast<const uint8_t*>(values[r]);
  for (size_t count; at < columns; at += count) {
    count = columns - at < kMost ? columns - at : kMost;
    const size_t whole = roundUp(count, kSumLanes);
    for (size_t r = 0; r < kSearchStreams; r++) {
      convertKernel<V>(rows[r] + at * bytes, call.floatType, reinterpret_cast<uint8_t*>(values[r]),
                       FloatType::float32, count);
      for (size_t i = count; i < whole; i++) values[r][i] = 0;
    }
    kernel(copies, query + at * sizeof(double), whole, lanes);
  }
}

template <class V>
LINQUANT_INLINE void clearLanes(double (&lanes)[kSearchStreams][kSumLanes]) {
  for (size_t i = 0; i < kSearchStreams * kSumLanes; i += V::kDoubles) {
    V::storeDoubles(bytesAt(lanes[0] + i), V::broadcastDouble(0));
  }
}

// The sums of a walk; those of squares only if asked for. Returns whether all are finite.
template <class V>
LINQUANT_SINGLE bool floatWalk(const Walk& walk, FloatKernel kernel, bool hasSquares, const uint8_t* query,
                               RowSums& to) {
  double check = 0;
  FloatLanes lanes;
  for (size_t t = 0; t < walk.steps; t++) {
    Rows rows;
    walk.rowsOf(t, rows);
    clearLanes<V>(lanes.products);
    if (hasSquares) clearLanes<V>(lanes.squares);
    floatRow<V>(walk.call, kernel, rows, query, lanes);
    LINQUANT_KEEP_LOOP
    for (size_t s = 0; s < kSearchStreams; s++) {
      const double sum = treeOf(lanes.products[s]);
      to.products[s * kSearchSteps + t] = sum;
      check += sum - sum;
    }
    LINQUANT_KEEP_LOOP
    for (size_t s = 0; hasSquares && s < kSearchStreams; s++) {
      to.squares[s * kSearchSteps + t] = treeOf(lanes.squares[s]);
    }
  }
  return check == 0;
}

template <class V>
LINQUANT_SINGLE uint64_t floatRows(const ScoreCall& call, uint64_t first, uint64_t end) {
  uint64_t unfit = kNone;
  const bool isCosine = call.metric == Metric::cosine;
  // The squares of rows are summed for the first query, and are those of all others.
  const FloatKernel own = floatKernel<V>(call.metric);
  const FloatKernel next = isCosine ? floatKernel<V>(Metric::dot) : own;
  const size_t stride = queryStride<V>(call.shape);
  RowSums sums = {};
  const RowNumbers none = {};
  forEachWalk(call, first, end, [&](const Walk& walk) {
    for (size_t q = 0; q < call.shape.queries; q++) {
      const uint8_t* const query = call.prepared + q * stride;
      const bool isFinite = floatWalk<V>(walk, q == 0 ? own : next, isCosine && q == 0, query, sums);
      const QueryNumbers numbers(call, q);
      LINQUANT_KEEP_LOOP
      for (size_t s = 0; s < walk.streams; s++) {
        floatScores<V>(call, numbers, {sums, none, s * kSearchSteps}, walk.steps,
                       call.scores + (q * call.rows + walk.rowOf(s, 0)) * sizeof(double));
      }
      if (isFinite) [[likely]]
        continue;
      for (size_t s = 0; s < walk.streams; s++) {
        for (size_t t = 0; t < walk.steps; t++) {
          const double sum = sums.products[s * kSearchSteps + t];
          if (sum - sum != 0 && walk.rowOf(s, t) < unfit) unfit = walk.rowOf(s, t);
        }
      }
    }
  });
  return unfit;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_FLOATS_H_
