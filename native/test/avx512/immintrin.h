// AVX-512 in software, for tests on machines without it. With this folder first in the include path, isa/avx512.cpp compiles to
// code for AVX2 (LINQUANT_EMULATED_AVX512 in CMakeLists.txt).
//
// Only what that file uses is here, and each as Intel's documentation defines it: plain, not fast. The names are those
// of the real header, but in linquant's namespace, where they are found first; so both can be used side by side, which
// emulation_test does on a machine that has AVX-512.
#ifndef LINQUANT_TEST_AVX512_IMMINTRIN_H_
#define LINQUANT_TEST_AVX512_IMMINTRIN_H_

#include_next <immintrin.h>

// Some of these names are macros: in clang always, in GCC without inlining.
#undef _mm512_cmp_pd_mask
#undef _mm512_cmp_ps_mask
#undef _mm512_cvt_roundpd_ps
#undef _mm512_cvt_roundps_epi32
#undef _mm512_cvtps_ph
#undef _mm512_extractf32x8_ps
#undef _mm512_extracti64x4_epi64
#undef _mm512_insertf32x8
#undef _mm512_inserti64x4
#undef _mm512_mask_cmp_ps_mask
#undef _mm512_maskz_range_ps
#undef _mm512_range_ps
#undef _mm512_shuffle_f32x4
#undef _mm512_shuffle_i64x2
#undef _mm512_slli_epi32
#undef _mm512_srli_epi32
#undef _mm512_ternarylogic_epi32
#undef _mm512_broadcast_i32x4
#undef _mm512_cmpeq_epi16_mask
#undef _mm512_cmpeq_epi32_mask
#undef _mm512_test_epi32_mask

#include "compare.h"
#include "convert.h"
#include "floats.h"
#include "integers.h"
#include "loads_stores.h"
#include "shuffles.h"
#include "vectors.h"

#endif  // LINQUANT_TEST_AVX512_IMMINTRIN_H_
