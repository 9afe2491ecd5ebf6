// Every kernel between protected pages: every length up to 300, every distance from a page up to 63 bytes on
// either side, hence every alignment. The buffer that touches the protected page shows a read or write beyond
// it; the sentinels around the others show a write.

#include "compare.h"
#include "guarded_page.h"

namespace linquant::test {
namespace {

constexpr size_t kMostElements = 300;
constexpr size_t kOffsets = 64;
constexpr uint8_t kSentinel = 0xaa;
// Around inputs, where four of these make a NaN: what is read there by mistake ends up in a minimum.
constexpr uint8_t kNan = 0xff;

// The case at work, for the handler to name.
struct Case {
  const char* table;
  std::string kernel;
  Place input, output;
  size_t count;
} current;

std::string describeCase() {
  const auto side = [](const Place& place) { return place.atEnd ? "before its end" : "after its start"; };
  return text("%s %s count %zu, input %zu bytes %s, output %zu bytes %s", current.table,
              current.kernel.c_str(), current.count, current.input.offset, side(current.input),
              current.output.offset, side(current.output));
}

// Data with the values that send blocks to their careful path here and there, but with no NaN for minMax.
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
  std::vector<uint8_t> codes(kMostElements + kOffsets);
  for (uint8_t& code : codes) code = static_cast<uint8_t>(random.bits());
  return codes;
}

// Calls run() at every place with every count. The places of input and output are paired so that each takes
// every offset.
template <class Run>
void atEveryPlace(const KernelTable& table, const std::string& kernel, size_t least, const Run& run) {
  for (bool atEnd : {false, true}) {
    for (size_t offset = 0; offset < kOffsets; offset++) {
      for (size_t count = least; count <= kMostElements; count++) {
        current = {table.name, kernel, {atEnd, offset}, {atEnd, (offset * 7 + 3) % kOffsets}, count};
        run();
      }
    }
  }
}

struct Pages {
  GuardedPage input, output;
};

// One run of a kernel that makes an array of an array: `in` and `expected` hold its elements.
template <class Kernel>
void runOnce(Pages& pages, const Kernel& kernel, const Parameters& parameters, const uint8_t* in,
             size_t inSize, const uint8_t* expected, size_t outSize) {
  const size_t count = current.count;
  uint8_t* input = pages.input.place(count * inSize, current.input, kNan);
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
  // The second scale takes the kernels' division, the first one what they have instead.
  for (float scale : {0.05f, 0x1.8p-128f}) {
    for (Dtype dtype : kDtypes) {
      const Parameters parameters = {scale, 3, leastCode(dtype) + 1, greatestCode(dtype), shiftOf(dtype)};
      const std::vector<uint8_t> expected = referenceCodes(x, parameters);
      const std::string name = text("quantize %s scale %a", nameOf(dtype), scale);
      atEveryPlace(table, name, 0, [&] {
        // Other data at every offset.
        const size_t first = current.input.offset;
        runOnce(pages, table.quantize, parameters, bytesOf(x) + first * sizeof(float), sizeof(float),
                expected.data() + first, 1);
      });
    }
  }
}

void testDequantize(const KernelTable& table, Pages& pages) {
  const std::vector<uint8_t> codes = makeCodes();
  for (Dtype dtype : kDtypes) {
    const Parameters parameters = wholeRange(dtype, 0.05f, 3);
    std::vector<float> expected(codes.size());
    for (size_t i = 0; i < codes.size(); i++) expected[i] = dequantizedFloat(codes[i], dtype, parameters);
    atEveryPlace(table, text("dequantize %s", nameOf(dtype)), 0, [&] {
      const size_t first = current.input.offset;
      runOnce(pages, table.dequantize, parameters, codes.data() + first, 1,
              bytesOf(expected) + first * sizeof(float), sizeof(float));
    });
  }
}

void testMinMax(const KernelTable& table, Pages& pages) {
  const std::vector<float> x = makeFloats(false);
  atEveryPlace(table, "minMax", 1, [&] {
    const float* in = x.data() + current.input.offset;
    const size_t bytes = current.count * sizeof(float);
    uint8_t* input = pages.input.place(bytes, current.input, kNan);
    memcpy(input, in, bytes);
    const Range given = table.minMax(input, current.count), expected = rangeOf(in, current.count);
    CHECK(isSameFloat(given.min, expected.min) && isSameFloat(given.max, expected.max),
          "expected %a..%a, given %a..%a: %s", expected.min, expected.max, given.min, given.max,
          describeCase().c_str());
    CHECK(pages.input.isIntact() && memcmp(input, in, bytes) == 0, "wrote to the input: %s",
          describeCase().c_str());
  });
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
  });
  return finish("guard_test");
}
