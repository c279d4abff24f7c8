#include "corpus/history/page_checksum.h"

#include <arrow/util/crc32.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace twinbill::history {

#if defined(__x86_64__)
namespace {

// Each constant is x^n modulo the polynomial 0x104C11DB7, bits reversed and shifted by one: what a
// bit weighs that stands n bits before the end. Two of them fold 128 bits over a distance.
alignas(16) constexpr std::uint64_t kOver512[] = {0x154442bd4, 0x1c6e41596};  // n = 544, 480
alignas(16) constexpr std::uint64_t kOver128[] = {0x1751997d0, 0x0ccaa009e};  // n = 160, 96
alignas(16) constexpr std::uint64_t kOver64[] = {0x163cd6124, 0};             // n = 64
// The polynomial and the quotient x^64 / polynomial, reversed, for Barrett's reduction.
alignas(16) constexpr std::uint64_t kReduction[] = {0x1db710641, 0x1f7011641};

#define TWINBILL_CARRYLESS __attribute__((target("pclmul,sse4.1")))

TWINBILL_CARRYLESS inline __m128i Load(const void* at) {
  return _mm_loadu_si128(static_cast<const __m128i*>(at));
}

// `sum` moved on by the distance that `constants` stand for, with `next` added.
TWINBILL_CARRYLESS inline __m128i Fold(__m128i sum, __m128i constants, __m128i next) {
  const __m128i low = _mm_clmulepi64_si128(sum, constants, 0x00);
  const __m128i high = _mm_clmulepi64_si128(sum, constants, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

// 128 bits to the 32 of the remainder.
TWINBILL_CARRYLESS inline std::uint32_t Reduce(__m128i sum) {
  const __m128i low_words = _mm_setr_epi32(-1, 0, -1, 0);
  const __m128i over_64 = Load(kOver64);
  const __m128i reduction = Load(kReduction);
  sum = _mm_xor_si128(_mm_srli_si128(sum, 8), _mm_clmulepi64_si128(sum, Load(kOver128), 0x10));
  sum = _mm_xor_si128(_mm_srli_si128(sum, 4),
                      _mm_clmulepi64_si128(_mm_and_si128(sum, low_words), over_64, 0x00));
  __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(sum, low_words), reduction, 0x10);
  quotient = _mm_clmulepi64_si128(_mm_and_si128(quotient, low_words), reduction, 0x00);
  return static_cast<std::uint32_t>(_mm_extract_epi32(_mm_xor_si128(sum, quotient), 1));
}

// At least 64 bytes, a multiple of 16.
TWINBILL_CARRYLESS std::uint32_t Folded(std::span<const std::uint8_t> bytes) {
  const std::uint8_t* at = bytes.data();
  std::size_t left = bytes.size();
  __m128i sums[4];
  for (int i = 0; i < 4; ++i) sums[i] = Load(at + 16 * i);
  sums[0] = _mm_xor_si128(sums[0], _mm_cvtsi32_si128(-1));
  const __m128i over_512 = Load(kOver512);
  for (at += 64, left -= 64; left >= 64; at += 64, left -= 64) {
    for (int i = 0; i < 4; ++i) sums[i] = Fold(sums[i], over_512, Load(at + 16 * i));
  }
  const __m128i over_128 = Load(kOver128);
  __m128i sum = sums[0];
  for (int i = 1; i < 4; ++i) sum = Fold(sum, over_128, sums[i]);
  for (; left >= 16; at += 16, left -= 16) sum = Fold(sum, over_128, Load(at));
  return ~Reduce(sum);
}

}  // namespace
#endif

std::uint32_t PageChecksum(std::span<const std::uint8_t> bytes) {
#if defined(__x86_64__)
  static const bool kCanFold = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
  if (kCanFold && bytes.size() >= 64) {
    const std::size_t folded = bytes.size() / 16 * 16;
    const auto rest = bytes.subspan(folded);
    return arrow::internal::crc32(Folded(bytes.first(folded)), rest.data(), rest.size());
  }
#endif
  return arrow::internal::crc32(0, bytes.data(), bytes.size());
}

}  // namespace twinbill::history
