// QuantizeKernel (kernels.h) over a vector type: float32 to codes of a byte with one set of parameters.
//
// From the inside out: QuantizeChunk is the arithmetic of a chunk, quantizeRun walks one run, and for long runs quantizeLong
// tests the processor's invalid flag per piece instead of each chunk for NaN and overflow.
#ifndef LINQUANT_CORE_KERNELS_QUANTIZE_H_
#define LINQUANT_CORE_KERNELS_QUANTIZE_H_

#include "../tuning.h"
#include "../vector/byte_codes.h"
#include "../vector/walk.h"
#include "quotient.h"

namespace linquant {

// How a chunk handles NaN and quotients beyond int32. round() turns these into INT32_MIN (V::kOverflowIsIntMin), or into
// whatever integer the wrong quotient gives.
enum class Care {
  none,      // not at all; the caller tests the invalid flag afterwards
  numbers,   // NaN becomes 0 and raises no flag; for overflow the caller tests it afterwards
  perChunk,  // a chunk that has an INT32_MIN is done again with clamped quotients
  always,    // quotients are clamped
};

// What happens to the rounded quotients before they become codes. Codes saturate to the dtype in any case.
enum class Finish {
  narrow,  // nothing: the zero point is `shift`, and qmin..qmax is the whole dtype
  limit,   // the zero point is added, and codes are clamped to qmin..qmax if that is not the whole dtype
};

LINQUANT_INLINE constexpr bool isWholeRange(const Parameters& p) {
  return isWholeRange(p.qmin, p.qmax, p.shift);
}

template <class V, class Quotient, Finish kFinish>
struct QuantizeChunk {
  using Vector = V;
  using Words = typename V::Words;
  using Codes = typename V::Codes;

  Quotient quotient;
  typename V::WordVector zeroPoint;
  ByteCodes<V> bytes;

  explicit QuantizeChunk(const Parameters& p) : QuantizeChunk(p, Quotient(p.scale)) {}
  QuantizeChunk(const Parameters& p, const Quotient& by)
      : quotient(by), zeroPoint(V::broadcastWord(p.zeroPoint - p.shift)), bytes(p.qmin, p.qmax, p.shift) {}

  template <class Source>
  LINQUANT_INLINE_METHOD Words fast(const Source& x) const {
    return V::narrowToWords(V::round(quotient.fast(x.load(0))), V::round(quotient.fast(x.load(1))),
                            V::round(quotient.fast(x.load(2))), V::round(quotient.fast(x.load(3))));
  }

  template <class Source>
  LINQUANT_INLINE_METHOD Words numbers(const Source& x) const {
    typename V::I integers[4];
    for (size_t j = 0; j < 4; j++) {
      const auto floats = x.load(j);
      integers[j] = V::roundNumbers(quotient.fast(floats), floats);
    }
    return V::narrowToWords(integers[0], integers[1], integers[2], integers[3]);
  }

  template <class Source>
  LINQUANT_INLINE_METHOD Words careful(const Source& x) const {
    return V::narrowToWords(V::round(quotient.careful(x.load(0))), V::round(quotient.careful(x.load(1))),
                            V::round(quotient.careful(x.load(2))), V::round(quotient.careful(x.load(3))));
  }

  // The codes of the four vectors x.load(0..3). `marked` counts the chunks that had NaN or overflow.
  template <Care kCare, class Source>
  LINQUANT_INLINE_METHOD Codes codes(const Source& x, size_t& marked) const {
    if constexpr (kCare == Care::none) {
      return finish(fast(x));
    } else if constexpr (kCare == Care::numbers) {
      return finish(numbers(x));
    } else if constexpr (kCare == Care::perChunk && V::kOverflowIsIntMin) {
      Words words = fast(x);
      // NaN, an overflow, or a quotient that is truly below -32767.
      if (V::hasMinWord(words)) [[unlikely]] {
        words = careful(x);
        marked++;
      }
      return finish(words);
    } else {
      return finish(careful(x));
    }
  }

