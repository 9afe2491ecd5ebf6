// FakeQuantizePatchKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_PATCHES_FAKE_QUANTIZE_PATCH_H_
#define LINQUANT_CORE_PATCHES_FAKE_QUANTIZE_PATCH_H_

#include "quantize_patch.h"

namespace linquant {

template <class V, class Quotient, int kType>
struct FakeSink : WideSink<V, Quotient, kType> {
  using Wide = WideSink<V, Quotient, kType>;
  using Careful = FakeSink<V, AnyDivision<V>, kAnyFloatType>;

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

  template <class By>
  LINQUANT_INLINE_METHOD void chunk(const By& by, const Place& place) const {
    typename V::F floats[4];
    typename V::I rounded[4], clamped[4];
    this->round(by, place, floats, rounded);
    for (size_t j = 0; j < 4; j++) clamped[j] = by.clamp(rounded[j], j);
    if (place.mask != nullptr) {
      for (size_t j = 0; j < 4; j++) {
        const auto isSame = V::equalIntegers(rounded[j], clamped[j]);
        rounded[j] = V::oneUnless(V::andMasks(isSame, V::isNumber(floats[j])));
      }
      V::storeBytes(place.mask, rounded);
    }
    for (size_t j = 0; j < 4; j++) {
      floats[j] = V::multiply(V::toFloat(clamped[j]), by.scale[j % By::kSets]);
      // The other quotients take no offsets.
      if constexpr (kType == kAnyFloatType) floats[j] = V::add(floats[j], by.offset[j % By::kSets]);
    }
    storeFloatsOf<V, kType>(this->coding.floatType, place.to, floats);
  }
};

template <class V>
void fakeQuantizePatchKernel(const Coding& coding, const Patch& patch) {
  if constexpr (V::kHasFma) {
    if (coding.floatType == FloatType::float32 && isOrdinary<V, ThreeOperations>(coding, patch)) {
      walkPatch(FakeSink<V, ThreeOperations<V>, kFloat32>(coding), patch);
      return;
    }
  }
  walkPatch(FakeSink<V, AnyDivision<V>, kAnyFloatType>(coding), patch);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_PATCHES_FAKE_QUANTIZE_PATCH_H_
