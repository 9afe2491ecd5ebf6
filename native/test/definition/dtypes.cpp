#include "dtypes.h"

namespace linquant::definition {

const DtypeInfo& infoOf(Dtype dtype) {
  static constexpr DtypeInfo kAll[] = {{"int8", 8, -128, 127},
                                       {"uint8", 8, 0, 255},
                                       {"int16", 16, -32768, 32767},
                                       {"uint16", 16, 0, 65535},
                                       {"int32", 32, INT32_MIN, INT32_MAX},
                                       {"int4", 4, -8, 7},
                                       {"uint4", 4, 0, 15},
                                       {"int2", 2, -2, 1},
                                       {"uint2", 2, 0, 3},
                                       {"uint1", 1, 0, 1}};
  // A dtype added to the core stops the build here until the tests know it.
  static_assert(sizeof kAll / sizeof *kAll == kDtypeCount);
  return kAll[static_cast<size_t>(dtype)];
}

size_t codeBytes(Dtype dtype, size_t count) {
  return (count * static_cast<size_t>(infoOf(dtype).bits) + 7) / 8;
}

std::vector<int64_t> codesIn(const Data& data, Dtype dtype, size_t count) {
  const DtypeInfo& info = infoOf(dtype);
  const size_t bits = static_cast<size_t>(info.bits);
  std::vector<int64_t> codes(count);
  for (size_t i = 0; i < count; i++) {
    // Up to 32 bits that begin in byte `at / 8`: packed codes do not cross bytes.
    const size_t at = i * bits;
    uint64_t raw = 0;
    for (size_t byte = 0; byte < (bits + 7) / 8; byte++) {
      raw |= static_cast<uint64_t>(data[at / 8 + byte]) << (8 * byte);
    }
    const int64_t code = static_cast<int64_t>(raw >> (at % 8) & ((1ull << bits) - 1));
    codes[i] = code > info.greatest ? code - (1ll << bits) : code;
  }
  return codes;
}

Data bytesOf(const std::vector<int64_t>& codes, Dtype dtype) {
  const size_t bits = static_cast<size_t>(infoOf(dtype).bits);
  Data data(codeBytes(dtype, codes.size()));
  for (size_t i = 0; i < codes.size(); i++) {
    const size_t at = i * bits;
    const uint64_t raw = static_cast<uint64_t>(codes[i]) & ((1ull << bits) - 1);
    for (size_t byte = 0; byte < (bits + 7) / 8; byte++) {
      data[at / 8 + byte] = static_cast<uint8_t>(data[at / 8 + byte] | raw >> (8 * byte) << (at % 8));
    }
  }
  return data;
}

}  // namespace linquant::definition