  LINQUANT_INLINE_METHOD Codes finish(Words words) const {
    if constexpr (kFinish == Finish::narrow) return bytes.ofWhole(words);
    return bytes.of(V::addWord(words, zeroPoint));
  }
};

// The four vectors of a chunk in memory.
template <class V>
struct WholeChunk {
  const uint8_t* p;
  LINQUANT_INLINE_METHOD typename V::F load(size_t j) const { return V::load(p + j * kVectorBytes<V>); }
};

// The first n floats of a chunk, and zeros.
template <class V>
struct PartialChunk {
  const uint8_t* p;
  size_t n;
  LINQUANT_INLINE_METHOD typename V::F load(size_t j) const { return V::loadPartial(p, n, j); }
};

template <class Chunk, Care kCare>
struct QuantizeSteps {
  using V = typename Chunk::Vector;
  using Vector = V;
  // Without branches in a chunk, two interleaved chunks take 4 % less time than one after the other (Zen 4).
  static constexpr bool kPairs = kCare == Care::none || kCare == Care::numbers;
  const Chunk& chunk;
  const uint8_t* x;
  uint8_t* q;
  size_t marked = 0;

  LINQUANT_INLINE_METHOD void whole(size_t i) {
    V::storeCodes(q + i, chunk.template codes<kCare>(WholeChunk<V>{x + i * sizeof(float)}, marked));
  }

  LINQUANT_INLINE_METHOD void pair(size_t i) {
    typename V::F floats[8], quotients[8];
    typename V::I integers[8];
    const uint8_t* p = x + i * sizeof(float);
    for (size_t j = 0; j < 8; j++) floats[j] = V::load(p + j * kVectorBytes<V>);
    for (size_t j = 0; j < 8; j++) quotients[j] = chunk.quotient.fast(floats[j]);
    for (size_t j = 0; j < 8; j++) {
      integers[j] = kCare == Care::none ? V::round(quotients[j]) : V::roundNumbers(quotients[j], floats[j]);
    }
    for (size_t j = 0; j < 8; j += 4) {
      const auto words = V::narrowToWords(integers[j], integers[j + 1], integers[j + 2], integers[j + 3]);
      V::storeCodes(q + i + j * V::kLanes, chunk.finish(words));
    }
  }

  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) {
    const uint8_t* p = x + i * sizeof(float);
    if constexpr (V::kHasMasks) {
      V::storePartialCodes(q + i, n, chunk.template codes<kCare>(PartialChunk<V>{p, n}, marked));
    } else {
      PaddedChunk<V, sizeof(float)> padded;
      uint8_t result[kChunk<V>];
      const WholeChunk<V> floats = {padded.withZeros(p, n, sizeof(float))};
      V::storeCodes(result, chunk.template codes<kCare>(floats, marked));
      memcpy(q + i, result, n);
    }
  }
};

// Returns how many chunks had NaN or overflow (Care::perChunk).
template <Care kCare, class Chunk>
LINQUANT_INLINE size_t quantizeRun(const Chunk& chunk, const uint8_t* x, uint8_t* q, size_t count) {
  QuantizeSteps<Chunk, kCare> steps = {chunk, x, q};
  walkChunks(count, steps);
  return steps.marked;
}

// The same as a function of its own, so that not every caller holds a copy of the loops.
template <class V, class Quotient, Care kCare>
LINQUANT_OUTLINE size_t quantizeApart(const uint8_t* x, uint8_t* q, size_t count,
                                      const Parameters& parameters) {
  const QuantizeChunk<V, Quotient, Finish::limit> chunk(parameters);
  return quantizeRun<kCare>(chunk, x, q, count);
}

// Whether chunks that were tested one by one have shown that all floats are finite: an infinity overflows.
template <class V>
constexpr bool areFinite(size_t marked) {
  return V::kOverflowIsIntMin && marked == 0;
}

