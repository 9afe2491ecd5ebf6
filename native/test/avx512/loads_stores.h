// Loads and stores. Memory that is masked out is not touched, so it may lie on a page that does not exist.
#ifndef LINQUANT_TEST_AVX512_LOADS_STORES_H_
#define LINQUANT_TEST_AVX512_LOADS_STORES_H_

#include "vectors.h"

namespace linquant {
namespace {

template <class Vector>
inline Vector loadVector(const void* p) {
  Vector vector;
  __builtin_memcpy(&vector, p, sizeof vector);
  return vector;
}
inline __m512 _mm512_loadu_ps(const void* p) { return loadVector<__m512>(p); }
inline __m512d _mm512_loadu_pd(const void* p) { return loadVector<__m512d>(p); }
inline __m512i _mm512_loadu_si512(const void* p) { return loadVector<__m512i>(p); }
inline void _mm512_storeu_ps(void* p, __m512 a) { __builtin_memcpy(p, &a, sizeof a); }
inline void _mm512_storeu_pd(void* p, __m512d a) { __builtin_memcpy(p, &a, sizeof a); }
inline void _mm512_storeu_si512(void* p, __m512i a) { __builtin_memcpy(p, &a, sizeof a); }

inline __m512 _mm512_mask_loadu_ps(__m512 otherwise, __mmask16 mask, const void* p) {
  auto lanes = lanesOf<float>(otherwise);
  for (size_t i = 0; i < lanes.kCount; i++) {
    if (hasLane(mask, i)) __builtin_memcpy(&lanes.at[i], static_cast<const float*>(p) + i, sizeof(float));
  }
  return vectorOf<__m512>(lanes);
}
inline __m512 _mm512_maskz_loadu_ps(__mmask16 mask, const void* p) {
  return _mm512_mask_loadu_ps(_mm512_setzero_ps(), mask, p);
}

inline __m512i _mm512_maskz_loadu_epi8(__mmask64 mask, const void* p) {
  auto lanes = lanesOf<uint8_t>(__m512i{});
  for (size_t i = 0; i < lanes.kCount; i++) {
    if (hasLane(mask, i)) lanes.at[i] = static_cast<const uint8_t*>(p)[i];
  }
  return vectorOf<__m512i>(lanes);
}

template <class T, class Vector>
inline void storeLanes(void* p, uint64_t mask, const Vector& a) {
  const auto lanes = lanesOf<T>(a);
  for (size_t i = 0; i < lanes.kCount; i++) {
    if (hasLane(mask, i)) __builtin_memcpy(static_cast<T*>(p) + i, &lanes.at[i], sizeof(T));
  }
}
inline void _mm512_mask_storeu_ps(void* p, __mmask16 mask, __m512 a) { storeLanes<float>(p, mask, a); }
inline void _mm512_mask_storeu_epi8(void* p, __mmask64 mask, __m512i a) { storeLanes<uint8_t>(p, mask, a); }

// Non-temporal stores are plain stores here, but need the same alignment.
inline void checkAlignment(const void* p) {
  if (reinterpret_cast<uintptr_t>(p) % 64 != 0) abort();
}
inline void _mm512_stream_ps(float* p, __m512 a) {
  checkAlignment(p);
  _mm512_storeu_ps(p, a);
}
inline void _mm512_stream_si512(__m512i* p, __m512i a) {
  checkAlignment(p);
  _mm512_storeu_si512(p, a);
}

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_TEST_AVX512_LOADS_STORES_H_
