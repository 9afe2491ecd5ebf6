// This tree's core beside another one's: what each kernel takes in both, in one process, in turns, on the same memory.
//
//   npm run bench:native -- --beside <commit or folder> [part of a row's name] [seconds for each row]
#include <dlfcn.h>
#include <stdio.h>
#include <time.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core_module.h"
#include "data.h"

namespace linquant::bench {
namespace {

// Nanoseconds that this thread has run: what other programs take in between does not count.
double now() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

CoreModule load(const char* file) {
  void* const library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  const auto get = library ? reinterpret_cast<GetCoreModule>(dlsym(library, "linquantCoreModule")) : nullptr;
  if (get == nullptr) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  return get();
}

// Numbers of core/kernels.h.
enum { float32, float64, float16, bfloat16 };
enum { int8, uint8, int16, uint16, int32, int4 };
constexpr size_t kFloatBytes[] = {4, 8, 2, 2};

struct Shape {
  size_t outer, axis, inner, block;
  size_t count() const { return outer * axis * inner; }
  size_t sets() const { return block == 0 ? axis : outer * ((axis + block - 1) / block) * inner; }
};
constexpr Shape oneSet(size_t count) { return {1, 1, count, 0}; }

// What the rows read and write, made once for each number of floats.
struct Data {
  size_t count;
  Memory x, nans, halves, doubles, codes, bits, q8, q4, to, mask, a, b, scales, zeroPoints, offsets;

