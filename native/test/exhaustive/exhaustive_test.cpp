// Every kernel of every instruction set of this machine over all 2^32 floats.
//
//   exhaustive_test [--quick] [quantize | words | doubles | convert | minMax | dequantize | bits]
//
// `words` is quantize to 16 and 32 bits, `doubles` is quantize of float64, `bits` is packBits. Each is compared with the definition, for each scale of scales.h;
// a scale takes a minute or two. --quick takes a sample of the floats, in seconds. The first mismatch ends the program.
#include <stdio.h>

#include <string>

#include "bits.h"
#include "doubles.h"
#include "float8.h"
#include "min_max.h"
#include "quantize.h"
#include "scales.h"
#include "words.h"

namespace linquant::test {
namespace {

std::string nameOf(const Scale& scale) { return text("scale %a (%s)", scale.value, scale.why); }

void testQuantize(bool isQuick) {
  for (const Scale& scale : kScales) {
    const Patterns patterns = isQuick ? quickPatterns(scale) : allPatterns();
    std::vector<QuantizeWorker> workers(processorCount(), QuantizeWorker(patterns, scale.value));
    runStep(text("quantize, %llu floats, %s", static_cast<unsigned long long>(patterns.count()),
                 nameOf(scale).c_str()),
            workers, patterns.chunks());
  }
}

// Zero points that vector kernels do not take, for which the entry points use the scalar table.
class FarWorker {
 public:
  Counts counts = Counts(subjects().size());

  void operator()(uint64_t index) {
    const Scale& scale = kScales[index];
    std::vector<float> x = hardFloats(scale);
    for (uint64_t bits = 0; bits < 1ull << 32; bits += 100003) {
      x.push_back(floatOf(static_cast<uint32_t>(bits)));
    }
    std::vector<uint8_t> given(x.size());
    for (Dtype dtype : kByteDtypes) {
      for (int32_t zeroPoint : {-1793, 1793, -2049, 32512, -32768, 65536, INT32_MIN, INT32_MAX}) {
        const Parameters p = wholeRange(dtype, scale.value, zeroPoint);
        const std::vector<uint8_t> expected = definedCodes(x, p);
        for (size_t t = 0; t < subjects().size(); t++) {
          std::fill(given.begin(), given.end(), 0x5a);
          quantize(*subjects()[t].table, dtype, raw(x), given.data(), x.size(), p);
          counts[t] += x.size();
          for (size_t i = 0; i < x.size(); i++) {
            if (expected[i] == given[i]) continue;
            stop(text("quantize: x %a (0x%08x), %s: expected %s, given %s", x[i], bitsOf(x[i]),
                      describe(*subjects()[t].table, dtype, p).c_str(), element(&expected[i], 1).c_str(),
                      element(&given[i], 1).c_str()));
          }
        }
      }
    }
  }
};

// All codes with every zero point, in one call and in calls of one length below two blocks.
class DequantizeWorker {
 public:
  Counts counts = Counts(subjects().size());

  void operator()(uint64_t index) {
    const int32_t zeroPoint = static_cast<int32_t>(index) - kMostZeroPoint;
    uint8_t codes[kCodes];
    for (size_t i = 0; i < kCodes; i++) codes[i] = static_cast<uint8_t>(i);
    for (const Scale& scale : kScales) {
      for (Dtype dtype : kByteDtypes) {
        const Parameters p = wholeRange(dtype, scale.value, zeroPoint);
        float expected[kCodes];
        for (size_t i = 0; i < kCodes; i++) expected[i] = definedFloat(codes[i], dtype, p);
        for (size_t t = 0; t < subjects().size(); t++) {
          compare(t, dtype, p, codes, expected, kCodes);
          compare(t, dtype, p, codes, expected, 1 + index % 127);
        }
      }
    }
  }

 private:
  static constexpr size_t kCodes = 256;

