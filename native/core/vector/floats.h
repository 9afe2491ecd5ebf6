// Four vectors of float32 from and to memory, where they may be of any FloatType.
#ifndef LINQUANT_CORE_VECTOR_FLOATS_H_
#define LINQUANT_CORE_VECTOR_FLOATS_H_

#include "../kernels.h"
#include "vector.h"

namespace linquant {

LINQUANT_INLINE constexpr size_t floatBytes(FloatType type) {
  return type == FloatType::float32 ? 4 : type == FloatType::float64 ? 8 : isFloat8(type) ? 1 : 2;
}

constexpr size_t kMostFloatBytes = 8;

// Loads a chunk of floats. float64 is rounded to float32; the other types are exact. The branches are the same in every
// iteration of a loop, so they cost less than the instruction cache misses of a kernel per type would.
template <class V>
LINQUANT_INLINE void loadFloats(FloatType type, const uint8_t* p, typename V::F (&v)[4]) {
  if (type == FloatType::float32) [[likely]] {
    for (size_t j = 0; j < 4; j++) v[j] = V::load(p + j * V::kLanes * 4);
  } else if (type == FloatType::float16) {
    for (size_t j = 0; j < 4; j++) v[j] = V::loadFloat16(p + j * V::kLanes * 2);
  } else if (type == FloatType::bfloat16) {
    for (size_t j = 0; j < 4; j++) v[j] = V::loadBfloat16(p + j * V::kLanes * 2);
  } else {
    for (size_t j = 0; j < 4; j++) v[j] = V::loadFloat64(p + j * V::kLanes * 8);
  }
}

// The same, but float64 is rounded to odd (kernels/convert.h): only zero becomes zero, and only infinity infinity.
template <class V>
LINQUANT_INLINE void loadFloatsOdd(FloatType type, const uint8_t* p, typename V::F (&v)[4]) {
  if (type != FloatType::float64) [[likely]]
    return loadFloats<V>(type, p, v);
  for (size_t j = 0; j < 4; j++) v[j] = V::loadFloat64Odd(p + j * V::kLanes * 8);
}

// Loads one vector of floats.
template <class V>
LINQUANT_INLINE typename V::F loadVector(FloatType type, const uint8_t* p) {
  if (type == FloatType::float32) [[likely]]
    return V::load(p);
  if (type == FloatType::float16) return V::loadFloat16(p);
  return type == FloatType::bfloat16 ? V::loadBfloat16(p) : V::loadFloat64(p);
}

// Stores a chunk of floats, rounded to nearest, ties to even.
template <class V>
LINQUANT_INLINE void storeFloats(FloatType type, uint8_t* p, const typename V::F (&v)[4]) {
  if (type == FloatType::float32) [[likely]] {
    for (size_t j = 0; j < 4; j++) V::store(p + j * V::kLanes * 4, v[j]);
  } else if (type == FloatType::float16) {
    for (size_t j = 0; j < 4; j++) V::storeFloat16(p + j * V::kLanes * 2, v[j]);
  } else if (type == FloatType::bfloat16) {
    for (size_t j = 0; j < 4; j++) V::storeBfloat16(p + j * V::kLanes * 2, v[j]);
  } else {
    for (size_t j = 0; j < 4; j++) V::storeFloat64(p + j * V::kLanes * 8, v[j]);
  }
}

// A float type as a template argument: one type, or any type, which is then given at run time.
constexpr int kAnyFloatType = -1, kFloat32 = static_cast<int>(FloatType::float32),
              kFloat64 = static_cast<int>(FloatType::float64),
              kFloat16 = static_cast<int>(FloatType::float16),
              kBfloat16 = static_cast<int>(FloatType::bfloat16);
template <int kType>
LINQUANT_INLINE constexpr FloatType typeOr(FloatType given) {
  return kType >= 0 ? static_cast<FloatType>(kType) : given;
}

// For any type, not inlined: loads and stores of all four types would take much code in every loop.
template <class V>
LINQUANT_OUTLINE void loadAnyFloats(FloatType type, const uint8_t* p, typename V::F (&v)[4]) {
  loadFloats<V>(type, p, v);
}
template <class V>
LINQUANT_OUTLINE void loadAnyFloatsOdd(FloatType type, const uint8_t* p, typename V::F (&v)[4]) {
  loadFloatsOdd<V>(type, p, v);
}
template <class V>
LINQUANT_OUTLINE void storeAnyFloats(FloatType type, uint8_t* p, const typename V::F (&v)[4]) {
  storeFloats<V>(type, p, v);
}

template <class V, int kType>
LINQUANT_INLINE void loadFloatsOf(FloatType type, const uint8_t* p, typename V::F (&v)[4]) {
  if constexpr (kType >= 0) {
    loadFloats<V>(static_cast<FloatType>(kType), p, v);
  } else {
    loadAnyFloats<V>(type, p, v);
  }
}
template <class V, int kType>
LINQUANT_INLINE void loadFloatsOddOf(FloatType type, const uint8_t* p, typename V::F (&v)[4]) {
  if constexpr (kType >= 0) {
    loadFloatsOdd<V>(static_cast<FloatType>(kType), p, v);
  } else {
    loadAnyFloatsOdd<V>(type, p, v);
  }
}
template <class V, int kType>
LINQUANT_INLINE void storeFloatsOf(FloatType type, uint8_t* p, const typename V::F (&v)[4]) {
  if constexpr (kType >= 0) {
    storeFloats<V>(static_cast<FloatType>(kType), p, v);
  } else {
    storeAnyFloats<V>(type, p, v);
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_VECTOR_FLOATS_H_
