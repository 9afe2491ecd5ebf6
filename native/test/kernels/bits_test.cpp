// packBits and unpackBits between protected pages: rows of every width, numbers around zero, NaN and infinity in every place.
#include "../definition/bits.h"
#include "../../core/tuning.h"

#include "../support/guarded_page.h"
#include "../support/tensors.h"
#include "../support/watched_buffer.h"

namespace linquant::test {
namespace {

constexpr size_t kMostColumns = 200;
// Fills what surrounds an input: four of these bytes are a NaN, so reading them by mistake changes the result.
constexpr uint8_t kNanByte = 0xff;

// The call at work, for the message if it touches a protected page.
std::string current;

std::string describe(const char* what, const char* table, FloatType type, size_t rows, size_t columns,
                     const BitCoding& coding) {
  return text("%s %s %s %zu rows of %zu%s%s flip 0x%02x", what, table, infoOf(type).name, rows, columns,
              coding.orEqual ? " or equal" : "", coding.highFirst ? " high first" : "", coding.flip);
}

std::vector<BitCoding> codings() {
  std::vector<BitCoding> all;
  for (bool orEqual : {false, true}) {
    for (bool highFirst : {false, true}) {
      for (uint8_t flip : {0, 0x80}) all.push_back({orEqual, highFirst, flip});
    }
  }
  return all;
}

struct Pages {
  GuardedPage x, bits;
};

void testPack(const KernelTable& table, Pages& pages, const Data& x, FloatType type, size_t rows,
              size_t columns, const BitCoding& coding, const Place& place) {
  Data expected;
  const size_t fit = definition::packedBits(x, type, rows, columns, coding, expected);
  const size_t size = rows * definition::bitBytes(columns);
  current = describe("pack", table.name, type, rows, columns, coding) + ", " + describe(place);
  uint8_t* const in = pages.x.place(x.size(), place, kNanByte);
  if (!x.empty()) memcpy(in, x.data(), x.size());
  uint8_t* const out = pages.bits.place(size, place, kSentinel);
  const size_t given = table.packBits(in, type, out, rows, columns, coding);
  CHECK(given == fit, "returned %zu, not %zu: %s", given, fit, current.c_str());
  CHECK(pages.x.isIntact() && pages.bits.isIntact(), "wrote outside: %s", current.c_str());
  CHECK(x.empty() || memcmp(in, x.data(), x.size()) == 0, "wrote to the input: %s", current.c_str());
  // The bits are unspecified where a number is not finite.
  if (fit != rows * columns) return;
  CHECK_ARRAY(expected.data(), out, 1, size, [](size_t) { return current; });
}

void testUnpack(const KernelTable& table, Pages& pages, Random& random, size_t rows, size_t columns,
                const BitCoding& coding, const Place& place) {
  const float ofZero = -0.0f, ofOne = 0x1.8p-149f;
  const Data bits = randomBytes(random, rows * definition::bitBytes(columns));
  const Data expected = definition::unpackedBits(bits, rows, columns, coding, ofZero, ofOne);
  current =
      describe("unpack", table.name, FloatType::float32, rows, columns, coding) + ", " + describe(place);
  uint8_t* const in = pages.bits.place(bits.size(), place, kNanByte);
  if (!bits.empty()) memcpy(in, bits.data(), bits.size());
  uint8_t* const out = pages.x.place(expected.size(), place, kSentinel);
  table.unpackBits(in, out, rows, columns, coding, ofZero, ofOne);
  CHECK(pages.x.isIntact() && pages.bits.isIntact(), "wrote outside: %s", current.c_str());
  CHECK_ARRAY(expected.data(), out, sizeof(float), rows * columns, [](size_t) { return current; });
}

// Numbers of both signs, those next to zero and at the ends of each type among them. Rounded to float32, some of those of
// float64 would be 0 or infinite: the kernel must compare them as they are.
double numberFor(Random& random, FloatType type) {
  const double special[] = {0.0,      -0.0,     0x1p-149, -0x1p-149, 0x1p-126,  -0x1p-126,
                            0x1p-24,  -0x1p-24, 65504,    -65504,    0x1p-1074, -0x1p-1074,
                            0x1p-150, 1e-300,   -1e-300,  1.7e308,   -1.7e308,  0x1.ffffffp127};
  const bool isWide = type == FloatType::float64;
  const double x = random.integer(0, 2) == 0 ? special[random.integer(0, isWide ? 17 : 9)]
                                             : random.real(-1, 1) * exp2(random.real(-20, 10));
  return isWide ? x : static_cast<double>(static_cast<float>(x));
}

Data makeFloats(Random& random, FloatType type, size_t count) {
  Data x(count * infoOf(type).bytes);
  for (size_t i = 0; i < count; i++) {
    // Of 16 bits: random bits that are finite.
    if (infoOf(type).bytes == 2) {
      const uint16_t exponent = type == FloatType::float16 ? 0x7c00 : 0x7f80;
      uint16_t bits = random.integer(0, 3) == 0 ? static_cast<uint16_t>(random.integer(0, 1) * 0x8000)
                                                : static_cast<uint16_t>(random.bits());
      if ((bits & exponent) == exponent) bits &= 0x8001;
      memcpy(&x[i * 2], &bits, 2);
    } else {
      definition::putNumber(x, i, numberFor(random, type), type);
    }
  }
  return x;
}

// The bits of an infinity, or of a NaN with one of the smallest or largest payloads.
uint64_t notFinite(Random& random, FloatType type) {
  const size_t bits = 8 * infoOf(type).bytes;
  const uint64_t infinity = infoOf(type).infinity();
  const uint64_t payload = infinity & (~infinity + 1);
  const uint64_t payloads[] = {0, 0, 1, payload >> 1, payload - 1};
  return infinity | payloads[random.integer(0, 4)] |
         static_cast<uint64_t>(random.integer(0, 1)) << (bits - 1);
}

void testWidth(const KernelTable& table, Pages& pages, Random& random, size_t columns) {
  for (FloatType type : {FloatType::float32, FloatType::float64, FloatType::float16, FloatType::bfloat16}) {
    const size_t bytes = infoOf(type).bytes;
    for (const BitCoding& coding : codings()) {
      for (size_t rows : {1, 3}) {
        if (rows * columns * bytes > 3900) continue;
        const Place place = {random.integer(0, 1) == 0, static_cast<size_t>(random.integer(0, 63))};
        Data x = makeFloats(random, type, rows * columns);
        testPack(table, pages, x, type, rows, columns, coding, {true, 0});
        testPack(table, pages, x, type, rows, columns, coding, {false, 0});
        testPack(table, pages, x, type, rows, columns, coding, place);
        if (type == FloatType::float32) {
          testUnpack(table, pages, random, rows, columns, coding, {true, 0});
          testUnpack(table, pages, random, rows, columns, coding, place);
        }
        if (columns == 0) continue;
        for (int i = 0; i < 2; i++) {
          const uint64_t unfit = notFinite(random, type);
          memcpy(&x[static_cast<size_t>(random.integer(0, static_cast<int64_t>(rows * columns) - 1)) * bytes],
                 &unfit, bytes);
          testPack(table, pages, x, type, rows, columns, coding, place);
        }
      }
    }
  }
}

// NaN or infinity in each place of a row as long as a page has room for: the kernel looks at every lane of every vector, and names
// the first.
void testEveryPlace(const KernelTable& table, Pages& pages, Random& random) {
  for (FloatType type : {FloatType::float32, FloatType::float64, FloatType::float16, FloatType::bfloat16}) {
    const size_t bytes = infoOf(type).bytes;
    const size_t columns = 3900 / bytes;
    const Data finite = makeFloats(random, type, columns);
    for (size_t i = 0; i < columns; i++) {
      if (!isSampled()) continue;
      Data x = finite;
      for (size_t at : {i, (i + columns) / 2}) {
        const uint64_t unfit = notFinite(random, type);
        memcpy(&x[at * bytes], &unfit, bytes);
      }
      testPack(table, pages, x, type, 1, columns, {false, true, 0}, {true, 0});
    }
  }
}

// So many bytes of floats that the kernel prefetches: one long row, and rows that end within a byte.
void testManyFloats(const KernelTable& table, Random& random) {
  constexpr size_t kFloats = tuning::kPrefetchedBytes / sizeof(float) + 45;
  const Data x = makeFloats(random, FloatType::float32, kFloats);
  for (size_t rows : {size_t{1}, kFloats / 131}) {
    const size_t columns = kFloats / rows;
    const BitCoding coding = {rows == 1, true, 0};
    Data expected;
    const size_t fit = definition::packedBits(x, FloatType::float32, rows, columns, coding, expected);
    current = describe("pack", table.name, FloatType::float32, rows, columns, coding);
    checkOutput(expected, 1, rows % 64, current, [&](uint8_t* out) {
      const size_t given = table.packBits(x.data(), FloatType::float32, out, rows, columns, coding);
      CHECK(given == fit, "returned %zu, not %zu: %s", given, fit, current.c_str());
    });
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  catchFaults([] { return current; });
  forEachTable([](const linquant::KernelTable& table) {
    Pages pages;
    Random random(20261201);
    // Every width; in emulators (LINQUANT_TEST_FACTOR) only up to the longest tail, and some beyond.
    for (size_t columns = 0; columns <= kMostColumns; columns += columns < 72 || testFactor() >= 1 ? 1 : 7)
      testWidth(table, pages, random, columns);
    testEveryPlace(table, pages, random);
    testManyFloats(table, random);
  });
  return finish("bits_test");
}
