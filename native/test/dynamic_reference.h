// The dynamic kernels' contract once more, written from its text (Choice in kernels.h), and data for them.
#ifndef LINQUANT_TEST_DYNAMIC_REFERENCE_H_
#define LINQUANT_TEST_DYNAMIC_REFERENCE_H_

#include <iterator>
#include <string>
#include <vector>

#include "check.h"
#include "numbers.h"
#include "reference.h"

namespace linquant::test {

struct Rule {
  const char* name;
  Dtype dtype;
  Choice choice;
};

inline const std::vector<Rule>& rules() {
  constexpr float kEps = 0x1p-126f;
  static const std::vector<Rule> all = {
      {"symmetric int8", Dtype::int8, {true, 0, -127, 127, kEps, 1}},
      {"symmetric int8 whole", Dtype::int8, {true, 0, -128, 127, kEps, 1}},
      {"symmetric int8 reduced", Dtype::int8, {true, 0, -64, 63, kEps, 0}},
      {"symmetric uint8 whole", Dtype::uint8, {true, 128, 0, 255, kEps, 1}},
      {"symmetric uint8", Dtype::uint8, {true, 128, 1, 255, kEps, 0}},
      {"symmetric uint8 reduced", Dtype::uint8, {true, 64, 0, 127, kEps, 1}},
      {"symmetric int8 without eps", Dtype::int8, {true, 0, -127, 127, 0, 0}},
      {"asymmetric int8 whole", Dtype::int8, {false, 0, -128, 127, kEps, 1}},
      {"asymmetric uint8 whole", Dtype::uint8, {false, 0, 0, 255, 0.001f, 0}},
      {"asymmetric int8 reduced", Dtype::int8, {false, 0, -64, 63, kEps, 0}},
      {"asymmetric uint8 reduced", Dtype::uint8, {false, 0, 0, 127, kEps, 1}},
      {"onnx", Dtype::uint8, {false, 0, 0, 255, 0, 1}},
      // Rows of zeros then have a code that is not also that of NaN without care.
      {"symmetric int8 without eps, 1 for zero", Dtype::int8, {true, 0, -127, 127, 0, 1}},
  };
  return all;
}

// Whether a row has parameters, and these. Each operation is one of float32.
inline bool chooseFor(const float* x, size_t columns, const Choice& choice, Parameters& p) {
  float min = 0, max = 0;
  for (size_t i = 0; i < columns; i++) {
    if (!std::isfinite(x[i])) return false;
    if (x[i] < min) min = x[i];
    if (x[i] > max) max = x[i];
  }
  float steps = static_cast<float>(choice.qmax - choice.qmin), extent = max - min;
  if (choice.symmetric) {
    steps = steps / 2;
    extent = -min > max ? -min : max;
  }
  p = {extent / steps, choice.zeroPoint, choice.qmin, choice.qmax, 0};
  if (p.scale < choice.eps) p.scale = choice.eps;
  if (extent == 0 && choice.scaleOfZero != 0) p.scale = choice.scaleOfZero;
  if (!(p.scale > 0) || !std::isfinite(p.scale)) return false;
  if (!choice.symmetric) {
    const float quotient = min / p.scale;
    const int32_t zeroPoint = choice.qmin - static_cast<int32_t>(std::nearbyint(quotient));
    p.zeroPoint = zeroPoint < choice.qmin ? choice.qmin : zeroPoint > choice.qmax ? choice.qmax : zeroPoint;
  }
  return true;
}

// What a dynamic kernel must give: up to the first row without parameters, which is `result`.
struct DynamicResult {
  size_t result = 0;
  std::vector<float> scales;
  std::vector<int32_t> zeroPoints;
  std::vector<uint8_t> codes;
};

inline DynamicResult dynamicReference(const std::vector<float>& x, size_t columns, const Choice& choice) {
  DynamicResult out;
  Parameters p;
  for (; out.result < x.size() / columns; out.result++) {
    const float* row = x.data() + out.result * columns;
    if (!chooseFor(row, columns, choice, p)) break;
    out.scales.push_back(p.scale);
    out.zeroPoints.push_back(p.zeroPoint);
    for (size_t i = 0; i < columns; i++) out.codes.push_back(quantizedByte(row[i], p));
  }
  return out;
}

// Multiples of a half, and ends that make the scale 1. Where the ends are ties themselves, they may be rounded to one
// step more than there is.
inline void fillTies(float* row, size_t columns, Random& random, const Choice& choice) {
  const int64_t steps = choice.qmax - choice.qmin;
  const int64_t least = choice.symmetric ? -steps : -random.integer(0, 2 * steps), most = least + 2 * steps;
  for (size_t i = 0; i < columns; i++) row[i] = static_cast<float>(random.integer(least, most)) / 2;
  row[columns / 3] = static_cast<float>(most) / 2;
  if (columns > 1) row[columns - 1] = static_cast<float>(least) / 2;
}

// A row of one of these kinds; an ordinary one where that has no parameters.
constexpr int64_t kRowKinds = 14;
inline void fillRow(float* row, size_t columns, int64_t kind, Random& random, const Choice& choice) {
  struct Bounds {
    double least, most;
  };
  constexpr Bounds kBounds[kRowKinds] = {{-3, 5},
                                         {0, 0},
                                         {-0.0, -0.0},
                                         {0.5, 9},
                                         {-7, -0.25},
                                         {-0x1p-128, 0x1p-130},
                                         {0x1p-149, 0x1p-140},
                                         {1e38, 3.3e38},
                                         {-3.3e38, 0},
                                         {-1.5e38, 1.5e38},
                                         {-0x1p-120, 0x1p-119},
                                         {-0x1p107, 0x1p108},
                                         {-0x1.7cp-141, 0}};
  if (kind == kRowKinds - 1) {
    fillTies(row, columns, random, choice);
  } else {
    const Bounds& bounds = kBounds[kind];
    for (size_t i = 0; i < columns; i++) {
      row[i] = kind == 2 ? -0.0f : static_cast<float>(random.real(bounds.least, bounds.most));
    }
  }
  Parameters p;
  if (!chooseFor(row, columns, choice, p)) fillRow(row, columns, 0, random, choice);
}

// The kinds whose scales are ordinary under every rule.
constexpr int64_t kOrdinaryKinds[] = {0, 3, 4, kRowKinds - 1};

// Rows in an order that is another one for every seed: of all kinds, or, every other time, of ordinary ones. Kernels take
// as many rows at a time as a vector has lanes, and go a slower way where one of them is not ordinary: among all kinds,
// that is nearly every time.
inline std::vector<float> makeRows(size_t rows, size_t columns, uint64_t seed, const Choice& choice) {
  Random random(seed * 0x9e3779b97f4a7c15);
  std::vector<float> x(rows * columns);
  const bool areOrdinary = random.integer(0, 1) == 1;
  for (size_t row = 0; row < rows; row++) {
    const int64_t kind = areOrdinary ? kOrdinaryKinds[random.integer(0, std::size(kOrdinaryKinds) - 1)]
                                     : random.integer(0, kRowKinds - 1);
    fillRow(x.data() + row * columns, columns, kind, random, choice);
  }
  return x;
}

inline std::string describe(const char* table, const Rule& rule, size_t rows, size_t columns) {
  return text("%s %s, %zu rows of %zu", table, rule.name, rows, columns);
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_DYNAMIC_REFERENCE_H_
