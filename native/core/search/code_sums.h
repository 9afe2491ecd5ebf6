// The sums of a walk: which kernel makes them, and how they follow from what it gives.
#ifndef LINQUANT_CORE_SEARCH_CODE_SUMS_H_
#define LINQUANT_CORE_SEARCH_CODE_SUMS_H_

#include "bytes.h"
#include "dots.h"
#include "formulas.h"
#include "packed.h"
#include "plain.h"

namespace linquant {

// Of vector types without search.
template <class V>
struct PlainCodeSums {
  LINQUANT_INLINE_METHOD PlainCodeSums(const ScoreCall&, const RowNeeds&) {}
  LINQUANT_INLINE_METHOD void sum(const Walk& walk, const uint8_t* query, double, bool, RowSums& to) {
    plainWalk<V>(walk, query, to);
  }
};

template <class V>
class VectorCodeSums {
 public:
  LINQUANT_SINGLE VectorCodeSums(const ScoreCall& call, const RowNeeds& needs) : pieces_(call) {
    const CodeShape& codes = call.shape.codes;
    const bool isWide = call.shape.form == ScoreForm::wideCodes;
    isPlain_ = !hasVectors<V>(call.shape);
    digits_ = digitsOf<V>(call.shape);
    bias_ = biasOf<V>(codes);
    base_ = static_cast<double>(1 << (isPacked<V>(call.shape) ? kPackedDigitBits : kByteDigitBits));
    norms_ = nullptr;
    first_ = nullptr;
    if constexpr (V::kHasDots) {
      if (codes.bits == 8) {
        useDots<8>(isWide, needs);
      } else if (codes.bits == 4) {
        useDots<4>(isWide, needs);
      } else if (codes.bits == 2) {
        useDots<2>(isWide, needs);
      } else {
        useDots<1>(isWide, needs);
      }
    } else if (codes.bits == 8) {
      products_ = codes.isSigned ? byteKernel<V, true, false>(isWide) : byteKernel<V, false, false>(isWide);
      if (needs.codes) norms_ = codes.isSigned ? byteNorms<V, true> : byteNorms<V, false>;
      // Squares alone are made in the same pass.
      if (needs.squares && !needs.codes && codes.isSigned) first_ = byteKernel<V, true, true>(isWide);
      if (needs.squares && !needs.codes && !codes.isSigned) norms_ = byteNorms<V, false>;
    } else if (codes.bits == 4) {
      usePacked<4>(isWide, needs);
    } else if (codes.bits == 2) {
      usePacked<2>(isWide, needs);
    } else {
      usePacked<1>(isWide, needs);
    }
  }

  // The products of a walk with one query, whose integers have the sum `total`. With isFirst also what is needed of rows alone.
  LINQUANT_SINGLE void sum(const Walk& walk, const uint8_t* query, double total, bool isFirst, RowSums& to) {
    if (isPlain_) return plainWalk<V>(walk, query, to);
    const uint8_t* const higher = query + pieces_.piece.plane;
    size_t digits = digits_;
    // Most codes have one digit. Their kernel does the second one too.
    if (V::kHasDots && digits == 2 && areZeros(higher, pieces_.piece.plane)) digits = 1;
    const bool isTwice = V::kHasDots && digits == 2;
    const bool isBoth = isFirst && first_ != nullptr && !isTwice;
    const size_t lines = isTwice ? 1 : isBoth ? digits + kFirstLines : digits;
    for (size_t t = 0; t < walk.steps; t++) {
      double totals[kMostSums * kSearchStreams];
      sumStep<V>(walk, pieces_, t, isBoth ? first_ : products_, query, lines, totals);
      if (isTwice) sumStep<V>(walk, pieces_, t, products_, higher, 1, totals + kSearchStreams);
      LINQUANT_KEEP_LOOP
      for (size_t s = 0; s < kSearchStreams; s++) {
        double product = totals[(digits - 1) * kSearchStreams + s];
        for (size_t k = digits - 1; k-- > 0;) product = product * base_ + totals[k * kSearchStreams + s];
        to.products[s * kSearchSteps + t] = product - bias_ * total;
      }
      if (!isBoth) continue;
      const double* const more = totals + digits * kSearchStreams;
      if constexpr (V::kHasDots) {
        setNorms(walk, t, more, to);
      } else {
        for (size_t s = 0; s < kSearchStreams; s++) to.squares[s * kSearchSteps + t] = more[s];
      }
    }
    if (isFirst && norms_ != nullptr && !isBoth) sumNorms(walk, to);
  }
  // What is needed of rows alone.
  LINQUANT_SINGLE void sumNorms(const Walk& walk, RowSums& to) {
    for (size_t t = 0; t < walk.steps; t++) {
      double totals[kMostSums * kSearchStreams];
      sumStep<V>(walk, pieces_, t, norms_, nullptr, 2, totals);
      setNorms(walk, t, totals, to);
    }
  }

 private:
  // From sums of codes with their bias, and of their squares. With the codes that fill up a short row: to them, too, the bias is added.
  LINQUANT_INLINE_METHOD void setNorms(const Walk& walk, size_t t, const double* totals, RowSums& to) const {
    const double codes =
        static_cast<double>(static_cast<int64_t>(pieces_.piece.rowBytes * 8 / walk.call.shape.codes.bits));
    LINQUANT_KEEP_LOOP
    for (size_t s = 0; s < kSearchStreams; s++) {
      const double sum = totals[s], squares = totals[kSearchStreams + s];
      to.codes[s * kSearchSteps + t] = sum - bias_ * codes;
      to.squares[s * kSearchSteps + t] = squares - 2 * bias_ * sum + bias_ * bias_ * codes;
    }
  }

  template <uint32_t kBits>
  LINQUANT_INLINE_METHOD void usePacked(bool isWide, const RowNeeds& needs) {
    products_ = isWide ? packedSums<V, kBits, 3> : packedSums<V, kBits, 2>;
    if (needs.codes || needs.squares) norms_ = packedNorms<V, kBits>;
  }

  template <uint32_t kBits>
  LINQUANT_INLINE_METHOD void useDots(bool isWide, const RowNeeds& needs) {
    products_ = isWide ? dotSums<V, kBits, kPackedDigits, false> : dotSums<V, kBits, 1, false>;
    if (!needs.codes && !needs.squares) return;
    norms_ = dotSums<V, kBits, 0, true>;
    if constexpr (kBits >= 4)
      first_ = isWide ? dotSums<V, kBits, kPackedDigits, true> : dotSums<V, kBits, 1, true>;
  }

  // What `first_` makes besides products: codes and squares, or squares alone.
  static constexpr size_t kFirstLines = V::kHasDots ? 2 : 1;

  Pieces<V> pieces_;
  Kernel<V> products_, first_, norms_;
  size_t digits_;
  double bias_, base_;
  bool isPlain_;
};

template <class V, bool hasSearch>
struct CodeSumsOf {
  using Type = VectorCodeSums<V>;
};
template <class V>
struct CodeSumsOf<V, false> {
  using Type = PlainCodeSums<V>;
};
template <class V>
using CodeSums = typename CodeSumsOf<V, V::kHasSearch>::Type;

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_CODE_SUMS_H_
