#include "measures.h"

#include <math.h>

#include <algorithm>

namespace linquant::definition {
namespace {

constexpr size_t kChunk = 4096, kLanes = 8, kSums = 5;

// The numbers of one element, and of what elements add up to.
struct One {
  double sums[kSums] = {};
  double magnitude = -1, index = 0, clipped = 0;

  void add(const One& other) {
    for (size_t k = 0; k < kSums; k++) sums[k] += other.sums[k];
    clipped += other.clipped;
    if (other.magnitude > magnitude) {
      magnitude = other.magnitude;
      index = other.index;
    }
  }
};

One oneOf(size_t index, float x, float restored, bool isClipped) {
  const double a = static_cast<double>(x), b = static_cast<double>(restored), d = a - b;
  return {{a * a, d * d, b * b, a * b, fabs(d)}, fabs(d), static_cast<double>(index), isClipped ? 1.0 : 0.0};
}

// Up to kChunk elements.
One chunkOf(const std::vector<One>& all, size_t first, size_t end) {
  double lanes[kSums][kLanes] = {};
  One chunk;
  for (size_t i = first; i < end; i++) {
    chunk.add(all[i]);
    for (size_t k = 0; k < kSums; k++) lanes[k][(i - first) % kLanes] += all[i].sums[k];
  }
  for (size_t k = 0; k < kSums; k++) {
    double* v = lanes[k];
    for (size_t half = kLanes / 2; half > 0; half /= 2) {
      for (size_t i = 0; i < half; i++) v[i] += v[i + half];
    }
    chunk.sums[k] = v[0];
  }
  return chunk;
}

}  // namespace

Measures measured(const Data& x, const Data& codes, const CodesWith& by, const Layout& results) {
  Coding coding = by.coding;
  coding.floatType = FloatType::float32;
  const Data floats = converted(x, by.coding.floatType, FloatType::float32);
  const Data restored = dequantized(codes, coding, by.layout, by.parameters);
  const Data mask = fakeQuantized(floats, coding, by.layout, by.parameters).mask;
  const size_t count = by.layout.count();
  Measures out;
  std::vector<One> all;
  for (size_t e = 0; e < count; e++) {
    const double value = numberAt(floats, e, FloatType::float32);
    if (!std::isfinite(value)) {
      out.value = value;
      break;
    }
    all.push_back(oneOf(e, static_cast<float>(value),
                        static_cast<float>(numberAt(restored, e, FloatType::float32)), mask[e] != 0));
  }
  out.fit = all.size();
  if (out.fit != count) return out;
  const bool isOne = results.axis == 1;
  const size_t outer = isOne ? 1 : results.outer, inner = isOne ? count : results.inner;
  const size_t runsOfPart = outer == 1 ? 1 : (kChunk + inner - 1) / inner;
  std::vector<One> sums(results.axis), parts(results.axis);
  for (size_t o = 0; o < outer; o++) {
    for (size_t a = 0; a < results.axis; a++) {
      const size_t run = (o * results.axis + a) * inner;
      for (size_t i = 0; i < inner; i += kChunk) {
        parts[a].add(chunkOf(all, run + i, run + std::min(inner, i + kChunk)));
      }
      if ((o + 1) % runsOfPart != 0 && o + 1 != outer) continue;
      sums[a].add(parts[a]);
      parts[a] = {};
    }
  }
  for (size_t k = 0; k < kSums; k++) {
    for (const One& one : sums) out.values.push_back(one.sums[k]);
  }
  for (const One& one : sums) out.values.push_back(one.magnitude);
  for (const One& one : sums) out.values.push_back(one.index);
  for (const One& one : sums) out.values.push_back(one.clipped);
  return out;
}

}  // namespace linquant::definition
