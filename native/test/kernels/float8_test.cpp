// convertFloat8 between protected pages: every code to every type, and to float8 every point where rounding changes, every
// float16, and random bits of each type.
#include "../support/guarded_page.h"
#include "../support/tensors.h"

namespace linquant::test {
namespace {

constexpr FloatType kFloat8[] = {FloatType::e4m3fn, FloatType::e5m2, FloatType::e8m0fnu};
// Fills what surrounds an input: a NaN of every type, so that reading it by mistake changes nothing that is expected to be a number.
constexpr uint8_t kNanByte = 0xff;

// The call at work, for the message if it touches a protected page.
std::string current;

struct Pages {
  GuardedPage input, output;
};

bool isTaken(FloatType from, FloatType to) {
  return (isFloat8(from) || isFloat8(to)) && to != FloatType::e8m0fnu;
}

// One call for all of x, on ordinary memory.
void testAll(const KernelTable& table, const Data& x, FloatType from, FloatType to, bool saturate) {
  const Data expected = definition::converted(x, from, to, saturate);
  const size_t bytes = infoOf(from).bytes;
  const std::string context =
      text("%s %s to %s%s", table.name, infoOf(from).name, infoOf(to).name, saturate ? " saturated" : "");
  static WatchedBuffer buffer;
  uint8_t* const out = buffer.place(expected.size(), 3);
  table.convertFloat8(x.data(), from, out, to, x.size() / bytes, saturate);
  CHECK(buffer.isIntact(), "%s wrote outside its output", context.c_str());
  CHECK_ARRAY(expected.data(), out, infoOf(to).bytes, x.size() / bytes, [&](size_t i) {
    return text("%s, of 0x%llx", context.c_str(), number(definition::bitsAt(x, i, from)));
  });
}

// The first `count` elements of x, at a place of a page.
void testPlaced(const KernelTable& table, Pages& pages, const Data& x, FloatType from, FloatType to,
                size_t count, const Place& place) {
  const size_t bytes = infoOf(from).bytes;
  const Data given(x.begin(), x.begin() + static_cast<ptrdiff_t>(count * bytes));
  const Data expected = definition::converted(given, from, to);
  current = text("%s %s to %s, %zu, %s", table.name, infoOf(from).name, infoOf(to).name, count,
                 describe(place).c_str());
  uint8_t* const in = pages.input.place(given.size(), place, kNanByte);
  if (count != 0) memcpy(in, given.data(), given.size());
  uint8_t* const out = pages.output.place(expected.size(), {place.atEnd, place.offset * 7 % 64}, kSentinel);
  table.convertFloat8(in, from, out, to, count, false);
  CHECK(pages.input.isIntact() && pages.output.isIntact(), "wrote outside: %s", current.c_str());
  CHECK(count == 0 || memcmp(in, given.data(), given.size()) == 0, "wrote to the input: %s", current.c_str());
  CHECK_ARRAY(expected.data(), out, infoOf(to).bytes, count, [](size_t) { return current; });
}

Data randomData(Random& random, FloatType type, size_t count) {
  return randomBytes(random, count * infoOf(type).bytes);
}

// Between each code and the next one: the middle and its neighbours in float32 and float64, of both signs.
Data boundaries(FloatType from, FloatType to) {
  std::vector<double> all;
  const double most = to == FloatType::e5m2 ? 65536 : 512, least = to == FloatType::e5m2 ? 0x1p-17 : 0x1p-10;
  for (double power = least / 4; power <= 4 * most; power *= 2) {
    for (int eighth = 0; eighth < 16; eighth++) all.push_back(power * (1 + eighth / 16.0));
  }
  for (double multiple = 1; multiple <= 16; multiple++) all.push_back(multiple * least);
  for (double last : {0.0, 0x1p-149, 0x1p-126, 3.4e38, 1e300, 5e-324, HUGE_VAL}) all.push_back(last);
  Data x;
  const auto append = [&](double value) {
    for (double each : {value, -value}) {
      const size_t at = x.size() / infoOf(from).bytes;
      x.resize(x.size() + infoOf(from).bytes);
      definition::putNumber(x, at, each, from);
    }
  };
  for (double value : all) {
    append(value);
    append(nextafter(value, HUGE_VAL));
    append(nextafter(value, 0));
    append(static_cast<double>(nextafterf(static_cast<float>(value), kInfinity)));
    append(static_cast<double>(nextafterf(static_cast<float>(value), 0)));
  }
  return x;
}

void testTable(const KernelTable& table) {
  Pages pages;
  Random random(20261130);
  Data codes(256), halves(2 * 65536);
  for (size_t i = 0; i < codes.size(); i++) codes[i] = static_cast<uint8_t>(i);
  for (size_t i = 0; i < 65536; i++) definition::putBits(halves, i, i, FloatType::float16);
  for (size_t type = 0; type < kConvertTypeCount; type++) {
    const FloatType other = static_cast<FloatType>(type);
    for (FloatType float8 : kFloat8) {
      for (bool saturate : {false, true}) {
        if (isTaken(float8, other)) testAll(table, codes, float8, other, saturate);
        if (!isTaken(other, float8) || isFloat8(other)) continue;
        testAll(table, boundaries(other, float8), other, float8, saturate);
        testAll(table, randomData(random, other, testFactor() < 1 ? 500 : 5000), other, float8, saturate);
        if (other == FloatType::float16) testAll(table, halves, other, float8, saturate);
      }
      // Every length up to some chunks, at both ends of a page.
      for (size_t count = 0; count < 150; count += testFactor() < 1 && count > 70 ? 7 : 1) {
        const Place place = {count % 2 == 0, count * 5 % 13};
        if (isTaken(float8, other))
          testPlaced(table, pages, randomData(random, float8, 150), float8, other, count, place);
        if (isTaken(other, float8))
          testPlaced(table, pages, randomData(random, other, 150), other, float8, count, {!place.atEnd, 0});
      }
    }
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  catchFaults([] { return current; });
  forEachTable([](const linquant::KernelTable& table) { testTable(table); });
  return finish("float8_test");
}
