#include "rows.h"

#include "../definition/range.h"

namespace linquant::test {
namespace {

// Multiples of half a scale of 1. Where the ends are such ties themselves, both may round away from each other, to one code
// more than there is.
void fillTies(float* row, size_t columns, Random& random, const Choice& choice) {
  const int64_t steps = choice.qmax - choice.qmin;
  const int64_t least = choice.symmetric ? -steps : -random.integer(0, 2 * steps), most = least + 2 * steps;
  for (size_t i = 0; i < columns; i++) row[i] = static_cast<float>(random.integer(least, most)) / 2;
  row[columns / 3] = static_cast<float>(most) / 2;
  if (columns > 1) row[columns - 1] = static_cast<float>(least) / 2;
}

constexpr int64_t kRowKinds = 14;
// Those with a normal scale under every rule; the last one is ties.
constexpr int64_t kOrdinaryKinds[] = {0, 3, 4, kRowKinds - 1};

// Fills a row with one of the kinds, or with the first one if the rule gives that kind no parameters.
void fillRow(float* row, size_t columns, int64_t kind, Random& random, const Choice& choice) {
  struct Ends {
    double least, most;
  };
  constexpr Ends kEnds[kRowKinds - 1] = {{-3, 5},
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
    const Ends& ends = kEnds[kind];
    for (size_t i = 0; i < columns; i++) {
      row[i] = kind == 2 ? -0.0f : static_cast<float>(random.real(ends.least, ends.most));
    }
  }
  Parameters p;
  if (!chooseFor(row, columns, choice, p)) fillRow(row, columns, 0, random, choice);
}

}  // namespace

const std::vector<Rule>& rules() {
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
      // Here a row of zeros and a row with a NaN have the same extent but not the same result.
      {"symmetric int8 without eps, 1 for zero", Dtype::int8, {true, 0, -127, 127, 0, 1}},
  };
  return all;
}

bool chooseFor(const float* x, size_t columns, const Choice& choice, Parameters& p) {
  p = {0, 0, choice.qmin, choice.qmax, 0};
  return definition::choose(definition::rangeOf(x, columns), choice, p.scale, p.zeroPoint);
}

DefinedRows definedRows(const std::vector<float>& x, size_t columns, const Choice& choice) {
  DefinedRows out;
  Parameters p;
  for (; out.rows < x.size() / columns; out.rows++) {
    const float* const row = x.data() + out.rows * columns;
    if (!chooseFor(row, columns, choice, p)) break;
    out.scales.push_back(p.scale);
    out.zeroPoints.push_back(p.zeroPoint);
    for (size_t i = 0; i < columns; i++) out.codes.push_back(definedCode(row[i], p));
  }
  return out;
}

std::vector<float> makeRows(size_t rows, size_t columns, uint64_t seed, const Choice& choice) {
  Random random(seed * 0x9e3779b97f4a7c15);
  std::vector<float> x(rows * columns);
  const bool areOrdinary = random.integer(0, 1) == 1;
  constexpr int64_t kOrdinaryCount = sizeof kOrdinaryKinds / sizeof *kOrdinaryKinds;
  for (size_t row = 0; row < rows; row++) {
    const int64_t kind = areOrdinary ? kOrdinaryKinds[random.integer(0, kOrdinaryCount - 1)]
                                     : random.integer(0, kRowKinds - 1);
    fillRow(x.data() + row * columns, columns, kind, random, choice);
  }
  return x;
}

std::string describe(const char* table, const Rule& rule, size_t rows, size_t columns) {
  return text("%s %s, %zu rows of %zu", table, rule.name, rows, columns);
}

}  // namespace linquant::test