// For data that is not ordinary: tests each chunk, or clamps every quotient while most chunks have NaN or overflow. This and the functions
// below return as QuantizeKernel.
template <class V, class Quotient>
LINQUANT_OUTLINE bool quantizeCarefully(const uint8_t* x, uint8_t* q, size_t count,
                                        const Parameters& parameters) {
  constexpr size_t kChunksOfProbe = tuning::kProbe / kChunk<V>;
  bool mostMarked = false, all = true;
  for (size_t i = 0, n; i < count; i += n) {
    const size_t left = count - i, most = mostMarked ? tuning::kFlagPiece : tuning::kProbe;
    n = left < most ? left : most;
    const uint8_t* from = x + i * sizeof(float);
    if (mostMarked) {
      quantizeApart<V, Quotient, Care::always>(from, q + i, n, parameters);
      mostMarked = all = false;
    } else {
      const size_t marked = quantizeApart<V, Quotient, Care::perChunk>(from, q + i, n, parameters);
      mostMarked = marked > kChunksOfProbe / 2;
      all &= areFinite<V>(marked);
    }
  }
  return all;
}

// For data with NaN, whose number and places cost nothing here. A piece that overflows, and what is behind it, is done carefully.
template <class V, class Quotient>
LINQUANT_OUTLINE void quantizeNumbers(const uint8_t* x, uint8_t* q, size_t count,
                                      const Parameters& parameters) {
  for (size_t i = 0, n; i < count; i += n) {
    n = tuning::flagPiece(count - i, i == 0);
    V::clearInvalidFlag();
    quantizeApart<V, Quotient, Care::numbers>(x + i * sizeof(float), q + i, n, parameters);
    if (V::invalidFlag()) [[unlikely]] {
      quantizeCarefully<V, Quotient>(x + i * sizeof(float), q + i, count - i, parameters);
      return;
    }
  }
}

// Runs larger than the cache: as many chunks as fill a line of codes, of each of four parts in turn, which keeps more memory requests in
// flight than one stream does, with streaming stores.
template <class V, class Quotient>
LINQUANT_OUTLINE bool quantizeStreamed(const uint8_t* x, uint8_t* q, size_t count,
                                       const Parameters& parameters) {
  const QuantizeChunk<V, Quotient, Finish::limit> chunk(parameters);
  // Streaming stores have to be aligned, and are fastest where they fill a line at once.
  constexpr size_t kLine = kLineBytes;
  const size_t start = (kLine - reinterpret_cast<uintptr_t>(q) % kLine) % kLine;
  const size_t part = (count - start) / tuning::kStreams / kLine * kLine,
               end = start + tuning::kStreams * part;
  size_t done = 0;
  bool areNumbers = false;
  V::clearInvalidFlag();
  while (done < part) {
    constexpr size_t kStep = tuning::kFlagPiece / tuning::kStreams;
    const size_t next = part - done < kStep ? part : done + kStep;
    const auto step = [&](const auto& codesOf) LINQUANT_INLINE_LAMBDA {
      for (size_t i = done; i < next; i += kLine) {
        for (size_t line = start + i; line < end; line += part) {
          for (size_t at = line; at < line + kLine; at += kChunk<V>) {
            V::streamCodes(q + at, chunk.finish(codesOf(WholeChunk<V>{x + at * sizeof(float)})));
          }
        }
      }
    };
    if (areNumbers) [[unlikely]] {
      step([&](const auto& floats) LINQUANT_INLINE_LAMBDA { return chunk.numbers(floats); });
    } else {
      step([&](const auto& floats) LINQUANT_INLINE_LAMBDA { return chunk.fast(floats); });
    }
    if (!V::invalidFlag()) [[likely]] {
      done = next;
      continue;
    }
    if (areNumbers) break;
    // It may have been NaN. What the rest costs more for that is hidden by memory.
    areNumbers = true;
    V::clearInvalidFlag();
  }
  V::endStreaming();
  bool all = !areNumbers;
  const auto carefully = [&](size_t at, size_t n) {
    all &= quantizeCarefully<V, Quotient>(x + at * sizeof(float), q + at, n, parameters);
  };
  for (size_t at = start + done; at < end; at += part) carefully(at, part - done);
  carefully(0, start);
  carefully(end, count - end);
  return all;
}

