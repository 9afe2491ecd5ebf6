// DequantizePatchKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_PATCHES_DEQUANTIZE_PATCH_H_
#define LINQUANT_CORE_PATCHES_DEQUANTIZE_PATCH_H_

#include "quantize_patch.h"

namespace linquant {

// kBytes is the size of a code in memory, 1 or 2. 0 is the general version: the size is known at run time only, or parameters have an
// `offset`, which is added behind the product.
template <class V, int kType, size_t kBytes>
struct DequantizeSink {
  using Vector = V;
  static constexpr bool kTestsFlag = false;
  using Careful = DequantizeSink<V, kAnyFloatType, 0>;
  struct Table : Affines {
    explicit Table(const Affines& affines) : Affines(affines) {}
    LINQUANT_INLINE_METHOD void fill(size_t, size_t) const {}
  };

  const Coding& coding;
  typename V::I sign;

  explicit DequantizeSink(const Coding& given)
      : coding(given), sign(V::broadcastInteger(signBit(given.dtype))) {}

  // (code ^ signBit), read as unsigned, is code + signBit. So signBit is added to the zero points.
  template <size_t kCount>
  struct Lanes {
    static constexpr size_t kSets = kCount;
    typename V::F scale[kSets], offset[kSets];
    typename V::I zeroPoint[kSets];

    // Without offsets -0 is added, which changes nothing: -0 + 0 would be 0.
    LINQUANT_INLINE_METHOD void setOne(const Table& table, size_t j, size_t i) {
      scale[j] = Lane<V>::one(table.scales, i);
      zeroPoint[j] = Lane<V>::oneInteger(table.zeroPoints, i);
      offset[j] =
          kBytes != 0 || table.offsets == nullptr ? V::broadcast(-0.0f) : Lane<V>::one(table.offsets, i);
    }
    LINQUANT_INLINE_METHOD void setEach(const Table& table, size_t j, size_t i) {
      scale[j] = Lane<V>::each(table.scales, i);
      zeroPoint[j] = Lane<V>::eachInteger(table.zeroPoints, i);
      offset[j] =
          kBytes != 0 || table.offsets == nullptr ? V::broadcast(-0.0f) : Lane<V>::each(table.offsets, i);
    }
    LINQUANT_INLINE_METHOD void ready(const DequantizeSink& sink) {
      for (auto& z : zeroPoint) z = V::addIntegers(z, sink.sign);
    }
  };

  LINQUANT_INLINE_METHOD size_t fromBytes() const { return kBytes != 0 ? kBytes : codeBytes(coding.dtype); }
  LINQUANT_INLINE_METHOD size_t toBytes() const { return floatBytes(typeOr<kType>(coding.floatType)); }
  LINQUANT_INLINE_METHOD bool areFinite() const { return false; }

  template <class By>
  LINQUANT_INLINE_METHOD void chunk(const By& by, const Place& place) const {
    typename V::I codes[4];
    typename V::F floats[4];
    if constexpr (kBytes != 0) {
      loadCodes<V>(kBytes, place.from, codes);
    } else {
      loadAnyCodes<V>(fromBytes(), place.from, codes);
    }
    for (size_t j = 0; j < 4; j++) {
      const auto difference =
          V::subtractIntegers(V::xorIntegers(codes[j], sign), by.zeroPoint[j % By::kSets]);
      floats[j] = V::multiply(V::toFloat(difference), by.scale[j % By::kSets]);
      if constexpr (kBytes == 0) floats[j] = V::add(floats[j], by.offset[j % By::kSets]);
    }
    storeFloatsOf<V, kType>(coding.floatType, place.to, floats);
  }
};

// Float types that have loops of their own: as in quantize_patch.h.
template <class V>
void dequantizePatchKernel(const Coding& coding, const Patch& patch) {
  const auto walk = [&](const auto& sink) { walkPatch(sink, patch); };
  if constexpr (V::kLanes != 1) {
    const FloatType type = coding.floatType;
    const bool areBytes = codeBytes(coding.dtype) == 1;
    if (patch.affines.offsets == nullptr) {
      if (type == FloatType::float32) {
        return areBytes ? walk(DequantizeSink<V, kFloat32, 1>(coding))
                        : walk(DequantizeSink<V, kFloat32, 2>(coding));
      }
      if (areBytes && type != FloatType::float64) {
        return type == FloatType::float16 ? walk(DequantizeSink<V, kFloat16, 1>(coding))
                                          : walk(DequantizeSink<V, kBfloat16, 1>(coding));
      }
    }
  }
  walk(DequantizeSink<V, kAnyFloatType, 0>(coding));
}

}  // namespace linquant

#endif  // LINQUANT_CORE_PATCHES_DEQUANTIZE_PATCH_H_
