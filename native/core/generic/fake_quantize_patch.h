// FakeQuantizePatchKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_GENERIC_FAKE_QUANTIZE_PATCH_H_
#define LINQUANT_CORE_GENERIC_FAKE_QUANTIZE_PATCH_H_

#include "quantize_patch.h"

namespace linquant {

template <class V, class Quotient, int kType>
struct FakeSink : WideSink<V, Quotient, kType> {
  using Wide = WideSink<V, Quotient, kType>;
  using Careful = FakeSink<V, AnyDivision<V>, kAnyFloatType>;
  static constexpr size_t kAtOnce = 1;

  explicit FakeSink(const Coding& coding) : Wide(coding) {}

  template <size_t kSets>
  struct Lanes : Wide::template Lanes<kSets> {
    typename V::F scale[kSets], offset[kSets];

    LINQUANT_INLINE_METHOD void setOne(const typename Wide::Table& table, size_t j, size_t i) {
      Wide::template Lanes<kSets>::setOne(table, j, i);
      scale[j] = Lane<V>::one(table.scales, i);
      offset[j] = table.offsets == nullptr ? V::broadcast(0) : Lane<V>::one(table.offsets, i);
    }
    LINQUANT_INLINE_METHOD void setEach(const typename Wide::Table& table, size_t j, size_t i) {
      Wide::template Lanes<kSets>::setEach(table, j, i);
      scale[j] = Lane<V>::each(table.scales, i);
      offset[j] = table.offsets == nullptr ? V::broadcast(0) : Lane<V>::each(table.offsets, i);
    }
  };

  LINQUANT_INLINE_METHOD size_t toBytes() const { return this->fromBytes(); }

  template <size_t n, class By>
  LINQUANT_INLINE_METHOD void blocks(const By& by, const Place (&places)[n]) const {
    static_assert(n == 1);
    typename V::F floats[n][4];
    typename V::I rounded[n][4], limited[4];
    this->round(by, places, floats, rounded);
    for (size_t j = 0; j < 4; j++) limited[j] = by.limit(rounded[0][j], j);
    if (places[0].mask != nullptr) {
      typename V::I other[4];
      for (size_t j = 0; j < 4; j++) other[j] = V::oneWhereOther(rounded[0][j], limited[j], floats[0][j]);
      V::storeBytes(places[0].mask, other);
    }
    typename V::F values[4];
    for (size_t j = 0; j < 4; j++) {
      values[j] = V::multiply(V::toFloat(limited[j]), by.scale[j % By::kSets]);
      // Only the slow way has offsets.
      if constexpr (kType == kAnyFloatType) values[j] = V::plus(values[j], by.offset[j % By::kSets]);
    }
    storeFloats<V>(typeOr<kType>(this->coding.floatType), places[0].to, values);
  }
};

template <class V>
void fakeQuantizePatchKernel(const Coding& coding, const Patch& patch) {
  if constexpr (V::kHasFma) {
    if (isOrdinary<V, ThreeOperations>(coding, patch)) {
      return walkByType<FakeSink, V, ThreeOperations<V>>(coding, patch);
    }
  }
  walkPatch(FakeSink<V, AnyDivision<V>, kAnyFloatType>(coding), patch);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_FAKE_QUANTIZE_PATCH_H_
