// Compares the AVX-512 in software with the processor's: the result of every intrinsic in immintrin.h, and MXCSR's invalid flag,
// for special values and random bits. It runs on machines with AVX-512 only. Here ::_mm512_... is the processor's intrinsic and
// linquant::_mm512_... the one in software.
#include <immintrin.h>

#include <iterator>
#include <limits>
#include <utility>

#include "../support/check.h"
#include "../support/core.h"
#include "../support/values.h"

namespace linquant::test {
namespace {

// Memory for a vector of any type.
struct Bits {
  uint32_t word[16];
};
Bits makeBits(Random& random) {
  static const uint32_t special[] = {0,          0x80000000, 0x3f000000, 0xbf000000, 0x3effffff, 0x3f800000,
                                     0x4f000000, 0xcf000000, 0x4effffff, 0x7f800000, 0xff800000, 0x7fc00000,
                                     0x7f800001, 0xffc12345, 1,          0x80000001, 0x7f7fffff, 0x43008000,
                                     0x80008000, 0x7fff7fff, 0x0000ffff, 0xffff0000, 0x7c007c01, 0x00018000};
  Bits bits;
  const uint32_t kind = random.bits() % 4;
  for (uint32_t& word : bits.word) {
    const uint32_t other = random.bits();
    word = kind == 0 || (kind == 1 && other % 2 == 0) ? special[random.bits() % std::size(special)]
           : kind == 2 ? bitsOf(static_cast<float>(static_cast<int32_t>(other)) * 0x1p-20f)
                       : other;
  }
  return bits;
}

// The compiler's vector type for one of linquant's; other types stay as they are.
template <class T>
struct Real {
  using Type = T;
};
template <>
struct Real<__m512> {
  using Type = ::__m512;
};
template <>
struct Real<__m512d> {
  using Type = ::__m512d;
};
template <>
struct Real<__m512i> {
  using Type = ::__m512i;
};

// Makes an argument, a vector or a mask, of bytes.
template <class T>
T argumentOf(const Bits& bits) {
  T value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

struct Outcome {
  uint8_t bytes[64] = {};
  bool isInvalid = false;
};

// Argument and result go through memory, so that the compiler neither computes the result at compile time nor moves the call
// behind the reading of the flag.
template <class Call>
Outcome outcomeOf(const Call& call) {
  Outcome outcome;
  _mm_setcsr(0x1f80);
  asm volatile("" ::: "memory");
  const auto result = call();
  memcpy(outcome.bytes, &result, sizeof result);
  asm volatile("" : : "r"(&outcome) : "memory");
  outcome.isInvalid = (_mm_getcsr() & _MM_EXCEPT_INVALID) != 0;
  return outcome;
}

// Replaces every NaN by the same one: of two NaN operands the first one is the result, and compilers may swap the operands of
// sums, products and fma.
template <class Number, class Vector>
Bits withOneNan(const Vector& vector) {
  Bits bits;
  memcpy(&bits, &vector, sizeof bits);
  for (size_t at = 0; at < sizeof bits; at += sizeof(Number)) {
    uint8_t* const place = reinterpret_cast<uint8_t*>(&bits) + at;
    Number number;
    memcpy(&number, place, sizeof number);
    if (number == number) continue;
    const Number nan = std::numeric_limits<Number>::quiet_NaN();
    memcpy(place, &nan, sizeof nan);
  }
  return bits;
}

// Calls both with the same arguments, many times or up to the first difference.
template <class... In, class Ours, class Theirs>
void compare(const char* name, const Ours& ours, const Theirs& theirs) {
  constexpr int kRuns = 3000;
  Random random(20240607);
  for (int run = 0; run < kRuns; run++) {
    Bits bits[sizeof...(In)];
    for (Bits& each : bits) each = makeBits(random);
    asm volatile("" : : "r"(bits) : "memory");
    const auto given = [&]<size_t... I>(std::index_sequence<I...>) {
      return outcomeOf([&] { return ours(argumentOf<In>(bits[I])...); });
    }
    (std::index_sequence_for<In...>());
    const auto expected = [&]<size_t... I>(std::index_sequence<I...>) {
      return outcomeOf([&] { return theirs(argumentOf<typename Real<In>::Type>(bits[I])...); });
    }
    (std::index_sequence_for<In...>());
    const bool isSame = memcmp(given.bytes, expected.bytes, sizeof given.bytes) == 0;
    CHECK(isSame, "%s, run %d", name, run);
    CHECK(given.isInvalid == expected.isInvalid, "%s, run %d: the invalid flag is %d, not %d", name, run,
          given.isInvalid, expected.isInvalid);
    if (!isSame || given.isInvalid != expected.isInvalid) return;
  }
}

// COMPARE(name, constants, types...): the intrinsic with arguments of these types, then with its constants.
#define COMPARE(name, constants, ...)                                  \
  compare<__VA_ARGS__>(                                                \
      #name, [](auto... x) { return linquant::name(x... constants); }, \
      [](auto... x) { return ::name(x... constants); })
#define WITH(constant) , constant
#define COMPARE_NUMBERS(name, number, ...)                                       \
  compare<__VA_ARGS__>(                                                          \
      #name, [](auto... x) { return withOneNan<number>(linquant::name(x...)); }, \
      [](auto... x) { return withOneNan<number>(::name(x...)); })

using F = __m512;
using D = __m512d;
using I = __m512i;
using M8 = __mmask8;
using M16 = __mmask16;
using M32 = __mmask32;
using M64 = __mmask64;

void compareFloats() {
  COMPARE_NUMBERS(_mm512_add_ps, float, F, F);
  COMPARE(_mm512_sub_ps, , F, F);
  COMPARE_NUMBERS(_mm512_mul_ps, float, F, F);
  COMPARE(_mm512_div_ps, , F, F);
  COMPARE(_mm512_min_ps, , F, F);
  COMPARE(_mm512_max_ps, , F, F);
  COMPARE_NUMBERS(_mm512_fmadd_ps, float, F, F, F);
  COMPARE(_mm512_reduce_min_ps, , F);
  COMPARE(_mm512_reduce_max_ps, , F);
  COMPARE(_mm512_range_ps, WITH(0x00), F, F);
  COMPARE(_mm512_range_ps, WITH(0x01), F, F);
  COMPARE(_mm512_range_ps, WITH(0x02), F, F);
  COMPARE(_mm512_range_ps, WITH(0x03), F, F);
  COMPARE(_mm512_range_ps, WITH(0x05), F, F);
  COMPARE(_mm512_range_ps, WITH(0x0b), F, F);
  COMPARE(_mm512_range_ps, WITH(0x0e), F, F);
  COMPARE(_mm512_maskz_range_ps, WITH(0x02), M16, F, F);
  COMPARE(_mm512_maskz_mov_ps, , M16, F);
  COMPARE(_mm512_mask_blend_ps, , M16, F, F);
  COMPARE(_mm512_set1_ps, , float);
  COMPARE_NUMBERS(_mm512_add_pd, double, D, D);
  COMPARE(_mm512_sub_pd, , D, D);
  COMPARE_NUMBERS(_mm512_mul_pd, double, D, D);
  COMPARE(_mm512_max_pd, , D, D);
  COMPARE(_mm512_min_pd, , D, D);
  COMPARE(_mm512_div_pd, , D, D);
  COMPARE(_mm512_sqrt_pd, , D);
  COMPARE(_mm512_roundscale_pd, WITH(_MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC), D);
  COMPARE(_mm512_abs_pd, , D);
  COMPARE_NUMBERS(_mm512_fmadd_pd, double, D, D, D);
}

void compareMasks() {
  COMPARE(_mm512_cmp_ps_mask, WITH(_CMP_EQ_OQ), F, F);
  COMPARE(_mm512_cmp_ps_mask, WITH(_CMP_NEQ_OQ), F, F);
  COMPARE(_mm512_cmp_ps_mask, WITH(_CMP_NEQ_UQ), F, F);
  COMPARE(_mm512_cmp_ps_mask, WITH(_CMP_LT_OQ), F, F);
  COMPARE(_mm512_cmp_ps_mask, WITH(_CMP_LE_OQ), F, F);
  COMPARE(_mm512_cmp_ps_mask, WITH(_CMP_GE_OQ), F, F);
  COMPARE(_mm512_cmp_ps_mask, WITH(_CMP_GT_OQ), F, F);
  COMPARE(_mm512_cmp_ps_mask, WITH(_CMP_ORD_Q), F, F);
  COMPARE(_mm512_cmp_ps_mask, WITH(_CMP_UNORD_Q), F, F);
  COMPARE(_mm512_mask_cmp_ps_mask, WITH(_CMP_LE_OQ), M16, F, F);
  COMPARE(_mm512_cmp_pd_mask, WITH(_CMP_NEQ_OQ), D, D);
  COMPARE(_mm512_cmp_pd_mask, WITH(_CMP_GT_OQ), D, D);
  COMPARE(_mm512_cmpeq_epi16_mask, , I, I);
  COMPARE(_mm512_cmpeq_epi32_mask, , I, I);
  COMPARE(_mm512_test_epi32_mask, , I, I);
  COMPARE(_mm512_kunpackw, , M32, M32);
  COMPARE(_mm512_kunpackd, , M64, M64);
  COMPARE(_mm512_movm_epi8, , M64);
  COMPARE(_mm512_movepi8_mask, , I);
}

void compareConversions() {
  COMPARE(_mm512_cvtps_epi32, , F);
  COMPARE(_mm512_maskz_cvtps_epi32, , M16, F);
  COMPARE(_mm512_cvttps_epi32, , F);
  COMPARE(_mm512_cvt_roundps_epi32, WITH(_MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC), F);
  COMPARE(_mm512_cvt_roundps_epi32, WITH(_MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC), F);
  COMPARE(_mm512_cvt_roundpd_ps, WITH(_MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC), D);
  COMPARE(_mm512_cvtepi32_ps, , I);
  COMPARE(_mm512_cvtpd_ps, , D);
  COMPARE(_mm512_cvtps_pd, , __m256);
  COMPARE(_mm512_cvtepu64_pd, , I);
  COMPARE(_mm512_cvtph_ps, , __m256i);
  COMPARE(_mm512_cvtps_ph, WITH(_MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC), F);
  COMPARE(_mm512_cvtepu8_epi32, , __m128i);
  COMPARE(_mm512_cvtepu8_epi16, , __m256i);
  COMPARE(_mm512_cvtepi8_epi16, , __m256i);
  COMPARE(_mm512_cvtepu16_epi32, , __m256i);
  COMPARE(_mm512_cvtepi32_epi16, , I);
}

void compareIntegers() {
  COMPARE(_mm512_and_si512, , I, I);
  COMPARE(_mm512_or_si512, , I, I);
  COMPARE(_mm512_xor_si512, , I, I);
  COMPARE(_mm512_add_epi32, , I, I);
  COMPARE(_mm512_sub_epi32, , I, I);
  COMPARE(_mm512_add_epi16, , I, I);
  COMPARE(_mm512_add_epi8, , I, I);
  COMPARE(_mm512_madd_epi16, , I, I);
  COMPARE(_mm512_maddubs_epi16, , I, I);
  COMPARE(_mm512_sad_epu8, , I, I);
  COMPARE(_mm512_add_epi64, , I, I);
  COMPARE(_mm512_adds_epi16, , I, I);
  COMPARE(_mm512_min_epi32, , I, I);
  COMPARE(_mm512_max_epi32, , I, I);
  COMPARE(_mm512_min_epi16, , I, I);
  COMPARE(_mm512_min_epi8, , I, I);
  COMPARE(_mm512_max_epi8, , I, I);
  COMPARE(_mm512_slli_epi32, WITH(4), I);
  COMPARE(_mm512_slli_epi32, WITH(16), I);
  COMPARE(_mm512_srli_epi32, WITH(4), I);
  COMPARE(_mm512_srli_epi32, WITH(16), I);
  COMPARE(_mm512_mask_or_epi32, , I, M16, I, I);
  COMPARE(_mm256_mask_or_epi32, , __m256i, M8, __m256i, __m256i);
  COMPARE(_mm512_ternarylogic_epi32, WITH(0xea), I, I, I);
  COMPARE(_mm512_ternarylogic_epi32, WITH(0x1b), I, I, I);
  COMPARE(_mm512_set1_epi32, , int32_t);
  COMPARE(_mm512_set1_epi16, , int16_t);
  COMPARE(_mm512_set1_epi8, , int8_t);
  COMPARE(_mm512_maskz_set1_epi32, , M16, int32_t);
  COMPARE(_mm512_mask_set1_epi32, , I, M16, int32_t);
}

void compareDots() {
  compare<I, I, I>(
      "_mm512_dpbusd_epi32", [](I sum, I a, I b) { return linquant::_mm512_dpbusd_epi32(sum, a, b); },
      [](auto sum, auto a, auto b)
          __attribute__((target("avx512vnni"))) { return ::_mm512_dpbusd_epi32(sum, a, b); });
}

void compareBitCounts() {
  compare<I>(
      "_mm512_popcnt_epi8", [](I a) { return linquant::_mm512_popcnt_epi8(a); },
      [](auto a) __attribute__((target("avx512bitalg"))) { return ::_mm512_popcnt_epi8(a); });
}

void compareShuffles() {
  COMPARE(_mm512_extractf32x8_ps, WITH(1), F);
  COMPARE(_mm512_extracti64x4_epi64, WITH(1), I);
  COMPARE(_mm512_insertf32x8, WITH(1), F, __m256);
  COMPARE(_mm512_inserti64x4, WITH(0), I, __m256i);
  COMPARE(_mm512_inserti64x4, WITH(1), I, __m256i);
  COMPARE(_mm512_castps512_ps256, , F);
  COMPARE(_mm512_castsi512_si256, , I);
  COMPARE(_mm512_unpacklo_ps, , F, F);
  COMPARE(_mm512_unpackhi_ps, , F, F);
  COMPARE(_mm512_unpacklo_pd, , D, D);
  COMPARE(_mm512_unpackhi_pd, , D, D);
  COMPARE(_mm512_unpacklo_epi64, , I, I);
  COMPARE(_mm512_unpackhi_epi64, , I, I);
  COMPARE(_mm512_packs_epi32, , I, I);
  COMPARE(_mm512_packs_epi16, , I, I);
  COMPARE(_mm512_packus_epi32, , I, I);
  COMPARE(_mm512_packus_epi16, , I, I);
  COMPARE(_mm512_shuffle_epi8, , I, I);
  COMPARE(_mm512_broadcast_i32x4, , __m128i);
  COMPARE(_mm512_permutexvar_epi32, , I, I);
  COMPARE(_mm512_permutexvar_epi64, , I, I);
  COMPARE(_mm512_shuffle_f32x4, WITH(0x88), F, F);
  COMPARE(_mm512_shuffle_f32x4, WITH(0xdd), F, F);
  COMPARE(_mm512_shuffle_f32x4, WITH(0x1b), F, F);
  COMPARE(_mm512_shuffle_i64x2, WITH(0x44), I, I);
  COMPARE(_mm512_shuffle_i64x2, WITH(0xdd), I, I);
  const auto ours = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const auto theirs = ::_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  CHECK(memcmp(&ours, &theirs, 64) == 0, "_mm512_setr_epi32");
  const auto ourLongs = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, -7);
  const auto theirLongs = ::_mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, -7);
  CHECK(memcmp(&ourLongs, &theirLongs, 64) == 0, "_mm512_setr_epi64");
}

// Loads and stores. Stores overwrite zeros. That no other memory is touched is tested by guard_test.
void compareMemory() {
  compare<I>(
      "_mm512_loadu", [](I x) { return linquant::_mm512_loadu_ps(&x); },
      [](auto x) { return ::_mm512_loadu_ps(&x); });
  compare<M64, I>(
      "_mm512_maskz_loadu_epi8", [](M64 mask, I x) { return linquant::_mm512_maskz_loadu_epi8(mask, &x); },
      [](M64 mask, auto x) { return ::_mm512_maskz_loadu_epi8(mask, &x); });
  compare<F, M16, I>(
      "_mm512_mask_loadu_ps",
      [](F rest, M16 mask, I x) { return linquant::_mm512_mask_loadu_ps(rest, mask, &x); },
      [](auto rest, M16 mask, auto x) { return ::_mm512_mask_loadu_ps(rest, mask, &x); });
  compare<M16, I>(
      "_mm512_maskz_loadu_ps", [](M16 mask, I x) { return linquant::_mm512_maskz_loadu_ps(mask, &x); },
      [](M16 mask, auto x) { return ::_mm512_maskz_loadu_ps(mask, &x); });
  compare<Bits, M16, F>(
      "_mm512_mask_storeu_ps",
      [](Bits to, M16 mask, F x) { return linquant::_mm512_mask_storeu_ps(&to, mask, x), to; },
      [](Bits to, M16 mask, auto x) { return ::_mm512_mask_storeu_ps(&to, mask, x), to; });
  compare<Bits, __mmask64, I>(
      "_mm512_mask_storeu_epi8",
      [](Bits to, __mmask64 mask, I x) { return linquant::_mm512_mask_storeu_epi8(&to, mask, x), to; },
      [](Bits to, __mmask64 mask, auto x) { return ::_mm512_mask_storeu_epi8(&to, mask, x), to; });
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  if ((linquant::detectFeatures() & linquant::kFeatureAvx512) == 0) {
    printf("emulation_test: skipped, this processor has no AVX-512 to compare with\n");
    return 77;
  }
  compareFloats();
  compareMasks();
  compareConversions();
  compareIntegers();
  compareShuffles();
  compareMemory();
  if ((linquant::detectFeatures() & linquant::kFeatureAvx512Vnni) != 0) compareDots();
  if (__builtin_cpu_supports("avx512bitalg")) compareBitCounts();
  printf("emulation_test: %llu results compared with the processor's - %s\n",
         static_cast<unsigned long long>(programTally.checks),
         programTally.failures == 0 ? "passed" : "FAILED");
  return programTally.failures == 0 ? 0 : 1;
}
