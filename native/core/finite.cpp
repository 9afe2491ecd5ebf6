// Data that must be finite.
//
// Quantizing notices NaN and infinities by itself where the arithmetic does: the processor's invalid flag, or the integer that an
// overflow becomes. It can tell then that all floats are finite, and no pass over them is needed. Where it cannot tell, or
// where there is an overflow, floats are looked at afterwards.
#include "apply.h"
#include "patches/range_patch.h"
#include "quantization.h"
#include "tuning.h"

namespace linquant {
namespace {

// Floats of which one is looked for at a time: they stay in the first-level cache.
constexpr uint64_t kStep = 2048;

bool areAllFinite(const KernelTable& table, FloatType type, const uint8_t* x, size_t count) {
  Range range = {kInfinity, -kInfinity};
  if (type == FloatType::float32) {
    range = table.minMax(x, count);
  } else {
    Patch patch = {};
    patch.from = x;
    patch.runs = 1;
    patch.run = count;
    table.rangePatch(type, patch, reinterpret_cast<uint8_t*>(&range.min),
                     reinterpret_cast<uint8_t*>(&range.max));
  }
  return range.min > -kInfinity && range.max < kInfinity;
}

}  // namespace

uint64_t firstNotFinite(const KernelTable& table, FloatType type, const uint8_t* x, uint64_t count) {
  const size_t bytes = floatBytes(type);
  for (uint64_t at = 0, n; at < count; at += n) {
    n = count - at < kStep ? count - at : kStep;
    if (areAllFinite(table, type, x + at * bytes, n)) continue;
    for (uint64_t i = at; i < at + n; i++) {
      float value;
      table.convert(x + i * bytes, type, reinterpret_cast<uint8_t*>(&value), FloatType::float32, 1);
      if (value - value != 0) return i;
    }
  }
  return count;
}

uint64_t quantizeFinite(const KernelTable& table, const Coding& coding, const uint8_t* x, uint8_t* q,
                        const Part& part, const Layout& layout, const Affines& affines) {
  constexpr uint64_t kSome = tuning::kFiniteElements;
  const Elements floats = {x, part.origin, floatBytes(coding.floatType)};
  // Where the first elements have shown that the kernels can tell, all others are done at once.
  bool canTell = false;
  for (uint64_t at = part.start, n; at < part.end; at += n) {
    const uint64_t left = part.end - at;
    n = canTell || left < 2 * kSome ? left : kSome;
    canTell = quantize(table, coding, x, q, {part.origin, at, at + n}, layout, affines);
    if (canTell) continue;
    const uint64_t found = firstNotFinite(table, coding.floatType, floats.at(at), n);
    if (found != n) return at + found;
  }
  return kNone;
}

}  // namespace linquant
