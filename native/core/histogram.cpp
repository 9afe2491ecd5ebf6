// Histograms: which bin an element is in is found by a kernel, chunk by chunk; counting is the same for every instruction set.
#include <string.h>

#include "quantization.h"
#include "tuning.h"

namespace linquant {
namespace {

constexpr size_t kElements = 1024;

// Several tables of counts, because neighbouring elements are often in the same bin, and a load waits for a store to its address.
using Tables = uint32_t[4][kBins + 1];

// Four bins are read at a time: counting is bound by loads and stores.
void countBins(const uint16_t* bins, size_t n, Tables& tables) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t a, b;
    memcpy(&a, bins + i, sizeof a);
    memcpy(&b, bins + i + 4, sizeof b);
    for (size_t j = 0; j < 64; j += 32) {
      tables[0][a >> j & 0xffff]++;
      tables[1][b >> j & 0xffff]++;
      tables[2][a >> (j + 16) & 0xffff]++;
      tables[3][b >> (j + 16) & 0xffff]++;
    }
  }
  for (; i < n; i++) tables[0][bins[i]]++;
}

struct Counting {
  const KernelTable& table;
  FloatType type;
  const uint8_t* x;
  const Layout& layout;
  const uint8_t* reciprocals;
  uint8_t* counts;

  void add(uint64_t set, size_t bin, double n) const {
    uint8_t* const at = counts + (set * kBins + bin) * sizeof n;
    double count;
    memcpy(&count, at, sizeof count);
    count += n;
    memcpy(at, &count, sizeof count);
  }

  void find(uint64_t at, const uint8_t* by, bool areEach, uint16_t* bins, size_t count) const {
    table.bins(type, x + at * floatBytes(type), by, areEach, reinterpret_cast<uint8_t*>(bins), count);
  }

  // At most kMostRun elements of one set, so that no count overflows.
  void run(uint64_t at, uint64_t count, uint64_t set) const {
    Tables tables = {};
    const uint64_t end = at + count;
    uint16_t bins[kElements];
    for (uint64_t n; at < end; at += n) {
      n = end - at < kElements ? end - at : kElements;
      find(at, reciprocals + set * sizeof(float), false, bins, n);
      countBins(bins, n, tables);
    }
    // Not the last one, which counted NaN and infinities. Signed numbers, since vectors convert them at once.
    for (size_t bin = 0; bin < kBins; bin++) {
      const uint32_t sum = (tables[0][bin] + tables[1][bin]) + (tables[2][bin] + tables[3][bin]);
      add(set, bin, static_cast<int32_t>(sum));
    }
  }

  // Runs of consecutive elements that share a set, where they are long.
  void longRuns() const {
    const uint64_t count = layout.count(), run = layout.isOneSet() ? count : layout.inner;
    for (uint64_t at = 0; at < count; at += run) {
      const uint64_t set = layout.isOneSet() ? 0 : at / run % layout.axis;
      for (uint64_t i = 0, n; i < run; i += n) {
        n = run - i < kMostRun ? run - i : kMostRun;
        this->run(at + i, n, set);
      }
    }
  }

  void eachElement() const {
    const uint64_t count = layout.count();
    Indices indices(layout, 0);
    uint64_t sets[kElements];
    uint8_t by[kElements * sizeof(float)];
    uint16_t bins[kElements];
    for (uint64_t at = 0, n; at < count; at += n) {
      n = count - at < kElements ? count - at : kElements;
      for (size_t i = 0; i < n; i++) {
        sets[i] = indices.next();
        memcpy(by + i * sizeof(float), reciprocals + sets[i] * sizeof(float), sizeof(float));
      }
      find(at, by, true, bins, n);
      for (size_t i = 0; i < n; i++) {
        if (bins[i] != kBins) add(sets[i], bins[i], 1);
      }
    }
  }

  static constexpr uint64_t kMostRun = uint64_t{1} << 30;
};

}  // namespace

void histogram(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout,
               const uint8_t* reciprocals, uint8_t* counts) {
  const Counting counting = {table, type, x, layout, reciprocals, counts};
  const uint64_t run = layout.isOneSet() ? layout.count() : layout.inner;
  if (run >= tuning::kCountedRun && (layout.isOneSet() || layout.block == 0)) {
    counting.longRuns();
  } else {
    counting.eachElement();
  }
}

}  // namespace linquant
