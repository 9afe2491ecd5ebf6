#include "byte_kernels.h"

#include "../definition/dtypes.h"
#include "../definition/quotient.h"

namespace linquant::test {
namespace {

Affines affinesOf(const Parameters& p) { return {raw(&p.scale), raw(&p.zeroPoint), nullptr}; }

Coding codingOf(Dtype dtype, const Parameters& p) {
  return {FloatType::float32, dtype, Rounding::halfEven, p.qmin, p.qmax};
}

size_t firstUnfit(const uint8_t* x, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, x + i * sizeof bits, sizeof bits);
    if ((bits & 0x7f800000) == 0x7f800000) return i;
  }
  return count;
}

}  // namespace

bool isSigned(Dtype dtype) { return leastCode(dtype) < 0; }
int32_t leastCode(Dtype dtype) { return definition::infoOf(dtype).least; }
int32_t greatestCode(Dtype dtype) { return definition::infoOf(dtype).greatest; }
const char* nameOf(Dtype dtype) { return definition::infoOf(dtype).name; }

Parameters wholeRange(Dtype dtype, float scale, int32_t zeroPoint) {
  return {scale, zeroPoint, leastCode(dtype), greatestCode(dtype), shiftOf(dtype)};
}

uint8_t definedCode(float x, const Parameters& p) {
  const double code =
      definition::unclampedCode(static_cast<double>(x), {p.scale, p.zeroPoint, 0}, Rounding::halfEven);
  return static_cast<uint8_t>(definition::clampedCode(code, p.qmin, p.qmax));
}

std::vector<uint8_t> definedCodes(const std::vector<float>& x, const Parameters& p) {
  std::vector<uint8_t> codes(x.size());
  for (size_t i = 0; i < x.size(); i++) codes[i] = definedCode(x[i], p);
  return codes;
}

float definedFloat(uint8_t code, Dtype dtype, const Parameters& p) {
  return definition::valueOf(isSigned(dtype) ? static_cast<int8_t>(code) : code, {p.scale, p.zeroPoint, 0});
}

std::vector<float> definedFloats(const std::vector<uint8_t>& codes, Dtype dtype, const Parameters& p) {
  std::vector<float> x(codes.size());
  for (size_t i = 0; i < codes.size(); i++) x[i] = definedFloat(codes[i], dtype, p);
  return x;
}

Layout oneSetFor(size_t count) { return {1, 1, count, 0}; }

void quantize(const KernelTable& table, Dtype dtype, const uint8_t* x, uint8_t* q, size_t count,
              const Parameters& p) {
  const bool areFinite = linquant::quantize(table, codingOf(dtype, p), x, q, oneSetFor(count), affinesOf(p));
  if (!areFinite) return;
  const size_t fit = firstUnfit(x, count);
  CHECK(fit == count, "%s: %zu floats are not finite from %zu on", describe(table, dtype, p).c_str(), count,
        fit);
}

void dequantize(const KernelTable& table, Dtype dtype, const uint8_t* q, uint8_t* x, size_t count,
                const Parameters& p) {
  linquant::dequantize(table, codingOf(dtype, p), q, x, oneSetFor(count), affinesOf(p));
}

std::string describe(const KernelTable& table, Dtype dtype, const Parameters& p) {
  return text("%s %s scale %a zero point %d range %d..%d", table.name, nameOf(dtype),
              static_cast<double>(p.scale), p.zeroPoint, p.qmin, p.qmax);
}

void checkQuantize(const KernelTable& table, Dtype dtype, const std::vector<float>& x, const Parameters& p,
                   const std::vector<uint8_t>& expected) {
  // The output holds another code before the call, so that an element that is left out is noticed.
  std::vector<uint8_t> given(x.size());
  for (size_t i = 0; i < x.size(); i++) given[i] = static_cast<uint8_t>(~expected[i]);
  quantize(table, dtype, raw(x), given.data(), x.size(), p);
  CHECK_ARRAY(expected.data(), given.data(), 1, x.size(), [&](size_t i) {
    return text("x %a (0x%08x) x / scale %a ", static_cast<double>(x[i]), bitsOf(x[i]),
                static_cast<double>(x[i] / p.scale)) +
           describe(table, dtype, p);
  });
}

void checkQuantize(Dtype dtype, const std::vector<float>& x, const Parameters& p) {
  const std::vector<uint8_t> expected = definedCodes(x, p);
  forEachTable([&](const KernelTable& table) { checkQuantize(table, dtype, x, p, expected); });
}

void checkDequantize(Dtype dtype, const std::vector<uint8_t>& codes, const Parameters& p) {
  const std::vector<float> expected = definedFloats(codes, dtype, p);
  forEachTable([&](const KernelTable& table) {
    std::vector<uint8_t> given(codes.size() * sizeof(float), 0xaa);
    dequantize(table, dtype, codes.data(), given.data(), codes.size(), p);
    CHECK_ARRAY(raw(expected), given.data(), sizeof(float), codes.size(),
                [&](size_t i) { return text("code 0x%02x ", codes[i]) + describe(table, dtype, p); });
  });
}

bool isSameRange(const Range& a, const Range& b) {
  return isSameFloat(a.min, b.min) && isSameFloat(a.max, b.max);
}

}  // namespace linquant::test
