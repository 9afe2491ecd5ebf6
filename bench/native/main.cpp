// Measures the core without Node, next to XNNPACK and to a read or a copy of the same memory.
//
//   npm run bench:native
//
// Ratios are comparable between machines with the same processor, absolute times are not.
#include <stdio.h>

#include <algorithm>
#include <chrono>

#include "benches.h"

namespace linquant::bench {

using Clock = std::chrono::steady_clock;

static double microseconds(const Contestant& contestant, size_t calls) {
  const auto start = Clock::now();
  contestant.run(calls);
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count() / static_cast<double>(calls);
}

// With --json: the results as bench/report.mjs reads them.
static FILE* json = nullptr;
static const char* separator = "[";

// The heading of an operation in the report.
static const char* describe(const std::string& operation) {
  if (operation == "quantize") return "to int8; XNNPACK multiplies by 1 / scale, another function at ties";
  if (operation == "dequantize") return "from int8, zero point 3";
  if (operation == "convert") return "of float32 or to it, by the fastest kernels";
  if (operation == "alone") return "quantize by the fastest kernels, with nothing beside it";
  if (operation == "min/max") return "both in one pass, NaN reported (XNNPACK does not)";
  return "a scale for each row by its absolute maximum, and codes; apart: all ranges, then all codes";
}

static void writeJson(const std::string& operation, const std::string& details, size_t floats,
                      const std::vector<Contestant>& contestants, const std::string& limit,
                      const std::vector<std::vector<double>>& sorted) {
  if (json == nullptr) return;
  fprintf(json, "%s{\"size\":%zu,\"operation\":\"%s\",\"title\":\"%s%s\",\"what\":\"%s\",\"floats\":%zu",
          separator, floats, operation.c_str(), operation.c_str(), details.c_str(), describe(operation),
          floats);
  separator = ",\n";
  std::string others;
  for (size_t i = 0; i < contestants.size(); i++) {
    char text[300];
    snprintf(text, sizeof text, "{\"name\":\"%s\",\"best\":%.6g,\"median\":%.6g}",
             contestants[i].name.c_str(), sorted[i].front(), sorted[i][sorted[i].size() / 2]);
    if (contestants[i].name == limit) {
      fprintf(json, ",\"limit\":%s", text);
    } else {
      others += (others.empty() ? "" : ",") + std::string(text);
    }
  }
  fprintf(json, ",\"contestants\":[%s]}", others.c_str());
}

void race(const std::string& operation, const std::string& details, size_t floats,
          const std::vector<Contestant>& contestants, const std::vector<std::string>& references) {
  const std::string title = operation + ", " + std::to_string(floats) + " floats" + details;
  fprintf(stderr, "%s\n", title.c_str());
  // A turn takes about 20 us, and a race 0.4 s for each contestant.
  const size_t calls = std::max<size_t>(1, 400'000 / floats);
  const auto end = Clock::now() + std::chrono::milliseconds(400) * contestants.size();
  std::vector<std::vector<double>> times(contestants.size());
  for (size_t round = 0; round < 7 || Clock::now() < end; round++) {
    for (size_t i = 0; i < contestants.size(); i++) times[i].push_back(microseconds(contestants[i], calls));
  }
  std::vector<double> best;
  for (auto& list : times) {
    std::sort(list.begin(), list.end());
    best.push_back(list.front());
  }
  printf("\n%s\n\n| | us | median | GB/s |", title.c_str());
  for (const auto& name : references) printf(" / %s |", name.c_str());
  printf("\n| --- | --: | --: | --: |");
  for (size_t i = 0; i < references.size(); i++) printf(" --: |");
  printf("\n");
  for (size_t i = 0; i < contestants.size(); i++) {
    contestants[i].run(1);
    if (!contestants[i].verify()) {
      fprintf(stderr, "%s: %s gives a wrong result\n", title.c_str(), contestants[i].name.c_str());
      exit(1);
    }
    printf("| %s | %.4g | +%.0f %% | %.1f |", contestants[i].name.c_str(), best[i],
           (times[i][times[i].size() / 2] / best[i] - 1) * 100,
           static_cast<double>(floats * 4) / best[i] / 1000);
    for (const auto& name : references) {
      for (size_t j = 0; j < contestants.size(); j++) {
        if (contestants[j].name == name) printf(" %.3f |", best[j] / best[i]);
      }
    }
    printf("\n");
    fflush(stdout);
  }
  writeJson(operation, details, floats, contestants, references.back(), times);
}

std::vector<const KernelTable*> tables(size_t floats) {
  std::vector<const KernelTable*> result;
  const uint32_t features = detectFeatures();
  for (size_t i = 0; i < kTableCount; i++) {
    if (kTables[i] == &scalarTable() && floats > 1'048'576) continue;
    if (isSupported(*kTables[i], features)) result.push_back(kTables[i]);
  }
  return result;
}

}  // namespace linquant::bench

int main(int argc, char** argv) {
  using namespace linquant::bench;
  struct Operation {
    const char* name;
    void (*run)(size_t floats);
  };
  const Operation operations[] = {{"quantize", quantizeBench}, {"dequantize", dequantizeBench},
                                  {"minMax", minMaxBench},     {"rows", rowsBench},
                                  {"convert", convertBench},   {"alone", aloneBench},
                                  {"family", familyBench},     {"search", searchBench}};
  if (argc > 2 && std::string(argv[1]) == "--json") {
    json = fopen(argv[2], "w");
    argc -= 2;
    argv += 2;
  }
  const std::string only = argc > 1 ? argv[1] : "all";
  const size_t size = argc > 2 ? strtoull(argv[2], nullptr, 10) : 0;
  bool any = false;
  for (const Operation& operation : operations) {
    // The report is about what others do too: "alone" has nothing beside it, "convert" only other types, "family" our own kernels.
    const bool isSearch = operation.run == searchBench;
    const bool isOurs = operation.run == aloneBench || operation.run == convertBench ||
                        operation.run == familyBench || isSearch;
    const bool isWanted = only == "all" ? !isOurs : only == operation.name;
    if (!isWanted) continue;
    any = true;
    if (size != 0) operation.run(size);
    // 100,000 rows of 384.
    if (size == 0 && isSearch) operation.run(38'400'000);
    for (size_t floats : {768ul, 65'536ul, 1'048'576ul, 67'108'864ul}) {
      if (size == 0 && !isSearch) operation.run(floats);
    }
  }
  if (json != nullptr) fprintf(json, "]\n");
  if (!any)
    fprintf(stderr,
            "usage: linquant_bench [--json file] [all | quantize | dequantize | minMax | rows | convert | "
            "alone | family | search "
            "[floats]]\n");
  return any ? 0 : 2;
}
