// The arithmetic of QuantizeKernel (kernels.h): four vectors of floats to one vector of codes.
#ifndef LINQUANT_CORE_KERNELS_QUANTIZE_BLOCK_H_
#define LINQUANT_CORE_KERNELS_QUANTIZE_BLOCK_H_

#include "../kernels.h"
#include "quotient.h"

namespace linquant {

// How a block meets NaN and overflow, which round() turns into a mark (V::kConversionMarks) or into whatever
// the quotient gave.
enum class Care {
  none,      // not at all: the processor's invalid flag tells afterwards (quantize_long.h)
  perBlock,  // looks for marks, and does a block that has one once more by limited quotients
  always,    // limited quotients only
};

// What happens to the rounded quotients. Every mode saturates to the codes of the dtype.
enum class Finish {
  narrow,  // nothing: the zero point, less the shift, is 0, and all codes are used
  limit,   // adds the zero point and, where not all codes are used, limits to qmin..qmax
};

LINQUANT_INLINE constexpr bool isWholeRange(const Parameters& p) {
  return p.qmin - p.shift == -128 && p.qmax - p.shift == 127;
}

template <class V, class Quotient, Finish kFinish>
struct QuantizeBlock {
  using Vector = V;
  using Words = typename V::Words;
  using Codes = typename V::Codes;

  Quotient quotient;
  typename V::WordVector zeroPoint;
  typename V::CodeVector qmin, qmax, flip;
  bool isWhole;

  explicit QuantizeBlock(const Parameters& p) : QuantizeBlock(p, Quotient(p.scale)) {}
  QuantizeBlock(const Parameters& p, const Quotient& by)
      : quotient(by),
        zeroPoint(V::broadcastWord(p.zeroPoint - p.shift)),
        qmin(V::broadcastCode(p.qmin - p.shift)),
        qmax(V::broadcastCode(p.qmax - p.shift)),
        flip(V::broadcastCode(p.shift)),
        isWhole(isWholeRange(p)) {}

  template <class Source>
  LINQUANT_INLINE_METHOD Words fast(const Source& x) const {
    return V::pack(V::round(quotient.fast(x.load(0))), V::round(quotient.fast(x.load(1))),
                   V::round(quotient.fast(x.load(2))), V::round(quotient.fast(x.load(3))));
  }

  template <class Source>
  LINQUANT_INLINE_METHOD Words careful(const Source& x) const {
    return V::pack(V::round(quotient.careful(x.load(0))), V::round(quotient.careful(x.load(1))),
                   V::round(quotient.careful(x.load(2))), V::round(quotient.careful(x.load(3))));
  }

  // The codes of the four vectors that x.load(0..3) gives. Adds 1 to `marked` for a block that had a mark.
  template <Care kCare, class Source>
  LINQUANT_INLINE_METHOD Codes codes(const Source& x, size_t& marked) const {
    if constexpr (kCare == Care::none) {
      return finish(fast(x));
    } else if constexpr (kCare == Care::perBlock && V::kConversionMarks) {
      Words words = fast(x);
      // A mark is NaN, an overflow, or a true quotient below -32767.
      if (V::isMarked(words)) [[unlikely]] {
        words = careful(x);
        marked++;
      }
      return finish(words);
    } else {
      return finish(careful(x));
    }
  }

  LINQUANT_INLINE_METHOD Codes finish(Words words) const {
    if constexpr (kFinish != Finish::narrow) words = V::addWord(words, zeroPoint);
    Codes codes = V::narrow(words);
    if constexpr (kFinish == Finish::limit) {
      // The same in every round of a loop, and not worth loops of its own.
      if (!isWhole) codes = V::limitCodes(codes, qmin, qmax);
    }
    return V::flip(codes, flip);
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_QUANTIZE_BLOCK_H_
