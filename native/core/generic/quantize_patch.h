// QuantizePatchKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_GENERIC_QUANTIZE_PATCH_H_
#define LINQUANT_CORE_GENERIC_QUANTIZE_PATCH_H_

#include "patch.h"
#include "quotients.h"

namespace linquant {

// A type of floats that is known when the code is compiled, or else at run time.
constexpr int kAnyFloatType = -1;
template <int kType>
LINQUANT_INLINE constexpr FloatType typeOr(FloatType given) {
  return kType >= 0 ? static_cast<FloatType>(kType) : given;
}

// What both sinks share: the quotients of a block.
template <class V, class Quotient, int kType>
struct QuotientSink {
  using Vector = V;
  using Table = typename Quotient::Table;
  static constexpr bool kWatchesFlag = kType != kAnyFloatType;
  static constexpr size_t kAtOnce = kWatchesFlag ? 2 : 1;

  const Coding& coding;

  LINQUANT_INLINE_METHOD size_t fromBytes() const { return floatBytes(typeOr<kType>(coding.floatType)); }

  // The floats of n blocks, and their quotients: all of one step before the next, so that none waits for another.
  template <size_t n, class Lanes>
  LINQUANT_INLINE_METHOD void round(const Lanes& lanes, const Place (&places)[n], typename V::F (&x)[n][4],
                                    typename V::I (&out)[n][4]) const {
    for (size_t k = 0; k < n; k++) loadFloats<V>(typeOr<kType>(coding.floatType), places[k].from, x[k]);
    typename V::F quotients[n][4];
    for (size_t k = 0; k < n; k++) {
      for (size_t j = 0; j < 4; j++) quotients[k][j] = lanes.quotient[j % Lanes::kSets].quotientOf(x[k][j]);
    }
    for (size_t k = 0; k < n; k++) {
      for (size_t j = 0; j < 4; j++) out[k][j] = Quotient::round(coding.rounding, quotients[k][j]);
    }
  }
};

// Codes of a byte: they are limited as int8 (Parameters.shift).
template <class V, class Quotient, int kType>
struct ByteSink : QuotientSink<V, Quotient, kType> {
  using Base = QuotientSink<V, Quotient, kType>;
  using Careful = ByteSink<V, AnyDivision<V>, kAnyFloatType>;
  using Words = typename V::Words;
  typename V::CodeVector qmin, qmax, flip;
  int32_t shift;
  // Codes saturate to all of the dtype by themselves.
  bool isWhole;

  explicit ByteSink(const Coding& coding)
      : Base{coding},
        qmin(V::broadcastCode(coding.qmin - shiftOf(coding.dtype))),
        qmax(V::broadcastCode(coding.qmax - shiftOf(coding.dtype))),
        flip(V::broadcastCode(shiftOf(coding.dtype))),
        shift(shiftOf(coding.dtype)),
        isWhole(coding.qmin - shift == -128 && coding.qmax - shift == 127) {}

  template <size_t kCount>
  struct Lanes {
    static constexpr size_t kSets = kCount;
    Quotient quotient[kSets];
    typename V::I zeroPoint[kSets];
    Words zeroPoints;

    LINQUANT_INLINE_METHOD void setOne(const typename Base::Table& table, size_t j, size_t i) {
      quotient[j].setOne(table, i);
      zeroPoint[j] = Lane<V>::oneInteger(table.zeroPoints, i);
    }
    LINQUANT_INLINE_METHOD void setEach(const typename Base::Table& table, size_t j, size_t i) {
      quotient[j].setEach(table, i);
      zeroPoint[j] = Lane<V>::eachInteger(table.zeroPoints, i);
    }
    LINQUANT_INLINE_METHOD void ready(const ByteSink& sink) {
      const auto less = V::broadcastInteger(sink.shift);
      for (auto& z : zeroPoint) z = V::subtractIntegers(z, less);
      zeroPoints = V::pack(zeroPoint[0], zeroPoint[1 % kSets], zeroPoint[2 % kSets], zeroPoint[3 % kSets]);
    }
  };

  LINQUANT_INLINE_METHOD size_t toBytes() const { return 1; }

  template <size_t n, class By>
  LINQUANT_INLINE_METHOD void blocks(const By& by, const Place (&places)[n]) const {
    typename V::F floats[n][4];
    typename V::I rounded[n][4];
    this->round(by, places, floats, rounded);
    for (size_t k = 0; k < n; k++) {
      const typename V::I(&v)[4] = rounded[k];
      auto codes = V::narrow(V::addWords(V::pack(v[0], v[1], v[2], v[3]), by.zeroPoints));
      if (!isWhole) codes = V::limitCodes(codes, qmin, qmax);
      V::storeCodes(places[k].to, V::flip(codes, flip));
    }
  }
};

// Wider codes, and all codes in scalar code, where zero points may lie beyond 16 bits.
template <class V, class Quotient, int kType>
struct WideSink : QuotientSink<V, Quotient, kType> {
  using Base = QuotientSink<V, Quotient, kType>;
  using Careful = WideSink<V, AnyDivision<V>, kAnyFloatType>;
  using I = typename V::I;
  I qmin, qmax;

