// Long runs of QuantizeKernel (kernels.h): no look at each block while the data is ordinary, and stores past
// the cache where the result does not fit into it.
//
// round() raises the processor's invalid flag for NaN and for everything beyond int32. So a piece done without
// care is right if the flag is still down after it; else it is done once more, carefully, with all that follows.
#ifndef LINQUANT_CORE_KERNELS_QUANTIZE_LONG_H_
#define LINQUANT_CORE_KERNELS_QUANTIZE_LONG_H_

#include "quantize_run.h"

namespace linquant {

// From so many floats on, looking at the flag once is cheaper than looking at each block (Zen 4).
constexpr size_t kLongRun = 256;
// Floats between two looks at the flag: more than enough to hide it, few enough to be in the cache still.
constexpr size_t kPiece = 16384;

// One run in order, apart from its callers, so that they do not each hold a copy of these loops.
template <class V, class Quotient, Care kCare>
LINQUANT_OUTLINE size_t quantizeApart(const uint8_t* x, uint8_t* q, size_t count,
                                      const Parameters& parameters) {
  const QuantizeBlock<V, Quotient, Finish::limit> block(parameters);
  return quantizeRun<kCare>(block, x, q, count);
}

// With a look at each block, or, where most of them are marked, by limited quotients.
template <class V, class Quotient>
LINQUANT_OUTLINE void quantizeCarefully(const uint8_t* x, uint8_t* q, size_t count,
                                        const Parameters& parameters, bool mostMarked = false) {
  constexpr size_t kProbe = 1024, kBlocksOfProbe = kProbe / kBlock<V>;
  for (size_t i = 0, n; i < count; i += n) {
    const size_t left = count - i, most = mostMarked ? kPiece : kProbe;
    n = left < most ? left : most;
    const uint8_t* from = x + i * sizeof(float);
    if (mostMarked) {
      quantizeApart<V, Quotient, Care::always>(from, q + i, n, parameters);
      mostMarked = false;
    } else {
      mostMarked =
          quantizeApart<V, Quotient, Care::perBlock>(from, q + i, n, parameters) > kBlocksOfProbe / 2;
    }
  }
}

// The four quarters of a run, a block of each in turn: four reads at a time keep more of the memory busy than
// one. Stores bypass the cache.
template <class V, class Quotient>
LINQUANT_OUTLINE void quantizeStreamed(const uint8_t* x, uint8_t* q, size_t count,
                                       const Parameters& parameters) {
  const QuantizeBlock<V, Quotient, Finish::limit> block(parameters);
  // Stores are aligned from here on.
  const size_t start = (kBlock<V> - reinterpret_cast<uintptr_t>(q) % kBlock<V>) % kBlock<V>;
  const size_t quarter = (count - start) / 4 / kBlock<V> * kBlock<V>, end = start + 4 * quarter;
  size_t done = 0, marked = 0;
  V::clearInvalidFlag();
  while (done < quarter) {
    const size_t next = quarter - done < kPiece / 4 ? quarter : done + kPiece / 4;
    for (size_t i = done; i < next; i += kBlock<V>) {
      for (size_t at = start + i; at < end; at += quarter) {
        V::streamCodes(q + at,
                       block.template codes<Care::none>(WholeBlock<V>{x + at * sizeof(float)}, marked));
      }
    }
    if (V::invalidFlag()) [[unlikely]]
      break;
    done = next;
  }
  V::endStreams();
  for (size_t at = start + done; at < end; at += quarter) {
    quantizeCarefully<V, Quotient>(x + at * sizeof(float), q + at, quarter - done, parameters);
  }
  quantizeCarefully<V, Quotient>(x, q, start, parameters);
  quantizeCarefully<V, Quotient>(x + end * sizeof(float), q + end, count - end, parameters);
}

template <class V, class Quotient, Finish kFinish>
LINQUANT_INLINE void quantizeLong(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters) {
  if constexpr (V::kStreams) {
    if (V::streams(count * (sizeof(float) + 1)))
      return quantizeStreamed<V, Quotient>(x, q, count, parameters);
  }
  const QuantizeBlock<V, Quotient, kFinish> block(parameters);
  // The first block tells data that is full of NaN from data that holds one.
  size_t marked = 0;
  V::storeCodes(q, block.template codes<Care::perBlock>(WholeBlock<V>{x}, marked));
  if (marked != 0) [[unlikely]]
    return quantizeCarefully<V, Quotient>(x, q, count, parameters, true);
  size_t i = count < kAlignedRun ? kBlock<V> : alignedStart<V>(x);
  V::clearInvalidFlag();
  for (size_t n; i < count; i += n) {
    n = count - i < 2 * kPiece ? count - i : kPiece;
    quantizeRun<Care::none>(block, x + i * sizeof(float), q + i, n);
    if (V::invalidFlag()) [[unlikely]] {
      return quantizeCarefully<V, Quotient>(x + i * sizeof(float), q + i, count - i, parameters);
    }
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_QUANTIZE_LONG_H_
