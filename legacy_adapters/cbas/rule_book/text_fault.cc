#include "legacy_adapters/cbas/rule_book/text_fault.h"

#include <fmt/format.h>

#include <algorithm>

namespace twinbill::rule_book {
namespace {

constexpr std::size_t kBeforeMax = 60;  // bytes of a line shown before the caret, and after it
constexpr std::size_t kAfterMax = 40;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The characters of `text`, each as wide as a terminal's column.
std::size_t ColumnsOf(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

}  // namespace

std::string ExcerptOf(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  std::size_t end = std::min(text.find('\n', at), text.size());
  std::string shown;
  if (at - begin > kBeforeMax) {
    begin = at - kBeforeMax;
    while (IsContinuation(text[begin])) ++begin;
    shown = "…";
  }
  const bool cut = end - at > kAfterMax;
  if (cut) {
    end = at + kAfterMax;
    while (IsContinuation(text[end])) --end;
  }
  model::AppendVisible(text.substr(begin, at - begin), shown);
  const std::size_t columns = ColumnsOf(shown);
  model::AppendVisible(text.substr(at, end - at), shown);
  return fmt::format("  {}{}\n  {}^", shown, cut ? "…" : "", std::string(columns, ' '));
}

model::Diagnostic DiagnosticOf(const TextFault& fault, std::string_view text, std::string_view kind,
                               const model::Position& where) {
  const std::string_view before = text.substr(0, fault.span.begin);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_end = before.rfind('\n');
  const std::size_t column =
      line_end == std::string_view::npos ? before.size() + 1 : before.size() - line_end;
  model::Diagnostic diagnostic(fault.code, where, fault.message, fault.allowed, fault.hint);
  diagnostic.position.part = fmt::format("line {}, column {} of the {}", line, column, kind);
  diagnostic.excerpt = ExcerptOf(text, fault.span.begin);
  return diagnostic;
}

std::string Guess(std::string_view found, const std::vector<std::string_view>& candidates) {
  const std::string_view near = model::NearMiss(found, candidates);
  return near.empty() ? std::string() : fmt::format("did you mean \"{}\"?", near);
}

}  // namespace twinbill::rule_book
