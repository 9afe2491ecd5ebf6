// Runs the entry points on an array and compares every element with the reference.
#ifndef LINQUANT_TEST_COMPARE_H_
#define LINQUANT_TEST_COMPARE_H_

#include <vector>

#include "../core/quantization.h"
#include "numbers.h"
#include "reference.h"
#include "tables.h"

namespace linquant::test {

inline Layout tensorOf(size_t count) { return {1, 1, count, 0}; }

// One set of parameters for `count` elements.
inline void quantize(const KernelTable& table, Dtype dtype, const uint8_t* x, uint8_t* q, size_t count,
                     const Parameters& p) {
  const Affines affines = {reinterpret_cast<const uint8_t*>(&p.scale),
                           reinterpret_cast<const uint8_t*>(&p.zeroPoint), nullptr};
  const Coding coding = {FloatType::float32, dtype, Rounding::halfEven, p.qmin, p.qmax};
  linquant::quantize(table, coding, x, q, tensorOf(count), affines);
}
inline void dequantize(const KernelTable& table, Dtype dtype, const uint8_t* q, uint8_t* x, size_t count,
                       const Parameters& p) {
  const Affines affines = {reinterpret_cast<const uint8_t*>(&p.scale),
                           reinterpret_cast<const uint8_t*>(&p.zeroPoint), nullptr};
  const Coding coding = {FloatType::float32, dtype, Rounding::halfEven, p.qmin, p.qmax};
  linquant::dequantize(table, coding, q, x, tensorOf(count), affines);
}

inline std::string describe(const KernelTable& table, Dtype dtype, const Parameters& p) {
  return text("%s %s scale %a zero point %d range %d..%d", table.name, nameOf(dtype), p.scale, p.zeroPoint,
              p.qmin, p.qmax);
}

inline std::vector<uint8_t> referenceCodes(const std::vector<float>& x, const Parameters& p) {
  std::vector<uint8_t> codes(x.size());
  for (size_t i = 0; i < x.size(); i++) codes[i] = quantizedByte(x[i], p);
  return codes;
}

// For callers that compare many tables, or many almost equal arrays, with codes made once.
inline void compareQuantized(const KernelTable& table, Dtype dtype, const std::vector<float>& x,
                             const Parameters& p, const std::vector<uint8_t>& expected) {
  // The wrong value in advance, so that an element left out shows.
  std::vector<uint8_t> given(x.size());
  for (size_t i = 0; i < x.size(); i++) given[i] = static_cast<uint8_t>(~expected[i]);
  quantize(table, dtype, bytesOf(x), given.data(), x.size(), p);
  CHECK_ARRAY(expected.data(), given.data(), 1, x.size(), [&](size_t i) {
    return text("x %a (0x%08x) x / scale %a ", x[i], bitsOf(x[i]), x[i] / p.scale) +
           describe(table, dtype, p);
  });
}

inline void compareQuantized(const KernelTable& table, Dtype dtype, const std::vector<float>& x,
                             const Parameters& p) {
  compareQuantized(table, dtype, x, p, referenceCodes(x, p));
}

inline void compareDequantized(const KernelTable& table, Dtype dtype, const std::vector<uint8_t>& codes,
                               const Parameters& p) {
  std::vector<float> expected(codes.size());
  for (size_t i = 0; i < codes.size(); i++) expected[i] = dequantizedFloat(codes[i], dtype, p);
  std::vector<uint8_t> given(codes.size() * sizeof(float), 0xaa);
  dequantize(table, dtype, codes.data(), given.data(), codes.size(), p);
  CHECK_ARRAY(bytesOf(expected), given.data(), sizeof(float), codes.size(),
              [&](size_t i) { return text("code 0x%02x ", codes[i]) + describe(table, dtype, p); });
}

// Equal by bits, except that a NaN equals any NaN: the contract does not tell which.
inline bool isSameFloat(float a, float b) {
  return bitsOf(a) == bitsOf(b) || (std::isnan(a) && std::isnan(b));
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_COMPARE_H_
