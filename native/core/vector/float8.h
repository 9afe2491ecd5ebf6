// float8 codes from and to four vectors of float32, by integer arithmetic.
//
// e4m3fn and e5m2 are of Micikevicius et al., FP8 Formats for Deep Learning (arXiv 2209.05433, 2022), e8m0fnu of OCP Microscaling
// Formats (MX) 1.0 (2023), section 5.4.1; the names are those of ml_dtypes and ONNX.
#ifndef LINQUANT_CORE_VECTOR_FLOAT8_H_
#define LINQUANT_CORE_VECTOR_FLOAT8_H_

#include "floats.h"

namespace linquant {

// A sign, an exponent and kFraction bits. kMost is the largest number; larger ones become kOver, which is infinity or NaN, and
// would be the next number.
struct E4m3fn {
  static constexpr int kFraction = 3, kBias = 7;
  static constexpr int32_t kMost = 0x7e, kOver = 0x7f, kNan = 0x7f;
};
struct E5m2 {
  static constexpr int kFraction = 2, kBias = 15;
  static constexpr int32_t kMost = 0x7b, kOver = 0x7c, kNan = 0x7e;
};

constexpr int kFloatFraction = 23, kFloatBias = 127;
constexpr int32_t kQuietNanBits = 0x7fc00000, kNoPayload = -0x400000;

template <class V>
LINQUANT_INLINE typename V::F decodedE4m3fn(typename V::I code) {
  using I = typename V::I;
  const auto constant = [](int32_t value) LINQUANT_INLINE_LAMBDA { return V::broadcastInteger(value); };
  constexpr int kShift = kFloatFraction - E4m3fn::kFraction;
  const I magnitude = V::andIntegers(code, constant(0x7f));
  const I sign = V::template shiftLeft<24>(V::xorIntegers(code, magnitude));
  const I normal = V::addIntegers(V::template shiftLeft<kShift>(magnitude),
                                  constant((kFloatBias - E4m3fn::kBias) << kFloatFraction));
  // Below 2^-6, codes are multiples of 2^-9.
  const I small = V::asIntegers(V::multiply(V::toFloat(magnitude), V::broadcast(0x1p-9f)));
  const typename V::Mask isSmall = V::equalIntegers(V::andIntegers(magnitude, constant(0x78)), constant(0));
  const I number = V::selectIntegers(isSmall, small, normal);
  const typename V::Mask isNan = V::equalIntegers(magnitude, constant(E4m3fn::kOver));
  return V::asFloats(V::xorIntegers(V::selectIntegers(isNan, constant(kQuietNanBits), number), sign));
}

// A power of two, 2^(code - 127); 255 is NaN. float32 has the same exponents, but for the lowest.
template <class V>
LINQUANT_INLINE typename V::F decodedE8m0fnu(typename V::I code) {
  using I = typename V::I;
  const I power = V::maxIntegers(V::template shiftLeft<kFloatFraction>(code),
                                 V::broadcastInteger(1 << (kFloatFraction - 1)));
  const typename V::Mask isNan = V::equalIntegers(code, V::broadcastInteger(255));
  return V::asFloats(V::selectIntegers(isNan, V::broadcastInteger(kQuietNanBits), power));
}

// NaN as the quiet one of its sign.
template <class V>
LINQUANT_INLINE typename V::F withoutPayload(typename V::F x) {
  const typename V::I bits = V::asIntegers(x), kept = V::andIntegers(bits, V::broadcastInteger(kNoPayload));
  return V::asFloats(V::selectIntegers(V::isNumber(x), bits, kept));
}

// Loads a chunk of float8.
template <class V>
LINQUANT_INLINE void loadFloat8(FloatType type, const uint8_t* p, typename V::F (&v)[4]) {
  typename V::I codes[4];
  V::loadBytes(p, codes);
  if (type == FloatType::e4m3fn) {
    for (size_t j = 0; j < 4; j++) v[j] = decodedE4m3fn<V>(codes[j]);
  } else if (type == FloatType::e5m2) {
    // The upper byte of a float16, but for the payload of NaN.
    uint8_t halves[kChunk<V> * 2];
    for (size_t j = 0; j < 4; j++) codes[j] = V::template shiftLeft<8>(codes[j]);
    V::storeWords(halves, codes);
    for (size_t j = 0; j < 4; j++) v[j] = withoutPayload<V>(V::loadFloat16(halves + j * V::kLanes * 2));
  } else {
    for (size_t j = 0; j < 4; j++) v[j] = decodedE8m0fnu<V>(codes[j]);
  }
}

// The code nearest to x, ties to even. Magnitudes beyond `most`, float32 bits, become that.
//
// Codes with the exponent e of x are 2^(e - kFraction) apart, and below the lowest exponent as far as with it. float32 are so far
// apart from 2^(e + kShift) on. So adding that power rounds, and the difference of the bits counts the steps.
template <class V, class Float8>
LINQUANT_INLINE typename V::I float8Codes(typename V::F x, typename V::I most) {
  using I = typename V::I;
  const auto constant = [](int32_t value) LINQUANT_INLINE_LAMBDA { return V::broadcastInteger(value); };
  constexpr int kShift = kFloatFraction - Float8::kFraction, kLeast = kFloatBias + 1 - Float8::kBias;
  const I bits = V::asIntegers(x), given = V::andIntegers(bits, constant(0x7fffffff));
  const I sign = V::template shiftRight<24>(V::xorIntegers(bits, given));
  const I magnitude = V::minIntegers(given, most);
  const I exponent = V::maxIntegers(V::andIntegers(magnitude, constant(0xff << kFloatFraction)),
                                    constant(kLeast << kFloatFraction));
  const I power = V::addIntegers(exponent, constant(kShift << kFloatFraction));
  const I sum = V::asIntegers(V::add(V::asFloats(magnitude), V::asFloats(power)));
  const I before =
      V::subtractIntegers(V::template shiftRight<kShift>(exponent), constant(kLeast << Float8::kFraction));
  const I code = V::addIntegers(V::subtractIntegers(sum, power), before);
  return V::xorIntegers(V::selectIntegers(V::isNumber(x), code, constant(Float8::kNan)), sign);
}

// Stores a chunk as float8, rounded to nearest, ties to even.
template <class V, class Float8>
LINQUANT_INLINE void storeFloat8(uint8_t* p, const typename V::F (&v)[4], bool saturate) {
  constexpr int kShift = kFloatFraction - Float8::kFraction;
  constexpr int32_t kBias = (kFloatBias - Float8::kBias) << kFloatFraction;
  const typename V::I most =
      V::broadcastInteger(((saturate ? Float8::kMost : Float8::kOver) << kShift) + kBias);
  typename V::I codes[4];
  for (size_t j = 0; j < 4; j++) codes[j] = float8Codes<V, Float8>(v[j], most);
  V::storeBytes(p, codes);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_VECTOR_FLOAT8_H_
