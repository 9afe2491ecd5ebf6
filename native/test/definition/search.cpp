#include "search.h"

#include <math.h>

#include <algorithm>
#include <numeric>

namespace linquant::definition {

double scoreOfCodes(const ScoreRule& rule, const ScoredIntegers& row, const ScoredIntegers& query) {
  // Integers less their zero points: all sums of them are exact.
  int64_t product = 0, ofRow = 0, ofQuery = 0, rowSquares = 0;
  for (size_t i = 0; i < rule.dimensions; i++) {
    const int64_t c = row.numbers[i] - row.zeroPoint, q = query.numbers[i] - query.zeroPoint;
    product += c * q;
    ofRow += c;
    ofQuery += q;
    rowSquares += c * c;
  }
  const double p = static_cast<double>(product), n = static_cast<double>(rowSquares);
  const double c = static_cast<double>(ofRow), zero = static_cast<double>(query.zeroPoint);
  const double d = static_cast<double>(rule.dimensions), a = row.scale, b = row.offset;
  // The squares of a wide query are beyond 2^53, so that their sum is what the call says.
  double m = rule.squares - 2 * zero * rule.sum;
  m += d * zero * zero;
  double dot = p * (a * query.scale);
  if (rule.hasOffsets) {
    dot += c * (a * query.offset);
    dot += static_cast<double>(ofQuery) * (b * query.scale);
    dot += d * (b * query.offset);
    dot += rule.added;
  }
  double norm = n * (a * a);
  norm += c * (2 * (a * b));
  norm += d * (b * b);
  switch (rule.metric) {
    case Metric::cosine:
      return rule.hasOffsets ? dot / sqrt(norm * rule.norm) : p / sqrt(n * m);
    case Metric::l2: {
      if (rule.isOneGrid) return ((n - 2 * p) + m) * (a * a);
      const double distance = (norm + rule.norm) - 2 * dot;
      return distance < 0 ? 0 : distance;
    }
    default:
      return dot;
  }
}

double scoreOfFloats(Metric metric, double norm, const std::vector<float>& row,
                     const std::vector<float>& query) {
  const auto sumOf = [&](auto term) {
    double sums[8] = {};
    for (size_t i = 0; i < row.size(); i++) sums[i % 8] += term(double(row[i]), double(query[i]));
    const double left = (sums[0] + sums[4]) + (sums[2] + sums[6]);
    return left + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
  };
  if (metric == Metric::l2) return sumOf([](double x, double y) { return (x - y) * (x - y); });
  const double dot = sumOf([](double x, double y) { return x * y; });
  if (metric == Metric::dot) return dot;
  return dot / sqrt(sumOf([](double x, double) { return x * x; }) * norm);
}

double hamming(const Data& row, const Data& query) {
  int count = 0;
  for (size_t i = 0; i < row.size() * 8; i++) count += ((row[i / 8] ^ query[i / 8]) & (1 << i % 8)) != 0;
  return count;
}

std::vector<int64_t> codesOfRow(const Data& row, int bits, bool isSigned) {
  std::vector<int64_t> codes;
  for (uint8_t byte : row) {
    for (int at = 0; at < 8; at += bits) {
      int64_t code = byte / (1 << at) % (1 << bits);
      if (isSigned && code >= 1 << (bits - 1)) code -= 1 << bits;
      codes.push_back(code);
    }
  }
  return codes;
}

std::vector<size_t> bestOf(const std::vector<double>& scores, const std::vector<uint32_t>& ids, size_t k,
                           bool isLargest) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const bool isNan = isnan(scores[a]), isOther = isnan(scores[b]);
    if (isNan != isOther) return isOther;
    if (!isNan && scores[a] != scores[b]) return isLargest == (scores[a] > scores[b]);
    return ids[a] < ids[b];
  });
  order.resize(std::min(k, order.size()));
  return order;
}

}  // namespace linquant::definition
