// The vector types of 512 bits, each as two of 256 bits, and access to their lanes.
#ifndef LINQUANT_TEST_AVX512_VECTORS_H_
#define LINQUANT_TEST_AVX512_VECTORS_H_

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

namespace linquant {
// In an unnamed namespace, so that the linker never uses a function compiled for AVX2 in a file compiled without: see block.h.
namespace {

struct __m512 {
  __m256 half[2];
};
struct __m512d {
  __m256d half[2];
};
struct __m512i {
  __m256i half[2];
};

// The lanes of a vector, as elements of type T.
template <class T, size_t Count = 64 / sizeof(T)>
struct Lanes {
  static constexpr size_t kCount = Count;
  T at[kCount];
};
template <class T, class Vector>
inline Lanes<T, sizeof(Vector) / sizeof(T)> lanesOf(const Vector& vector) {
  Lanes<T, sizeof(Vector) / sizeof(T)> lanes;
  __builtin_memcpy(&lanes, &vector, sizeof vector);
  return lanes;
}
template <class Vector, class T, size_t Count>
inline Vector vectorOf(const Lanes<T, Count>& lanes) {
  static_assert(sizeof(Vector) == sizeof lanes);
  Vector vector;
  __builtin_memcpy(&vector, &lanes, sizeof vector);
  return vector;
}

template <class Vector, class T>
inline Vector allLanes(T value) {
  Lanes<T> lanes;
  for (T& lane : lanes.at) lane = value;
  return vectorOf<Vector>(lanes);
}

inline bool hasLane(uint64_t mask, size_t lane) { return (mask >> lane & 1) != 0; }

// Lanes of type T from `then` where their bit of the mask is set, else from `otherwise`.
template <class T, class Vector>
inline Vector selectLanes(uint64_t mask, const Vector& otherwise, const Vector& then) {
  auto result = lanesOf<T>(otherwise);
  const auto taken = lanesOf<T>(then);
  for (size_t i = 0; i < result.kCount; i++) {
    if (hasLane(mask, i)) result.at[i] = taken.at[i];
  }
  return vectorOf<Vector>(result);
}

// The same bits as another vector type.
template <class To, class From>
inline To castVector(const From& from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  __builtin_memcpy(&to, &from, sizeof to);
  return to;
}
inline __m512 _mm512_castpd_ps(__m512d a) { return castVector<__m512>(a); }
inline __m512d _mm512_castps_pd(__m512 a) { return castVector<__m512d>(a); }
inline __m512i _mm512_castps_si512(__m512 a) { return castVector<__m512i>(a); }
inline __m512 _mm512_castsi512_ps(__m512i a) { return castVector<__m512>(a); }
inline __m256 _mm512_castps512_ps256(__m512 a) { return a.half[0]; }
inline __m256i _mm512_castsi512_si256(__m512i a) { return a.half[0]; }
// The upper half is undefined in AVX-512, so here it holds something that no result may depend on.
inline __m512 _mm512_castps256_ps512(__m256 a) { return {{a, _mm256_set1_ps(-0x1.badbadp77f)}}; }
inline __m512i _mm512_castsi256_si512(__m256i a) { return {{a, _mm256_set1_epi32(0x0badbad0)}}; }

inline __m512 _mm512_setzero_ps() { return allLanes<__m512>(0.0f); }
inline __m512d _mm512_set1_pd(double a) { return allLanes<__m512d>(a); }
inline __m512 _mm512_set1_ps(float a) { return allLanes<__m512>(a); }
inline __m512i _mm512_set1_epi32(int32_t a) { return allLanes<__m512i>(a); }
inline __m512i _mm512_set1_epi16(int16_t a) { return allLanes<__m512i>(a); }
inline __m512i _mm512_set1_epi8(int8_t a) { return allLanes<__m512i>(a); }
inline __m512i _mm512_maskz_set1_epi32(__mmask16 mask, int32_t a) {
  return selectLanes<int32_t>(mask, _mm512_set1_epi32(0), _mm512_set1_epi32(a));
}
inline __m512i _mm512_mask_set1_epi32(__m512i otherwise, __mmask16 mask, int32_t a) {
  return selectLanes<int32_t>(mask, otherwise, _mm512_set1_epi32(a));
}
inline __m512i _mm512_setr_epi32(int32_t a, int32_t b, int32_t c, int32_t d, int32_t e, int32_t f, int32_t g,
                                 int32_t h, int32_t i, int32_t j, int32_t k, int32_t l, int32_t m, int32_t n,
                                 int32_t o, int32_t p) {
  return vectorOf<__m512i>(Lanes<int32_t>{{a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p}});
}
inline __m512i _mm512_setr_epi64(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f, int64_t g,
                                 int64_t h) {
  return vectorOf<__m512i>(Lanes<int64_t>{{a, b, c, d, e, f, g, h}});
}

inline __m512 _mm512_maskz_mov_ps(__mmask16 mask, __m512 a) {
  return selectLanes<uint32_t>(mask, _mm512_setzero_ps(), a);
}
inline __m512 _mm512_mask_blend_ps(__mmask16 mask, __m512 a, __m512 b) {
  return selectLanes<uint32_t>(mask, a, b);
}

}  // namespace
}  // namespace linquant

// Defines an operation by AVX2's on each half.
#define LINQUANT_OF_TWO(Type, name, avx2)                                                \
  inline Type _mm512_##name(Type a, Type b) {                                            \
    return {{_mm256_##avx2(a.half[0], b.half[0]), _mm256_##avx2(a.half[1], b.half[1])}}; \
  }

#endif  // LINQUANT_TEST_AVX512_VECTORS_H_
