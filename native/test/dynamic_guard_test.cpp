// The dynamic kernels between protected pages: no byte outside their five arrays is read or written.

#include "compare.h"
#include "dynamic_reference.h"
#include "guarded_page.h"

namespace linquant::test {
namespace {

constexpr uint8_t kSentinel = 0xaa;

// The case at work, for the handler to name.
std::string current;

struct Pages {
  GuardedPage x, q, scales, zeroPoints;
};

void check(const KernelTable& table, Pages& pages, const Rule& rule, const std::vector<float>& x,
           size_t columns, const Place& place) {
  const size_t rows = x.size() / columns;
  const DynamicResult expected = dynamicReference(x, columns, rule.choice);
  current = describe(table.name, rule, rows, columns) +
            text(", %zu bytes %s", place.offset, place.atEnd ? "before the end" : "after the start");
  uint8_t* in = pages.x.place(x.size() * sizeof(float), place, 0xff);
  memcpy(in, bytesOf(x), x.size() * sizeof(float));
  uint8_t* q = pages.q.place(x.size(), place, kSentinel);
  uint8_t* scales = pages.scales.place(rows * sizeof(float), place, kSentinel);
  uint8_t* zeroPoints = pages.zeroPoints.place(rows * sizeof(int32_t), place, kSentinel);
  const size_t given =
      table.dynamic(in, q, rows, columns, rule.choice, shiftOf(rule.dtype), scales, zeroPoints);
  CHECK(given == expected.result, "returned %zu, expected %zu: %s", given, expected.result, current.c_str());
  CHECK_ARRAY(expected.codes.data(), q, 1, expected.codes.size(), [](size_t) { return current; });
  CHECK_ARRAY(bytesOf(expected.scales), scales, sizeof(float), expected.result,
              [](size_t) { return current; });
  CHECK(pages.x.isIntact() && pages.q.isIntact() && pages.scales.isIntact() && pages.zeroPoints.isIntact(),
        "wrote outside: %s", current.c_str());
}

// Shapes of one page: up to several groups of rows, and one row that is done by itself.
void testShapes(const KernelTable& table, Pages& pages) {
  uint64_t seed = 0;
  for (const Rule& rule : rules()) {
    for (size_t columns : {1, 2, 3, 4, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 96, 128, 129, 200, 1000}) {
      for (size_t rows : {1, 2, 3, 5, 8, 9, 15, 16, 17, 18, 33, 40}) {
        if (rows * columns > 1000) break;
        for (bool atEnd : {false, true}) {
          for (size_t offset : {0, 1, 3, 4, 32, 63}) {
            std::vector<float> x = makeRows(rows, columns, ++seed, rule.choice);
            // Every other time a row without parameters.
            if (seed % 2 == 0) x[seed / 2 % x.size()] = nans()[0];
            check(table, pages, rule, x, columns, {atEnd, offset});
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
  catchFaults([] { return current; });
  forEachTable([](const linquant::KernelTable& table) {
    Pages pages;
    testShapes(table, pages);
  });
  return finish("dynamic_guard_test");
}
