// The family beside the kernels for one set of parameters, by each instruction set: what parameters along an axis and in blocks, other
// types, bits, dynamic rows and blocks of ggml take of the speed for as many float32 and bytes.
#include "benches.h"

namespace linquant::bench {
namespace {

constexpr Layout oneSet(size_t n) { return {1, 1, n, 0}; }
constexpr Coding kBytes = {FloatType::float32, Dtype::int8, Rounding::halfEven, -128, 127};
constexpr Coding kWords = {FloatType::float32, Dtype::int16, Rounding::halfEven, -32768, 32767};

struct Kind {
  std::string name;
  Layout layout;
  Coding coding = kBytes;
};

std::vector<Kind> kindsOf(size_t n) {
  std::vector<Kind> kinds = {{"per tensor", oneSet(n)}};
  for (size_t columns : {64, 256, 1024, 4096})
    kinds.push_back({"last axis of " + std::to_string(columns), {n / columns, columns, 1, 0}});
  for (size_t run : {64, 256, 1024}) {
    kinds.push_back({"first axis, inner runs of " + std::to_string(run), {1, n / run, run, 0}});
    if (n / run >= 64 * 4)
      kinds.push_back(
          {"middle axis of 64, inner runs of " + std::to_string(run), {n / run / 64, 64, run, 0}});
  }
  for (size_t block : {32, 64, 128})
    kinds.push_back({"blocks of " + std::to_string(block), {n / 1024, 1024, 1, block}});
  for (FloatType type : {FloatType::float16, FloatType::bfloat16}) {
    Coding coding = kBytes;
    coding.floatType = type;
    kinds.push_back({type == FloatType::float16 ? "float16" : "bfloat16", oneSet(n), coding});
  }
  kinds.push_back({"int16", oneSet(n), kWords});
  return kinds;
}

// What all contestants read and write.
struct Data {
  size_t sets;
  Memory x, halves, brains, codes, out, scales, zeroPoints, rowScales, rowZeroPoints, copied;

  explicit Data(size_t n)
      : sets(n / 32 < 4096 ? 4096 : n / 32),
        x(floats(n)),
        halves(n * 2),
        brains(n * 2),
        codes(floats(n)),
        out(n * 4),
        scales(sets * 4),
        zeroPoints(sets * 4),
        rowScales(n / 384 * 4 + 4),
        rowZeroPoints(n / 384 * 4 + 4),
        copied(n * 4) {
    const KernelTable& fastest = *tables(n).front();
    fastest.convert(x.data(), FloatType::float32, halves.data(), FloatType::float16, n);
    fastest.convert(x.data(), FloatType::float32, brains.data(), FloatType::bfloat16, n);
    for (size_t i = 0; i < sets; i++) {
      const float scale = 0.015f + static_cast<float>(i % 37) * 0.0003f;
      const int32_t zeroPoint = static_cast<int32_t>(i % 17) - 8;
      memcpy(scales.data() + i * 4, &scale, 4);
      memcpy(zeroPoints.data() + i * 4, &zeroPoint, 4);
    }
  }
  const Memory& floatsOf(FloatType type) const {
    return type == FloatType::float32 ? x : type == FloatType::float16 ? halves : brains;
  }
  Affines affines() const { return {scales.data(), zeroPoints.data(), nullptr}; }
};

// A copy of as many bytes as are read and written.
Contestant copyOf(const Data& d, size_t bytes) {
  return contestant(
      "copy", [&d, bytes] { memcpy(d.copied.data(), d.x.data(), bytes / 2); }, [] { return true; });
}

const auto kUnverified = [] { return true; };

void quantizeFamily(const KernelTable& table, const Data& d, size_t n) {
  std::vector<Contestant> all;
  for (const Kind& kind : kindsOf(n)) {
    const uint8_t* const from = d.floatsOf(kind.coding.floatType).data();
    const auto run = [=, &table, &d] {
      quantize(table, kind.coding, from, d.out.data(), kind.layout, d.affines());
    };
    all.push_back(contestant(kind.name, run, kUnverified));
  }
  all.push_back(copyOf(d, n * 5));
  race("family", std::string(", quantize by ") + table.name, n, all, {"per tensor", "copy"});
}

void dequantizeFamily(const KernelTable& table, const Data& d, size_t n) {
  std::vector<Contestant> all;
  for (const Kind& kind : kindsOf(n)) {
    const auto run = [=, &table, &d] {
      dequantize(table, kind.coding, d.codes.data(), d.out.data(), kind.layout, d.affines());
    };
    all.push_back(contestant(kind.name, run, kUnverified));
  }
  all.push_back(copyOf(d, n * 5));
  race("family", std::string(", dequantize by ") + table.name, n, all, {"per tensor", "copy"});
}

void othersOf(const KernelTable& table, const Data& d, size_t n) {
  std::vector<Contestant> all;
  all.push_back(contestant(
      "quantize per tensor",
      [=, &table, &d] { quantize(table, kBytes, d.x.data(), d.out.data(), oneSet(n), d.affines()); },
      kUnverified));
  for (size_t columns : {384, 1024}) {
    const Choice choice = {true, 0, -127, 127, 0x1p-126f, 1};
    const size_t rows = n / columns;
    const auto run = [=, &table, &d] {
      table.dynamic(d.x.data(), d.out.data(), rows, columns, choice, 0, d.rowScales.data(),
                    d.rowZeroPoints.data());
    };
    all.push_back(contestant("dynamic rows of " + std::to_string(columns), run, kUnverified));
  }
  all.push_back(contestant(
      "ggml Q8_0, quantize",
      [=, &table, &d] {
        table.quantizeGgml[0](d.x.data(), FloatType::float32, d.out.data(), n / kGgmlFloats);
      },
      kUnverified));
  all.push_back(contestant(
      "ggml Q8_0, dequantize",
      [=, &table, &d] {
        table.dequantizeGgml[0](d.out.data(), d.copied.data(), FloatType::float32, n / kGgmlFloats);
      },
      kUnverified));
  all.push_back(contestant(
      "bits",
      [=, &table, &d] {
        table.packBits(d.x.data(), FloatType::float32, d.out.data(), 1, n, {false, true, 0});
      },
      kUnverified));
  all.push_back(contestant(
      "read", [&d, n] { readOnce(d.x.data(), n * 4); }, kUnverified));
  all.push_back(contestant(
      "read, 4 streams", [&d, n] { readFourStreams(d.x.data(), n * 4); }, kUnverified));
  all.push_back(copyOf(d, n * 5));
  race("family", std::string(", others by ") + table.name, n, all,
       {"quantize per tensor", "read", "read, 4 streams", "copy"});
}

}  // namespace

void familyBench(size_t n) {
  if (n < 65'536) return;
  const Data data(n);
  const KernelTable* last = nullptr;
  for (const KernelTable* table : tables(n)) {
    // Some instruction sets differ in searching only.
    const bool isNew = last == nullptr || table->quantizePatch != last->quantizePatch;
    last = table;
    if (table == &scalarTable() || !isNew) continue;
    quantizeFamily(*table, data, n);
    dequantizeFamily(*table, data, n);
    othersOf(*table, data, n);
  }
}

}  // namespace linquant::bench
