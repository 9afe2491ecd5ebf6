#include "benches.h"

namespace linquant::bench {
namespace {

constexpr FloatType kTypes[] = {FloatType::float16, FloatType::bfloat16, FloatType::e4m3fn, FloatType::e5m2,
                                FloatType::e8m0fnu};
constexpr const char* kNames[] = {"float16", "bfloat16", "float8_e4m3fn", "float8_e5m2", "float8_e8m0fnu"};

void convert(const KernelTable& table, const Memory& x, FloatType from, const Memory& out, FloatType to,
             size_t count) {
  if (isFloat8(from) || isFloat8(to)) {
    table.convertFloat8(x.data(), from, out.data(), to, count, false);
  } else {
    table.convert(x.data(), from, out.data(), to, count);
  }
}

// float32 to each type and back, by the fastest kernels: float8 beside the 16-bit types.
void convertAt(size_t count, bool isBack) {
  const KernelTable& table = *tables(count).front();
  const Memory x = floats(count), other(count * 4);
  std::vector<Memory> inputs, outputs, expected;
  std::vector<Contestant> contestants;
  constexpr size_t kCount = sizeof kTypes / sizeof *kTypes;
  for (size_t i = 0; i < kCount; i++) {
    inputs.push_back(floats(isBack ? count : 0));
    outputs.emplace_back(count * 4);
    expected.emplace_back(count * 4);
  }
  for (size_t i = 0; i < kCount; i++) {
    const FloatType type = kTypes[i], from = isBack ? type : FloatType::float32,
                    to = isBack ? FloatType::float32 : type;
    if (to == FloatType::e8m0fnu) continue;
    if (isBack && type != FloatType::e8m0fnu) convert(table, x, FloatType::float32, inputs[i], type, count);
    const Memory &in = isBack ? inputs[i] : x, &out = outputs[i], &right = expected[i];
    convert(scalarTable(), in, from, right, to, count);
    contestants.push_back(contestant(
        kNames[i], [=, &table, &in, &out] { convert(table, in, from, out, to, count); },
        [&out, &right] { return memcmp(out.data(), right.data(), out.bytes()) == 0; }));
  }
  contestants.push_back(contestant(
      "memcpy", [&] { memcpy(other.data(), x.data(), x.bytes()); }, [] { return true; }));
  race("convert", isBack ? ", to float32" : ", of float32", count, contestants, {"float16", "memcpy"});
}

}  // namespace

void convertBench(size_t count) {
  convertAt(count, false);
  convertAt(count, true);
}

}  // namespace linquant::bench