  explicit WideSink(const Coding& coding)
      : Base{coding}, qmin(V::broadcastInteger(coding.qmin)), qmax(V::broadcastInteger(coding.qmax)) {}

  // Rounded quotients are limited to qmin..qmax less the zero point, which is added then: the sum of others could overflow.
  template <size_t kCount>
  struct Lanes {
    static constexpr size_t kSets = kCount;
    Quotient quotient[kSets];
    I zeroPoint[kSets], low[kSets], high[kSets];

    LINQUANT_INLINE_METHOD void setOne(const typename Base::Table& table, size_t j, size_t i) {
      quotient[j].setOne(table, i);
      zeroPoint[j] = Lane<V>::oneInteger(table.zeroPoints, i);
    }
    LINQUANT_INLINE_METHOD void setEach(const typename Base::Table& table, size_t j, size_t i) {
      quotient[j].setEach(table, i);
      zeroPoint[j] = Lane<V>::eachInteger(table.zeroPoints, i);
    }
    LINQUANT_INLINE_METHOD void ready(const WideSink& sink) {
      for (size_t j = 0; j < kSets; j++) {
        low[j] = V::subtractIntegers(sink.qmin, zeroPoint[j]);
        high[j] = V::subtractIntegers(sink.qmax, zeroPoint[j]);
      }
    }
    LINQUANT_INLINE_METHOD I limit(I rounded, size_t j) const {
      return V::greaterInteger(V::lesserInteger(rounded, high[j % kSets]), low[j % kSets]);
    }
  };

  LINQUANT_INLINE_METHOD size_t toBytes() const { return codeBytes(this->coding.dtype); }

  template <size_t n, class By>
  LINQUANT_INLINE_METHOD void blocks(const By& by, const Place (&places)[n]) const {
    typename V::F floats[n][4];
    I rounded[n][4];
    this->round(by, places, floats, rounded);
    for (size_t k = 0; k < n; k++) {
      I codes[4];
      for (size_t j = 0; j < 4; j++) {
        codes[j] = V::addIntegers(by.limit(rounded[k][j], j), by.zeroPoint[j % By::kSets]);
      }
      storeWideCodes<V>(this->coding.dtype, places[k].to, codes);
    }
  }
};

// Sink<V, Quotient, type of the floats>, for each type.
template <template <class, class, int> class Sink, class V, class Quotient>
LINQUANT_INLINE void walkByType(const Coding& coding, const Patch& patch) {
  switch (coding.floatType) {
    case FloatType::float32:
      return walkPatch(Sink<V, Quotient, static_cast<int>(FloatType::float32)>(coding), patch);
    case FloatType::float16:
      return walkPatch(Sink<V, Quotient, static_cast<int>(FloatType::float16)>(coding), patch);
    case FloatType::bfloat16:
      return walkPatch(Sink<V, Quotient, static_cast<int>(FloatType::bfloat16)>(coding), patch);
    default:
      return walkPatch(Sink<V, Quotient, static_cast<int>(FloatType::float64)>(coding), patch);
  }
}

// Whether a call asks for nothing but what the fast quotients give.
template <class V, template <class> class Quotient>
LINQUANT_INLINE bool isOrdinary(const Coding& coding, const Patch& patch) {
  return V::invalidFlagWorks() && coding.rounding == Rounding::halfEven && patch.affines.offsets == nullptr &&
         Quotient<V>::covers(patch.affines.scales, patch.runs != 0 ? patch.runs : patch.columns);
}

template <class V>
void quantizePatchKernel(const Coding& coding, const Patch& patch) {
  using Any = AnyDivision<V>;
  if constexpr (V::kHasFma) {
    if (codeBytes(coding.dtype) == 1) {
      if (isOrdinary<V, TwoOperationsOf>(coding, patch)) {
        return walkByType<ByteSink, V, TwoOperationsOf<V>>(coding, patch);
      }
      return walkPatch(ByteSink<V, Any, kAnyFloatType>(coding), patch);
    }
    if (isOrdinary<V, ThreeOperations>(coding, patch)) {
      return walkByType<WideSink, V, ThreeOperations<V>>(coding, patch);
    }
  }
  walkPatch(WideSink<V, Any, kAnyFloatType>(coding), patch);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_QUANTIZE_PATCH_H_
