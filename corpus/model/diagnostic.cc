#include "corpus/model/diagnostic.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace twinbill::model {
namespace {

// The bytes of the UTF-8 character at `text[at]`; 0 where there is no valid one.
std::size_t CharacterLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return 0;
  }
  if (lead == 0xE0 && byte(at + 1) < 0xA0) return 0;  // overlong
  if (lead == 0xED && byte(at + 1) > 0x9F) return 0;  // surrogate
  if (lead == 0xF0 && byte(at + 1) < 0x90) return 0;  // overlong
  if (lead == 0xF4 && byte(at + 1) > 0x8F) return 0;  // beyond U+10FFFF
  return length;
}

char LowerCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Optimal string alignment: insertions, deletions, changes and swaps of neighbours, in any letter
// case.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  std::iota(d[0].begin(), d[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = LowerCase(a[i - 1]) == LowerCase(b[j - 1]);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && LowerCase(a[i - 1]) == LowerCase(b[j - 2]) &&
          LowerCase(a[i - 2]) == LowerCase(b[j - 1])) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

void AppendVisible(std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = CharacterLength(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::string_view character = text.substr(at, length);
    const bool control =
        byte < 0x20 || byte == 0x7F ||
        (length == 2 && byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0);
    const bool turns = length == 3 && (character == "\u2028" || character == "\u2029" ||
                                       (character >= "\u202A" && character <= "\u202E") ||
                                       (character >= "\u2066" && character <= "\u2069"));
    if (length > 0 && !control && !turns) {
      out += character;
      at += length;
      continue;
    }
    for (std::size_t i = 0; i < std::max<std::size_t>(length, 1); ++i) {
      const auto raw = static_cast<unsigned char>(text[at + i]);
      out += "\\x";
      out += kHex[raw >> 4U];
      out += kHex[raw & 15U];
    }
    at += std::max<std::size_t>(length, 1);
  }
}

Diagnostic::Diagnostic(Code stable_code, Position where, std::string what,
                       std::string allowed_instead, std::string guess)
    : code(stable_code.text),
      position(std::move(where)),
      message(std::move(what)),
      allowed(std::move(allowed_instead)),
      hint(std::move(guess)) {}

std::string Format(const Diagnostic& diagnostic) {
  const Position& at = diagnostic.position;
  std::string text = at.file;
  if (at.line > 0) text += (text.empty() ? "" : ":") + std::to_string(at.line);
  if (at.line > 0 && at.column > 0) text += ":" + std::to_string(at.column);
  if (!text.empty()) text += ": ";
  text += diagnostic.code + ": ";
  if (!at.part.empty()) text += at.part + ": ";
  if (!at.pointer.empty()) text += at.pointer + ": ";
  text += diagnostic.message;
  if (!diagnostic.allowed.empty()) text += "; allowed: " + diagnostic.allowed;
  if (!diagnostic.hint.empty()) text += "; " + diagnostic.hint;
  std::string visible;
  AppendVisible(text, visible);
  return visible;
}

Failure InputFailure(Diagnostic diagnostic) {
  return {FailureKind::kInput, {std::move(diagnostic)}};
}
Failure UsageFailure(Diagnostic diagnostic) {
  return {FailureKind::kUsage, {std::move(diagnostic)}};
}
Failure SurroundingsFailure(Diagnostic diagnostic) {
  return {FailureKind::kSurroundings, {std::move(diagnostic)}};
}

std::string_view NearMiss(std::string_view found, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t kLengthMax = 100;  // longer names are no slips of the pen
  std::string_view nearest;
  std::size_t nearest_distance = 0;
  if (found.size() > kLengthMax) return nearest;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kLengthMax) continue;
    const std::size_t distance = EditDistance(found, candidate);
    if (distance > std::max<std::size_t>(1, std::max(found.size(), candidate.size()) / 3)) continue;
    if (distance >= std::max(found.size(), candidate.size())) continue;  // nothing in common
    if (nearest.empty() || distance < nearest_distance) {
      nearest = candidate;
      nearest_distance = distance;
    }
  }
  return nearest;
}

}  // namespace twinbill::model
