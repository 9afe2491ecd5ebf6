// Four vectors of floats from and to memory, whatever type they have there.
#ifndef LINQUANT_CORE_VECTOR_FLOATS_H_
#define LINQUANT_CORE_VECTOR_FLOATS_H_

#include "../kernels.h"
#include "vector.h"

namespace linquant {

// Bytes of a float.
LINQUANT_INLINE constexpr size_t floatBytes(FloatType type) {
  return type == FloatType::float32 ? 4 : type == FloatType::float64 ? 8 : 2;
}

// Bytes of the widest one.
constexpr size_t kMostFloatBytes = 8;

// A block of floats at p; float64 is rounded to float32, the others are exact. The branches are the same in every round
// of a loop, which costs a block less than a kernel for each type would cost in the cache.
template <class V>
LINQUANT_INLINE void loadFloats(FloatType type, const uint8_t* p, typename V::F (&v)[4]) {
  if (type == FloatType::float32) [[likely]] {
    for (size_t j = 0; j < 4; j++) v[j] = V::load(p + j * V::kLanes * 4);
  } else if (type == FloatType::float16) {
    for (size_t j = 0; j < 4; j++) v[j] = V::loadHalf(p + j * V::kLanes * 2);
  } else if (type == FloatType::bfloat16) {
    for (size_t j = 0; j < 4; j++) v[j] = V::loadBrain(p + j * V::kLanes * 2);
  } else {
    for (size_t j = 0; j < 4; j++) v[j] = V::loadDouble(p + j * V::kLanes * 8);
  }
}

// The same, but float64 is rounded to odd: towards zero, with the last bit set where anything was lost. So zero and infinity
// come of themselves only, and 13 bits fewer round as float64 itself would.
template <class V>
LINQUANT_INLINE void loadFloatsOdd(FloatType type, const uint8_t* p, typename V::F (&v)[4]) {
  if (type != FloatType::float64) [[likely]]
    return loadFloats<V>(type, p, v);
  for (size_t j = 0; j < 4; j++) v[j] = V::loadDoubleOdd(p + j * V::kLanes * 8);
}

// A vector of floats at p, likewise.
template <class V>
LINQUANT_INLINE typename V::F loadVector(FloatType type, const uint8_t* p) {
  if (type == FloatType::float32) [[likely]]
    return V::load(p);
  if (type == FloatType::float16) return V::loadHalf(p);
  return type == FloatType::bfloat16 ? V::loadBrain(p) : V::loadDouble(p);
}

// A block of floats to p, ties to even.
template <class V>
LINQUANT_INLINE void storeFloats(FloatType type, uint8_t* p, const typename V::F (&v)[4]) {
  if (type == FloatType::float32) [[likely]] {
    for (size_t j = 0; j < 4; j++) V::store(p + j * V::kLanes * 4, v[j]);
  } else if (type == FloatType::float16) {
    for (size_t j = 0; j < 4; j++) V::storeHalf(p + j * V::kLanes * 2, v[j]);
  } else if (type == FloatType::bfloat16) {
    for (size_t j = 0; j < 4; j++) V::storeBrain(p + j * V::kLanes * 2, v[j]);
  } else {
    for (size_t j = 0; j < 4; j++) V::storeDouble(p + j * V::kLanes * 8, v[j]);
  }
}

// A type of floats that is known when the code is compiled, or else at run time.
constexpr int kAnyFloatType = -1, kFloat32 = static_cast<int>(FloatType::float32),
              kFloat16 = static_cast<int>(FloatType::float16),
              kBfloat16 = static_cast<int>(FloatType::bfloat16);
template <int kType>
LINQUANT_INLINE constexpr FloatType typeOr(FloatType given) {
  return kType >= 0 ? static_cast<FloatType>(kType) : given;
}

// For types that are known at run time only, apart from the loops, in each of which they would take much room.
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