  Data(const CoreModule& core, size_t n)
      : count(n),
        x(floats(n, 16)),
        nans(n * 4),
        halves(n * 2),
        doubles(n * 8),
        codes(n * 2),
        bits(n / 8 + 1),
        q8(n / 32 * 34 + 34),
        q4(n / 32 * 18 + 18),
        to(n * 8 + 64),
        mask(n),
        a(n * 4 + 64),
        b(n * 4 + 64),
        scales(n * 4),
        zeroPoints(n * 4),
        offsets(n * 4) {
    for (size_t i = 0; i < n; i++) {
      const float scale = 0.015f + static_cast<float>(i % 37) * 0.0003f;
      const int32_t zeroPoint = static_cast<int32_t>(i % 17) - 8;
      const float offset = 0.25f;
      memcpy(scales.data() + i * 4, &scale, 4);
      memcpy(zeroPoints.data() + i * 4, &zeroPoint, 4);
      memcpy(offsets.data() + i * 4, &offset, 4);
    }
    const auto make = [&](Operation operation, uint32_t toType, const Memory& out) {
      Work work = {};
      work.operation = operation;
      work.toType = toType;
      work.outer = work.axis = 1;
      work.inner = n;
      work.from = x.data();
      work.to = out.data();
      core.run(work);
    };
    make(Operation::convert, float16, halves);
    make(Operation::convert, float64, doubles);
    make(Operation::packBits, 0, bits);
    make(Operation::quantizeGgml, 0, q8);
    make(Operation::quantizeGgml, 1, q4);
    memcpy(codes.data(), x.data(), n * 2);
    // A NaN in about one of 1024 floats.
    memcpy(nans.data(), x.data(), n * 4);
    uint32_t state = 1;
    for (size_t i = 0; i < n; i++) {
      state = state * 1664525 + 1013904223;
      if (state >> 22 == 0) memset(nans.data() + i * 4, 0xff, 4);
    }
  }
};

struct Row {
  std::string name;
  Work work;
  size_t bytes;  // of the output
};

std::vector<Row> rowsOf(const Data& d) {
  std::vector<Row> rows;
  const size_t n = d.count;
  const auto add = [&](std::string name, Operation operation, Shape shape, size_t bytes, auto&&... changes) {
    Work w = {};
    w.operation = operation;
    w.dtype = int8;
    w.qmin = -128;
    w.qmax = 127;
    w.outer = shape.outer;
    w.axis = shape.axis;
    w.inner = shape.inner;
    w.block = shape.block;
    w.from = operation == Operation::dequantize ? d.codes.data() : d.x.data();
    w.to = d.to.data();
    w.a = operation == Operation::ranges || operation == Operation::dynamic ? d.a.data() : d.scales.data();
    w.b =
        operation == Operation::ranges || operation == Operation::dynamic ? d.b.data() : d.zeroPoints.data();
    (changes(w), ...);
    rows.push_back({std::move(name), w, bytes * shape.count()});
  };
  const auto uint8Codes = [](Work& w) { w.dtype = uint8, w.qmin = 0, w.qmax = 255; };
  const auto int16Codes = [](Work& w) { w.dtype = int16, w.qmin = -32768, w.qmax = 32767; };
  const auto int32Codes = [](Work& w) { w.dtype = int32, w.qmin = -1000000, w.qmax = 1000000; };
  const auto int4Codes = [](Work& w) { w.dtype = int4, w.qmin = -8, w.qmax = 7; };
  const auto fewCodes = [](Work& w) { w.qmin = -100, w.qmax = 90; };
  const auto symmetric = [](Work& w) { w.isSymmetric = true, w.qmin = -127; };
  const auto halfAway = [](Work& w) { w.rounding = 1; };
  const auto withOffsets = [&](Work& w) { w.offsets = d.offsets.data(); };
  const auto withMask = [&](Work& w) { w.mask = d.mask.data(); };
  const auto halves = [&](Work& w) { w.floatType = float16, w.from = d.halves.data(); };
  const auto brains = [&](Work& w) { w.floatType = bfloat16, w.from = d.halves.data(); };
  const auto doubles = [&](Work& w) { w.floatType = float64, w.from = d.doubles.data(); };
  const auto toType = [&](uint32_t type) { return [=](Work& w) { w.floatType = type; }; };
  const auto from = [](const Memory& memory) { return [&memory](Work& w) { w.from = memory.data(); }; };

  const Shape one = oneSet(n);
  add("quantize", Operation::quantize, one, 1);
  add("quantize uint8", Operation::quantize, one, 1, uint8Codes);
  add("quantize qmin..qmax", Operation::quantize, one, 1, fewCodes);
  add("dequantize", Operation::dequantize, one, 4);
  add("dequantize uint8", Operation::dequantize, one, 4, uint8Codes);
  add("finite", Operation::quantizeFinite, one, 1);
  add("minMax", Operation::ranges, one, 0);
  if (n > 4'000'000) return rows;
  add("quantize float16", Operation::quantize, one, 1, halves);
  add("quantize bfloat16", Operation::quantize, one, 1, brains);
  add("quantize float64", Operation::quantize, one, 1, doubles);
  add("finite float16", Operation::quantizeFinite, one, 1, halves);
  add("finite bfloat16", Operation::quantizeFinite, one, 1, brains);
  add("finite float64", Operation::quantizeFinite, one, 1, doubles);
  add("finite offset", Operation::quantizeFinite, one, 1, withOffsets);
  add("finite int16", Operation::quantizeFinite, one, 2, int16Codes);
  add("quantize NaN", Operation::quantize, one, 1, from(d.nans));
  add("quantize NaN int16", Operation::quantize, one, 2, int16Codes, from(d.nans));
  add("quantize halfAway", Operation::quantize, one, 1, halfAway);
  add("quantize offset", Operation::quantize, one, 1, withOffsets);
  add("quantize int16", Operation::quantize, one, 2, int16Codes);
  add("quantize int32", Operation::quantize, one, 4, int32Codes);
  add("quantize int4", Operation::quantize, one, 0, int4Codes);
  add("dequantize int16", Operation::dequantize, one, 4, int16Codes);
  add("dequantize int4", Operation::dequantize, one, 4, int4Codes);
  add("dequantize float16", Operation::dequantize, one, 2, toType(float16));
  add("dequantize bfloat16", Operation::dequantize, one, 2, toType(bfloat16));
  add("dequantize float64", Operation::dequantize, one, 8, toType(float64));
  add("dequantize offset", Operation::dequantize, one, 4, withOffsets);
  add("fakeQuantize", Operation::fakeQuantize, one, 4);
  add("fakeQuantize mask", Operation::fakeQuantize, one, 4, withMask);
  add("fakeQuantize offset", Operation::fakeQuantize, one, 4, withOffsets);
  add("minMax float16", Operation::ranges, one, 0, halves);
  for (uint32_t type : {float16, bfloat16, float64}) {
    const std::string name = type == float16 ? "float16" : type == bfloat16 ? "bfloat16" : "float64";
    add("convert to " + name, Operation::convert, one, kFloatBytes[type], [=](Work& w) { w.toType = type; });
  }
  add("convert float16", Operation::convert, one, 4, halves);
  add("convert bfloat16", Operation::convert, one, 4, brains);
  add("convert float64", Operation::convert, one, 4, doubles);
  add("packBits", Operation::packBits, one, 0);
  add("packBits float16", Operation::packBits, one, 0, halves);
  add("unpackBits", Operation::unpackBits, one, 4, from(d.bits));
  add("ggml Q8_0", Operation::quantizeGgml, one, 1);
  add("ggml Q4_0", Operation::quantizeGgml, one, 0, [](Work& w) { w.toType = 1; });
  add("ggml Q8_0 back", Operation::dequantizeGgml, one, 4, from(d.q8));
  add("ggml Q4_0 back", Operation::dequantizeGgml, one, 4, from(d.q4), [](Work& w) { w.toType = 1; });
  if (n < 4096) return rows;
  const struct {
    const char* name;
    Shape shape;
  } shapes[] = {{"axis 0 of [64, N/64]", {1, 64, n / 64, 0}},
                {"axis 1 of [16, 64, N/1024]", {16, 64, n / 1024, 0}},
                {"axis 1 of [N/3, 3]", {n / 3, 3, 1, 0}},
                {"axis 1 of [N/64, 64]", {n / 64, 64, 1, 0}},
                {"axis 1 of [N/256, 256]", {n / 256, 256, 1, 0}},
                {"axis 1 of [N/1024, 1024]", {n / 1024, 1024, 1, 0}},
                {"blocks of 16", {n / 1024, 1024, 1, 16}},
                {"blocks of 20", {n / 1000, 1000, 1, 20}},
                {"blocks of 32", {n / 1024, 1024, 1, 32}},
                {"blocks of 50", {n / 1000, 1000, 1, 50}},
                {"blocks of 128", {n / 1024, 1024, 1, 128}},
                {"blocks of 32 along columns", {1, n / 1024, 1024, 32}}};
  for (const auto& [name, shape] : shapes) {
    add(std::string("quantize ") + name, Operation::quantize, shape, 1);
    add(std::string("finite ") + name, Operation::quantizeFinite, shape, 1);
    add(std::string("quantize NaN ") + name, Operation::quantize, shape, 1, from(d.nans));
    add(std::string("quantize float64 ") + name, Operation::quantize, shape, 1, doubles);
    add(std::string("dequantize ") + name, Operation::dequantize, shape, 4);
    add(std::string("ranges ") + name, Operation::ranges, shape, 0);
    if (shape.inner == 1 && shape.block == 0) continue;
    add(std::string("dynamic ") + name, Operation::dynamic, shape, 1, symmetric);
  }
  add("fakeQuantize axis 0 of [64, N/64]", Operation::fakeQuantize, {1, 64, n / 64, 0}, 4);
  add("fakeQuantize axis 1 of [N/256, 256]", Operation::fakeQuantize, {n / 256, 256, 1, 0}, 4);
  for (size_t columns : {16, 64, 100, 256, 384, 1024, 4096}) {
    const Shape shape = {1, n / columns, columns, 0};
    const std::string name = "dynamic rows of " + std::to_string(columns);
    add(name, Operation::dynamic, shape, 1, symmetric);
    add(name + " asymmetric", Operation::dynamic, shape, 1, uint8Codes);
  }
  return rows;
}

struct Times {
  std::vector<double> mine, other;
};

double nanoseconds(const CoreModule& core, const Work& work, size_t calls) {
  const double start = now();
  for (size_t i = 0; i < calls; i++) core.run(work);
  return (now() - start) / static_cast<double>(calls);
}

// Turns of about 50 us: this, the other, the other, this.
Times race(const CoreModule& mine, const CoreModule& other, const Work& work, double seconds) {
  const double once = std::min(nanoseconds(mine, work, 1), nanoseconds(mine, work, 1));
  const size_t calls = std::max<size_t>(1, static_cast<size_t>(50'000 / once));
  Times times;
  const double end = now() + seconds * 1e9;
  for (size_t round = 0; round < 8 || now() < end; round++) {
    const bool isFirst = round % 2 == 0;
    for (const bool isMine : {isFirst, !isFirst}) {
      const double time = nanoseconds(isMine ? mine : other, work, calls);
      // On a crowded virtual machine the thread's clock may stand still.
      if (time > 0) (isMine ? times.mine : times.other).push_back(time);
    }
  }
  std::sort(times.mine.begin(), times.mine.end());
  std::sort(times.other.begin(), times.other.end());
  return times;
}

// Whether both write the same bytes.
bool isSame(const CoreModule& mine, const CoreModule& other, const Row& row) {
  std::vector<uint8_t> outputs[2];
  for (const bool isMine : {true, false}) {
    memset(row.work.to, 0, row.bytes);
    (isMine ? mine : other).run(row.work);
    outputs[isMine].assign(row.work.to, row.work.to + row.bytes);
  }
  return outputs[0] == outputs[1];
}

int compare(const char* mineFile, const char* otherFile, const std::string& only, double seconds) {
  const CoreModule mine = load(mineFile), other = load(otherFile);
  printf(
      "instruction set: %s; how many times as fast this tree is, by the best and by the median of many "
      "turns\n",
      mine.name());
  double sum = 0;
  size_t rows = 0;
  std::vector<std::string> slow;
  for (size_t count : {768ul, 65'536ul, 1'048'576ul, 16'777'216ul}) {
    const Data data(mine, count);
    for (const Row& row : rowsOf(data)) {
      const std::string name = row.name + ", " + std::to_string(count) + " floats";
      if (name.find(only) == std::string::npos) continue;
      if (!isSame(mine, other, row)) {
        printf("%s: different bytes\n", name.c_str());
        return 1;
      }
      const Times times = race(mine, other, row.work, seconds);
      const double best = times.other.front() / times.mine.front();
      const double median = times.other[times.other.size() / 2] / times.mine[times.mine.size() / 2];
      printf("%-58s %12.1f ns %6.3f %6.3f\n", name.c_str(), times.mine.front(), best, median);
      fflush(stdout);
      sum += std::log(best);
      rows++;
      if (best < 0.95) slow.push_back(name + ": " + std::to_string(best));
    }
  }
  if (rows == 0) return 2;
  printf("%zu rows, geometric mean %.4f, below 0.95: %zu\n", rows, std::exp(sum / static_cast<double>(rows)),
         slow.size());
  for (const auto& row : slow) printf("  %s\n", row.c_str());
  return 0;
}

}  // namespace
}  // namespace linquant::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    fprintf(
        stderr,
        "usage: linquant_beside <this module> <the other> [part of a row's name] [seconds for each row]\n");
    return 2;
  }
  return linquant::bench::compare(argv[1], argv[2], argc > 3 ? argv[3] : "", argc > 4 ? atof(argv[4]) : 0.2);
}
