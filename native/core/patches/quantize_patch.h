// QuantizePatchKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_PATCHES_QUANTIZE_PATCH_H_
#define LINQUANT_CORE_PATCHES_QUANTIZE_PATCH_H_

#include "../kernels/quotient.h"
#include "../vector/byte_codes.h"
#include "walk_patch.h"

namespace linquant {

// What both sinks share: from the floats of a chunk to rounded quotients.
template <class V, class Quotient, int kType>
struct QuotientSink {
  using Vector = V;
  using Table = typename Quotient::Table;
  static constexpr bool kTestsFlag = Quotient::kTestsFlag;

  const Coding& coding;
  mutable typename V::F zeros = V::broadcast(0);

  // The constants of kCount vectors of floats.
  template <size_t kCount>
  struct Lanes {
    static constexpr size_t kSets = kCount;
    Quotient quotient[kSets];
    typename V::I zeroPoint[kSets];

    LINQUANT_INLINE_METHOD void setOne(const Table& table, size_t j, size_t i) {
      quotient[j].setOne(table, i);
      zeroPoint[j] = Lane<V>::oneInteger(table.zeroPoints, i);
    }
    LINQUANT_INLINE_METHOD void setEach(const Table& table, size_t j, size_t i) {
      quotient[j].setEach(table, i);
      zeroPoint[j] = Lane<V>::eachInteger(table.zeroPoints, i);
    }
  };

  LINQUANT_INLINE_METHOD size_t fromBytes() const { return floatBytes(typeOr<kType>(coding.floatType)); }

  // Where the invalid flag tells nothing, 0 * x does: it is NaN for NaN and infinities, and so is every sum with it.
  LINQUANT_INLINE_METHOD void look(const typename V::F (&x)[4]) const {
    if constexpr (!kTestsFlag) {
      const typename V::F zero = V::broadcast(0);
      for (const auto& vector : x) {
        if constexpr (V::kHasFma) {
          zeros = V::fma(vector, zero, zeros);
        } else {
          zeros = V::add(zeros, V::multiply(vector, zero));
        }
      }
    }
  }
  LINQUANT_INLINE_METHOD bool areFinite() const {
    return V::reduceMaxMagnitude(V::maxWithMagnitude(V::broadcast(0), zeros)) == 0;
  }

  template <class By>
  LINQUANT_INLINE_METHOD void round(const By& by, const Place& place, typename V::F (&x)[4],
                                    typename V::I (&out)[4]) const {
    loadFloatsOf<V, kType>(coding.floatType, place.from, x);
    typename V::F quotients[4];
    for (size_t j = 0; j < 4; j++) quotients[j] = by.quotient[j % By::kSets].quotientOf(x[j]);
    Quotient::round(coding.rounding, x, quotients, out);
  }
};

// Codes of a byte, computed as int8 (Parameters.shift).
template <class V, class Quotient, int kType>
struct ByteSink : QuotientSink<V, Quotient, kType> {
  using Base = QuotientSink<V, Quotient, kType>;
  using Careful = ByteSink<V, AnyDivision<V>, kAnyFloatType>;
  using Words = typename V::Words;
  ByteCodes<V> bytes;
  int32_t shift;

  explicit ByteSink(const Coding& coding)
      : Base{coding}, bytes(coding.qmin, coding.qmax, shiftOf(coding.dtype)), shift(shiftOf(coding.dtype)) {}

  template <size_t kCount>
  struct Lanes : Base::template Lanes<kCount> {
    using Base::template Lanes<kCount>::kSets, Base::template Lanes<kCount>::zeroPoint;
    Words zeroPoints;

    LINQUANT_INLINE_METHOD void ready(const ByteSink& sink) {
      const auto less = V::broadcastInteger(sink.shift);
      for (auto& z : zeroPoint) z = V::subtractIntegers(z, less);
      zeroPoints =
          V::narrowToWords(zeroPoint[0], zeroPoint[1 % kSets], zeroPoint[2 % kSets], zeroPoint[3 % kSets]);
    }
  };

  LINQUANT_INLINE_METHOD size_t toBytes() const { return 1; }

  template <class By>
  LINQUANT_INLINE_METHOD void chunk(const By& by, const Place& place) const {
    typename V::F floats[4];
    typename V::I v[4];
    this->round(by, place, floats, v);
    this->look(floats);
    const auto words = V::addWords(V::narrowToWords(v[0], v[1], v[2], v[3]), by.zeroPoints);
    V::storeCodes(place.to, bytes.of(words));
  }
};

// Wider codes; in scalar code all codes, because zero points there may need more than 16 bits.
template <class V, class Quotient, int kType>
struct WideSink : QuotientSink<V, Quotient, kType> {
  using Base = QuotientSink<V, Quotient, kType>;
  using Careful = WideSink<V, AnyDivision<V>, kAnyFloatType>;
  using I = typename V::I;
  I qmin, qmax;