  void compare(size_t t, Dtype dtype, const Parameters& p, const uint8_t* codes, const float* expected,
               size_t length) {
    const KernelTable& table = *subjects()[t].table;
    float given[kCodes];
    memset(given, 0xaa, sizeof given);
    for (size_t i = 0; i < kCodes; i += length) {
      const size_t n = std::min(length, kCodes - i);
      dequantize(table, dtype, codes + i, reinterpret_cast<uint8_t*>(given + i), n, p);
    }
    counts[t] += kCodes;
    if (memcmp(expected, given, sizeof given) == 0) return;
    size_t i = 0;
    while (bitsOf(expected[i]) == bitsOf(given[i])) i++;
    stop(text("dequantize: code 0x%02x, %s: expected %a, given %a", codes[i],
              describe(table, dtype, p).c_str(), expected[i], given[i]));
  }
};

void testMinMax(bool isQuick) {
  const Patterns patterns = isQuick ? quickPatterns(kScales[0]) : allPatterns();
  std::vector<MinMaxWorker> workers(processorCount(), MinMaxWorker(patterns));
  runStep(text("minMax, %llu floats", static_cast<unsigned long long>(patterns.count())), workers,
          patterns.chunks());
}

void testBits(bool isQuick) {
  const Patterns patterns = isQuick ? quickPatterns(kScales[0]) : allPatterns();
  std::vector<BitsWorker> workers(processorCount(), BitsWorker(patterns));
  runStep(text("bits, %llu floats", static_cast<unsigned long long>(patterns.count())), workers,
          patterns.chunks());
}

// Codes of 16 bits.
void testWords(bool isQuick) {
  for (const Scale& scale : kScales) {
    const Patterns patterns = isQuick ? quickPatterns(scale) : allPatterns();
    std::vector<WordsWorker> workers(processorCount(), WordsWorker(patterns, scale.value, isQuick));
    runStep(text("16 bits, %llu floats, %s", static_cast<unsigned long long>(patterns.count()),
                 nameOf(scale).c_str()),
            workers, patterns.chunks());
  }
}

void testDoubles(bool isQuick) {
  for (const Scale& scale : kScales) {
    const Patterns patterns = isQuick ? quickPatterns(scale) : allPatterns();
    std::vector<DoublesWorker> workers(processorCount(), DoublesWorker(patterns, scale.value));
    runStep(text("float64, %llu floats, %s", static_cast<unsigned long long>(patterns.count()),
                 nameOf(scale).c_str()),
            workers, patterns.chunks());
  }
}

void testConvert(bool isQuick) {
  std::vector<HalvesWorker> halves(processorCount());
  runStep("all halves, to other types and to codes", halves, 2);
  const Patterns patterns = isQuick ? quickPatterns(kScales[0]) : allPatterns();
  std::vector<ConvertWorker> workers(processorCount(), ConvertWorker(patterns));
  runStep(text("convert, %llu floats", static_cast<unsigned long long>(patterns.count())), workers,
          patterns.chunks());
  std::vector<Float8Worker> float8(processorCount(), Float8Worker(patterns));
  runStep(text("to float8, %llu floats", static_cast<unsigned long long>(patterns.count())), float8,
          patterns.chunks());
}

// Returns whether every table was compared.
bool report(double seconds) {
  bool isTested = !subjects().empty();
  for (size_t t = 0; t < subjects().size(); t++) {
    isTested = isTested && compared()[t] != 0;
    printf("exhaustive_test %s: %llu values compared\n", reportedName(*subjects()[t].table).c_str(),
           static_cast<unsigned long long>(compared()[t]));
  }
  checkFeatures();
  const bool isPassed = isTested && programTally.failures == 0;
  printf("exhaustive_test: %llu values compared in %.0f s - %s\n",
         static_cast<unsigned long long>(sumOf(compared())), seconds, isPassed ? "passed" : "FAILED");
  return isPassed;
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  bool isQuick = false;
  std::string part;
  for (int i = 1; i < count; i++) {
    if (std::string(arguments[i]) == "--quick") {
      isQuick = true;
    } else {
      part = arguments[i];
    }
  }
  if (part != "" && part != "quantize" && part != "words" && part != "doubles" && part != "convert" &&
      part != "minMax" && part != "dequantize" && part != "bits") {
    fprintf(stderr,
            "usage: exhaustive_test [--quick] [quantize | words | doubles | convert | minMax | dequantize | "
            "bits]\n");
    return 2;
  }
  const Stopwatch time;
  if (part == "" || part == "dequantize") {
    std::vector<DequantizeWorker> workers(processorCount());
    runStep("dequantize, all codes, zero points -1792..1792, all scales", workers, 2 * kMostZeroPoint + 1);
  }
  if (part == "" || part == "quantize") {
    std::vector<FarWorker> workers(processorCount());
    runStep("quantize, zero points beyond -1792..1792, all scales", workers,
            sizeof kScales / sizeof *kScales);
    testQuantize(isQuick);
  }
  if (part == "" || part == "words") testWords(isQuick);
  if (part == "" || part == "doubles") testDoubles(isQuick);
  if (part == "" || part == "convert") testConvert(isQuick);
  if (part == "" || part == "minMax") testMinMax(isQuick);
  if (part == "" || part == "bits") testBits(isQuick);
  return report(time.seconds()) ? 0 : 1;
}
