// Fast looks at many bytes: 16 at a time where the machine can (SSE2), one at a time elsewhere.
//
// The functions that take only a beginning may read up to CsvBlock::kPadding bytes behind what they
// find.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace twinbill::readers {

// The first of `,` `"` LF CR at or behind `at`. There must be one.
inline const char* FindSpecial(const char* at) {
#if defined(__SSE2__)
  const __m128i comma = _mm_set1_epi8(',');
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i line_feed = _mm_set1_epi8('\n');
  const __m128i carriage_return = _mm_set1_epi8('\r');
  for (;; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i found = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, comma), _mm_cmpeq_epi8(bytes, quote)),
        _mm_or_si128(_mm_cmpeq_epi8(bytes, line_feed), _mm_cmpeq_epi8(bytes, carriage_return)));
    const int mask = _mm_movemask_epi8(found);
    if (mask != 0) return at + __builtin_ctz(static_cast<unsigned>(mask));
  }
#else
  while (*at != ',' && *at != '"' && *at != '\n' && *at != '\r') ++at;
  return at;
#endif
}

// How many bytes of [at, end) are `byte`.
inline std::size_t CountOf(char byte, const char* at, const char* end) {
  std::size_t count = 0;
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8(byte);
  while (end - at >= 16) {
    // Each of 16 counters holds at most 255.
    __m128i counters = _mm_setzero_si128();
    for (int i = 0; i < 255 && end - at >= 16; ++i, at += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
      counters = _mm_sub_epi8(counters, _mm_cmpeq_epi8(bytes, wanted));
    }
    const __m128i sums = _mm_sad_epu8(counters, _mm_setzero_si128());
    count += static_cast<std::size_t>(_mm_cvtsi128_si64(sums)) +
             static_cast<std::size_t>(_mm_cvtsi128_si64(_mm_srli_si128(sums, 8)));
  }
#endif
  for (; at != end; ++at) count += *at == byte ? 1U : 0U;
  return count;
}

// The first byte of [at, end) that is NUL or no ASCII; `end` where there is none.
inline const char* FindUnusual(const char* at, const char* end) {
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // Above zero as signed numbers: neither NUL nor beyond ASCII.
    const int usual = _mm_movemask_epi8(_mm_cmpgt_epi8(bytes, _mm_setzero_si128()));
    if (usual != 0xFFFF) return at + __builtin_ctz(~static_cast<unsigned>(usual));
  }
#endif
  while (at != end && *at != '\0' && static_cast<unsigned char>(*at) < 0x80) ++at;
  return at;
}

}  // namespace twinbill::readers
