// The kernels that choose each row's parameters from its own range: rows of every kind in groups of every size, and a row
// without parameters in every place.
#include "../../core/tuning.h"
#include "../support/rows.h"
#include "../support/watched_buffer.h"

namespace linquant::test {
namespace {

// Around one and two blocks of every instruction set, and around the 9216 bytes of rows that are done as a group.
constexpr size_t kColumns[] = {1,  2,  3,  5,  7,  8,  9,   15,  16,  17,  31,  32,  33,   40,   48,   49,
                               63, 64, 65, 80, 96, 97, 127, 128, 129, 130, 256, 384, 1024, 2304, 2305, 5000};

class DynamicTest {
 public:
  explicit DynamicTest(const KernelTable& table) : table_(table) {}

  // Other addresses in every call; scales and zeroPoints are at odd ones.
  void check(const Rule& rule, const std::vector<float>& x, size_t columns, const DefinedRows& expected) {
    const size_t rows = x.size() / columns;
    turn_++;
    uint8_t* in = x_.place(x.size() * sizeof(float), turn_ * 7 % 64, 0xff);
    if (!x.empty()) memcpy(in, x.data(), x.size() * sizeof(float));
    uint8_t* q = q_.place(x.size(), turn_ * 13 % 64);
    uint8_t* scales = scales_.place(rows * sizeof(float), (turn_ * 2 + 1) % 64);
    uint8_t* zeroPoints = zeroPoints_.place(rows * sizeof(int32_t), (turn_ * 6 + 3) % 64);
    const size_t given =
        table_.dynamic(in, q, rows, columns, rule.choice, shiftOf(rule.dtype), scales, zeroPoints);
    const auto describeRow = [&](size_t row) {
      return describe(table_.name, rule, rows, columns) + text(", row %zu", row);
    };
    CHECK(given == expected.rows, "returned %zu, expected %zu: %s", given, expected.rows,
          describeRow(given).c_str());
    CHECK_ARRAY(raw(expected.scales), scales, sizeof(float), expected.rows, describeRow);
    CHECK_ARRAY(raw(expected.zeroPoints.data()), zeroPoints, sizeof(int32_t), expected.rows, describeRow);
    CHECK_ARRAY(expected.codes.data(), q, 1, expected.codes.size(),
                [&](size_t i) { return text("x %a ", x[i]) + describeRow(i / columns); });
    CHECK(q_.isIntact() && scales_.isIntact() && zeroPoints_.isIntact(), "wrote outside: %s",
          describeRow(given).c_str());
    CHECK(x_.isIntact() && (x.empty() || memcmp(in, x.data(), x.size() * sizeof(float)) == 0),
          "wrote to the input: %s", describeRow(given).c_str());
  }

 private:
  const KernelTable& table_;
  size_t turn_ = 0;
  WatchedBuffer x_, q_, scales_, zeroPoints_;
};

// Compares every table with the definition.
void checkTables(const Rule& rule, const std::vector<float>& x, size_t columns) {
  static std::vector<DynamicTest> all = [] {
    std::vector<DynamicTest> each;
    for (const Subject& subject : subjects()) each.emplace_back(*subject.table);
    return each;
  }();
  const DefinedRows expected = definedRows(x, columns, rule.choice);
  size_t i = 0;
  forEachTable([&](const KernelTable&) { all[i++].check(rule, x, columns, expected); });
}

void testShapes() {
  uint64_t seed = 0;
  for (const Rule& rule : rules()) {
    for (size_t columns : kColumns) {
      // A group has fewer rows where rows are longer.
      const size_t most = columns > 2304 ? 7 : columns > 1024 ? 12 : 40;
      for (size_t rows = 0; rows <= most; rows++) {
        if (!isSampled()) continue;
        const std::vector<float> x = makeRows(rows, columns, ++seed, rule.choice);
        checkTables(rule, x, columns);
      }
    }
  }
}

// Tries to make a row one without parameters; false where it still has some by this rule.
bool spoil(float* row, size_t columns, size_t at, int fault, const Rule& rule) {
  const float values[] = {nans()[0], nans()[3], kInfinity, -kInfinity};
  if (fault < 4) {
    row[at] = values[fault];
  } else if (fault == 4) {
    row[at] = -3e38f;
    row[(at + 1) % columns] = 3e38f;
  } else {
    for (size_t i = 0; i < columns; i++) row[i] = i == at ? kLeastSubnormal : 0;
  }
  Parameters p;
  return !chooseFor(row, columns, rule.choice, p);
}
constexpr int kFaults = 6;

void testFailures() {
  size_t turn = 0;
  for (const Rule& rule : rules()) {
    for (size_t columns : {1, 5, 16, 33, 64, 130, 300, 1024, 2304, 2305}) {
      for (size_t rows : {1, 2, 9, columns > 300 ? 10 : 40}) {
        const std::vector<float> x = makeRows(rows, columns, ++turn, rule.choice);
        for (size_t k = 0; k < rows; k++) {
          for (int fault = 0; fault < kFaults; fault++) {
            if (!isSampled()) continue;
            std::vector<float> spoiled = x;
            if (!spoil(spoiled.data() + k * columns, columns, ++turn % columns, fault, rule)) continue;
            // A later row without parameters must not matter.
            if (fault % 2 != 0) spoiled.back() = nans()[0];
            checkTables(rule, spoiled, columns);
          }
        }
      }
    }
  }
}

// NaN or infinity in every column.
void testColumns() {
  for (const Rule& rule : rules()) {
    for (size_t columns : {3, 31, 63, 130, 260}) {
      const size_t rows = 11;
      std::vector<float> x = makeRows(rows, columns, columns, rule.choice);
      for (size_t i = 0; i < columns; i++) {
        if (!isSampled()) continue;
        float& value = x[(i % rows) * columns + i];
        const float before = value;
        value = i % 2 == 0 ? nans()[i % nans().size()] : i % 4 == 1 ? kInfinity : -kInfinity;
        checkTables(rule, x, columns);
        value = before;
      }
    }
  }
}

// The minimum and the maximum of a row in every column: no column may be left out of the range.
void testExtremes() {
  for (const Rule& rule : rules()) {
    for (size_t columns : {3, 31, 63, 130, 260, 2305}) {
      const size_t rows = columns > 2304 ? 1 : 11;
      std::vector<float> x(rows * columns);
      Random random(columns);
      for (float& value : x) value = static_cast<float>(random.real(-1, 1));
      for (size_t first = 0; first < columns; first += rows) {
        if (!isSampled()) continue;
        std::vector<float> extreme = x;
        for (size_t row = 0; row < rows; row++) {
          extreme[row * columns + (first + row) % columns] = first % 2 == 0 ? 2.5f : -2.5f;
          extreme[row * columns + (first + row + 1) % columns] = first % 2 == 0 ? -1.75f : 1.75f;
        }
        checkTables(rule, extreme, columns);
      }
    }
  }
}

// So many bytes that kernels prefetch, with and without tails; then a row without parameters in the middle.
void testManyRows() {
  for (const Rule& rule : rules()) {
    for (size_t columns : {129, 384, 1001}) {
      if (!isSampled()) continue;
      const size_t rows = tuning::kPrefetchedBytes / sizeof(float) / columns + 3;
      std::vector<float> x = makeRows(rows, columns, columns, rule.choice);
      checkTables(rule, x, columns);
      x[x.size() / 2] = nans()[0];
      checkTables(rule, x, columns);
    }
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  testShapes();
  testManyRows();
  testFailures();
  testColumns();
  testExtremes();
  return finish("dynamic_test");
}