  explicit WideSink(const Coding& coding)
      : Base{coding}, qmin(V::broadcastInteger(coding.qmin)), qmax(V::broadcastInteger(coding.qmax)) {}

  // A rounded quotient is clamped to qmin - zeroPoint..qmax - zeroPoint before the zero point is added, because their sum
  // could overflow otherwise.
  template <size_t kCount>
  struct Lanes : Base::template Lanes<kCount> {
    using Base::template Lanes<kCount>::kSets, Base::template Lanes<kCount>::zeroPoint;
    I low[kSets], high[kSets];

    LINQUANT_INLINE_METHOD void ready(const WideSink& sink) {
      for (size_t j = 0; j < kSets; j++) {
        low[j] = V::subtractIntegers(sink.qmin, zeroPoint[j]);
        high[j] = V::subtractIntegers(sink.qmax, zeroPoint[j]);
      }
    }
    LINQUANT_INLINE_METHOD I clamp(I rounded, size_t j) const {
      return V::maxIntegers(V::minIntegers(rounded, high[j % kSets]), low[j % kSets]);
    }
  };

  LINQUANT_INLINE_METHOD size_t toBytes() const { return codeBytes(this->coding.dtype); }

  template <class By>
  LINQUANT_INLINE_METHOD void chunk(const By& by, const Place& place) const {
    typename V::F floats[4];
    I codes[4];
    this->round(by, place, floats, codes);
    this->look(floats);
    for (size_t j = 0; j < 4; j++) {
      codes[j] = V::addIntegers(by.clamp(codes[j], j), by.zeroPoint[j % By::kSets]);
    }
    storeWideCodes<V>(this->coding.dtype, place.to, codes);
  }
};

// The multiplying sinks, for which NaN is rare, and those for data with NaN.
template <class V, int kType>
struct FastByteSink : ByteSink<V, TwoOperationsOf<V>, kType> {
  using ByteSink<V, TwoOperationsOf<V>, kType>::ByteSink;
  using OfNan = ByteSink<V, OrNan<V, TwoOperationsOf<V>>, kType == kFloat32 ? kFloat32 : kAnyFloatType>;
};
template <class V, int kType>
struct FastWideSink : WideSink<V, ThreeOperations<V>, kType> {
  using WideSink<V, ThreeOperations<V>, kType>::WideSink;
  using OfNan = WideSink<V, OrNan<V, ThreeOperations<V>>, kAnyFloatType>;
};

// Whether a multiplying quotient can do all that a call asks for.
template <class V, template <class> class Quotient>
LINQUANT_INLINE bool isOrdinary(const Coding& coding, const Patch& patch) {
  return V::invalidFlagWorks() && coding.rounding == Rounding::halfEven && patch.affines.offsets == nullptr &&
         Quotient<V>::covers(patch.affines.scales, patch.runs != 0 ? patch.runs : patch.columns);
}

// A loop compiled for its float type is faster, but takes as much code as all other loops here. So only the types that gain
// from it have one.
template <class V>
bool quantizePatchKernel(const Coding& coding, const Patch& patch) {
  using Any = AnyDivision<V>;
  if constexpr (V::kHasFma) {
    const FloatType type = coding.floatType;
    if (codeBytes(coding.dtype) == 1) {
      if (!isOrdinary<V, TwoOperationsOf>(coding, patch)) {
        return type == FloatType::float32 ? walkPatch(ByteSink<V, Any, kFloat32>(coding), patch)
                                          : walkPatch(ByteSink<V, Any, kAnyFloatType>(coding), patch);
      }
      if (type == FloatType::float32) return walkPatch(FastByteSink<V, kFloat32>(coding), patch);
      if (type == FloatType::float64) return walkPatch(FastByteSink<V, kFloat64>(coding), patch);
      return type == FloatType::float16 ? walkPatch(FastByteSink<V, kFloat16>(coding), patch)
                                        : walkPatch(FastByteSink<V, kBfloat16>(coding), patch);
    }
    if ((type == FloatType::float32 || type == FloatType::float64) &&
        isOrdinary<V, ThreeOperations>(coding, patch)) {
      return type == FloatType::float32 ? walkPatch(FastWideSink<V, kFloat32>(coding), patch)
                                        : walkPatch(FastWideSink<V, kFloat64>(coding), patch);
    }
  } else if constexpr (V::kLanes > 1) {
    if (codeBytes(coding.dtype) == 1) {
      return coding.floatType == FloatType::float32
                 ? walkPatch(ByteSink<V, Any, kFloat32>(coding), patch)
                 : walkPatch(ByteSink<V, Any, kAnyFloatType>(coding), patch);
    }
  }
  return walkPatch(WideSink<V, Any, kAnyFloatType>(coding), patch);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_PATCHES_QUANTIZE_PATCH_H_