// Does the first chunk, returns whether it had NaN or overflow, and clears the invalid flag.
template <class V, class Chunk>
LINQUANT_INLINE bool hasUnfit(const Chunk& chunk, const uint8_t* x, uint8_t* q) {
  size_t marked = 0;
  if constexpr (V::kOverflowIsIntMin) {
    V::storeCodes(q, chunk.template codes<Care::perChunk>(WholeChunk<V>{x}, marked));
    V::clearInvalidFlag();
    return marked != 0;
  } else {
    V::clearInvalidFlag();
    V::storeCodes(q, chunk.template codes<Care::none>(WholeChunk<V>{x}, marked));
    const bool isFlagged = V::invalidFlag();
    if (isFlagged) [[unlikely]] {
      V::storeCodes(q, chunk.template codes<Care::always>(WholeChunk<V>{x}, marked));
      V::clearInvalidFlag();
    }
    return isFlagged;
  }
}

// Long runs: a piece that was done without care is right if the invalid flag is still clear after it. Otherwise the piece and
// some more behind it are done by quantizeNumbers.
template <class V, class Quotient, Finish kFinish>
LINQUANT_INLINE bool quantizeLong(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters) {
  if constexpr (V::kHasStreaming) {
    if (V::shouldStream(count * (sizeof(float) + 1)))
      return quantizeStreamed<V, Quotient>(x, q, count, parameters);
  }
  const QuantizeChunk<V, Quotient, kFinish> chunk(parameters);
  // If the first chunk has NaN or overflow, much of the data may.
  bool isFlagged = hasUnfit<V>(chunk, x, q), isFirst = true, all = !isFlagged;
  size_t i = count < tuning::kAlignedRun ? kChunk<V> : alignedSecond<V>(x, sizeof(float));
  for (size_t n; i < count; i += n, isFirst = isFlagged, isFlagged = false) {
    n = tuning::flagPiece(count - i, isFirst);
    if (!isFlagged) [[likely]] {
      quantizeRun<Care::none>(chunk, x + i * sizeof(float), q + i, n);
      isFlagged = V::invalidFlag();
    }
    if (isFlagged) [[unlikely]] {
      all = false;
      n = count - i < tuning::kNanRun ? count - i : tuning::kNanRun;
      quantizeNumbers<V, Quotient>(x + i * sizeof(float), q + i, n, parameters);
      V::clearInvalidFlag();
    }
  }
  return all;
}

template <class V, class Quotient, Finish kFinish>
bool quantizeBy(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters) {
  if constexpr (V::kHasInvalidFlag) {
    if (count >= tuning::kFlagRun && V::invalidFlagWorks()) {
      return quantizeLong<V, Quotient, kFinish>(x, q, count, parameters);
    }
  }
  const QuantizeChunk<V, Quotient, kFinish> chunk(parameters);
  return areFinite<V>(quantizeRun<Care::perChunk>(chunk, x, q, count));
}

template <class V>
bool quantizeKernel(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters) {
  if constexpr (V::kHasFma) {
    if (TwoOperations<V>::covers(parameters.scale)) {
      if (parameters.zeroPoint != parameters.shift || !isWholeRange(parameters)) {
        return quantizeBy<V, TwoOperations<V>, Finish::limit>(x, q, count, parameters);
      }
      return quantizeBy<V, TwoOperations<V>, Finish::narrow>(x, q, count, parameters);
    }
  }
  return quantizeBy<V, Division<V>, Finish::limit>(x, q, count, parameters);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_QUANTIZE_H_
