// The kernels of one set of parameters and of rows between protected pages: no byte outside their arrays is read or written.
// Every length up to 300 and every distance of up to 63 bytes from the start or the end of the page, so every alignment. At
// distance 0 a read or write outside ends the program; otherwise a write changes the bytes around the buffer.
#include "../definition/range.h"
#include "../support/guarded_page.h"
#include "../support/rows.h"
#include "../support/watched_buffer.h"

namespace linquant::test {
namespace {

constexpr size_t kMostElements = 300;
constexpr size_t kOffsets = 64;
// Fills what surrounds an input: four of these bytes are a NaN, so reading them by mistake makes a minimum NaN.
constexpr uint8_t kNanByte = 0xff;

// The call at work, for the message if it touches a protected page.
struct Case {
  const char* table;
  std::string kernel;
  Place input, output;
  size_t count;
} current;

std::string describeCase() {
  return text("%s %s count %zu, input %s, output %s", current.table, current.kernel.c_str(), current.count,
              describe(current.input).c_str(), describe(current.output).c_str());
}

// Numbers with some that vector kernels handle apart, for minMax none of them NaN.
std::vector<float> makeFloats(bool withNan) {
  Random random(7);
  std::vector<float> x(kMostElements + kOffsets);
  for (float& value : x) value = static_cast<float>(random.real(-8, 8));
  const float special[] = {kInfinity, -kInfinity, 1e30f, -1e30f, withNan ? nans()[0] : -0.0f};
  for (size_t i = 11; i < x.size(); i += 67) x[i] = special[i % 5];
  return x;
}

std::vector<uint8_t> makeCodes() {
  Random random(8);
  return randomBytes(random, kMostElements + kOffsets);
}

// Calls run() at every place with every count. Input and output each take every offset, in fixed pairs.
template <class Run>
void atEveryPlace(const KernelTable& table, const std::string& kernel, size_t least, const Run& run) {
  for (bool atEnd : {false, true}) {
    for (size_t offset = 0; offset < kOffsets; offset++) {
      for (size_t count = least; count <= kMostElements; count++) {
        if (!isSampled()) continue;
        current = {table.name, kernel, {atEnd, offset}, {atEnd, (offset * 7 + 3) % kOffsets}, count};
        run();
      }
    }
  }
}

struct Pages {
  GuardedPage input, output;
};

// One call of a kernel from an array to an array. `in` and `expected` hold the elements.
template <class Kernel>
void runOnce(Pages& pages, const Kernel& kernel, const Parameters& parameters, const uint8_t* in,
             size_t inSize, const uint8_t* expected, size_t outSize) {
  const size_t count = current.count;
  uint8_t* input = pages.input.place(count * inSize, current.input, kNanByte);
  uint8_t* output = pages.output.place(count * outSize, current.output, kSentinel);
  memcpy(input, in, count * inSize);
  kernel(input, output, count, parameters);
  CHECK_ARRAY(expected, output, outSize, count, [](size_t) { return describeCase(); });
  CHECK(pages.output.isIntact(), "wrote outside: %s", describeCase().c_str());
  CHECK(pages.input.isIntact() && memcmp(input, in, count * inSize) == 0, "wrote to the input: %s",
        describeCase().c_str());
}

void testQuantize(const KernelTable& table, Pages& pages) {
  const std::vector<float> x = makeFloats(true);
  // Kernels divide by the second scale; for the first one they use the two-operation quotient.
  for (float scale : {0.05f, 0x1.8p-128f}) {
    for (Dtype dtype : kByteDtypes) {
      const Parameters parameters = {scale, 3, leastCode(dtype) + 1, greatestCode(dtype), shiftOf(dtype)};
      const std::vector<uint8_t> expected = definedCodes(x, parameters);
      const std::string name = text("quantize %s scale %a", nameOf(dtype), scale);
      atEveryPlace(table, name, 0, [&] {
        // Other data at every offset.
        const size_t first = current.input.offset;
        runOnce(pages, table.quantize, parameters, raw(x) + first * sizeof(float), sizeof(float),
                expected.data() + first, 1);
      });
    }
  }
}

void testDequantize(const KernelTable& table, Pages& pages) {
  const std::vector<uint8_t> codes = makeCodes();
  for (Dtype dtype : kByteDtypes) {
    const Parameters parameters = wholeRange(dtype, 0.05f, 3);
    const std::vector<float> expected = definedFloats(codes, dtype, parameters);
    atEveryPlace(table, text("dequantize %s", nameOf(dtype)), 0, [&] {
      const size_t first = current.input.offset;
      runOnce(pages, table.dequantize, parameters, codes.data() + first, 1,
              raw(expected) + first * sizeof(float), sizeof(float));
    });
  }
}

void testMinMax(const KernelTable& table, Pages& pages) {
  const std::vector<float> x = makeFloats(false);
  atEveryPlace(table, "minMax", 1, [&] {
    const float* in = x.data() + current.input.offset;
    const size_t bytes = current.count * sizeof(float);
    uint8_t* input = pages.input.place(bytes, current.input, kNanByte);
    memcpy(input, in, bytes);
    const Range given = table.minMax(input, current.count), expected = definition::rangeOf(in, current.count);
    CHECK(isSameRange(given, expected), "expected %a..%a, given %a..%a: %s", expected.min, expected.max,
          given.min, given.max, describeCase().c_str());
    CHECK(pages.input.isIntact() && memcmp(input, in, bytes) == 0, "wrote to the input: %s",
          describeCase().c_str());
  });
}

struct RowPages {
  GuardedPage x, q, scales, zeroPoints;
};

void checkRows(const KernelTable& table, RowPages& pages, const Rule& rule, const std::vector<float>& x,
               size_t columns, const Place& place) {
  const size_t rows = x.size() / columns;
  const DefinedRows expected = definedRows(x, columns, rule.choice);
  current = {table.name, describe(table.name, rule, rows, columns), place, place, x.size()};
  uint8_t* in = pages.x.place(x.size() * sizeof(float), place, kNanByte);
  memcpy(in, raw(x), x.size() * sizeof(float));
  uint8_t* q = pages.q.place(x.size(), place, kSentinel);
  uint8_t* scales = pages.scales.place(rows * sizeof(float), place, kSentinel);
  uint8_t* zeroPoints = pages.zeroPoints.place(rows * sizeof(int32_t), place, kSentinel);
  const size_t given =
      table.dynamic(in, q, rows, columns, rule.choice, shiftOf(rule.dtype), scales, zeroPoints);
  CHECK(given == expected.rows, "returned %zu, expected %zu: %s", given, expected.rows,
        describeCase().c_str());
  CHECK_ARRAY(expected.codes.data(), q, 1, expected.codes.size(), [](size_t) { return describeCase(); });
  CHECK_ARRAY(raw(expected.scales), scales, sizeof(float), expected.rows,
              [](size_t) { return describeCase(); });
  CHECK(pages.x.isIntact() && pages.q.isIntact() && pages.scales.isIntact() && pages.zeroPoints.isIntact(),
        "wrote outside: %s", describeCase().c_str());
}

// Shapes that fit a page: up to several groups of rows, and a row too long for a group.
void testRows(const KernelTable& table, RowPages& pages) {
  uint64_t seed = 0;
  for (const Rule& rule : rules()) {
    for (size_t columns : {1, 2, 3, 4, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 96, 128, 129, 200, 1000}) {
      for (size_t rows : {1, 2, 3, 5, 8, 9, 15, 16, 17, 18, 33, 40}) {
        if (rows * columns > 1000) break;
        for (bool atEnd : {false, true}) {
          for (size_t offset : {0, 1, 3, 4, 32, 63}) {
            std::vector<float> x = makeRows(rows, columns, ++seed, rule.choice);
            // In every other case one row has no parameters.
            if (seed % 2 == 0) x[seed / 2 % x.size()] = nans()[0];
            checkRows(table, pages, rule, x, columns, {atEnd, offset});
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  catchFaults(describeCase);
  forEachTable([](const linquant::KernelTable& table) {
    Pages pages;
    testQuantize(table, pages);
    testDequantize(table, pages);
    testMinMax(table, pages);
    RowPages rowPages;
    testRows(table, rowPages);
  });
  return finish("guard_test");
}
