#include "legacy_adapters/cbas/rule_book/match_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace twinbill::rule_book {
namespace {

using model::Code;

constexpr int kDepthMax = 200;
constexpr std::size_t kNodesMax = 5000;
constexpr std::size_t kShownMax = 40;
constexpr auto kKeywords = std::to_array<std::string_view>({"and", "or", "not", "in", "like"});
constexpr auto kDimensions =
    std::to_array<std::string_view>({"account", "service", "region", "usage_type", "operation",
                                     "line_item_type", "unit", "product.KEY", "tag.KEY"});

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool IsWordPart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_.:/-").find(c) != std::string_view::npos;
}

enum class TokenKind { kWord, kText, kSign, kEnd, kOpenText, kUnknown };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;  // as it stands, quotes included
  TextSpan span;

  bool Is(std::string_view sign) const { return kind == TokenKind::kSign && text == sign; }
  bool IsWord(std::string_view word) const { return kind == TokenKind::kWord && text == word; }
};

// Cuts the text into tokens, one ahead.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) { Advance(); }

  const Token& next() const { return next_; }
  Token Take() {
    Token taken = next_;
    Advance();
    return taken;
  }

 private:
  void Advance() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
    const std::size_t from = at_;
    next_.kind = TakeOne();
    next_.text = text_.substr(from, at_ - from);
    next_.span = {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(at_)};
  }

  TokenKind TakeOne() {
    if (at_ == text_.size()) return TokenKind::kEnd;
    if (text_[at_] == '\'') return TakeText();
    if (IsWordPart(text_[at_])) {
      while (at_ < text_.size() && IsWordPart(text_[at_])) ++at_;
      return TokenKind::kWord;
    }
    for (const std::string_view sign : {"<>", "=", "(", ")", ","}) {
      if (text_.substr(at_, sign.size()) == sign) {
        at_ += sign.size();
        return TokenKind::kSign;
      }
    }
    ++at_;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0U) == 0x80U) ++at_;
    return TokenKind::kUnknown;
  }

  // From its `'` to the next one that is not doubled.
  TokenKind TakeText() {
    ++at_;
    while (at_ < text_.size()) {
      if (text_[at_++] != '\'') continue;
      if (at_ == text_.size() || text_[at_] != '\'') return TokenKind::kText;
      ++at_;
    }
    return TokenKind::kOpenText;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Token next_;
};

std::string Unquoted(std::string_view quoted) {
  std::string text;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    text += quoted[i];
    if (quoted[i] == '\'') ++i;
  }
  return text;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// A parsed part: its node and its bytes, parentheses around it included.
struct Part {
  std::uint32_t node = 0;
  TextSpan extent;
};

using Parsed = model::Result<Part, TextFault>;
using Checked = model::Result<void, TextFault>;

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(text) { match_.text = text; }

  model::Result<Match, TextFault> All() {
    if (tokens_.next().kind == TokenKind::kEnd) {
      return Wrong({Code{"cbas_match_empty"}, tokens_.next().span, "the match is empty",
                    "a condition", "leave the key \"match\" out to take all records"});
    }
    TWINBILL_TRY(Or());
    if (tokens_.next().kind != TokenKind::kEnd) return Unexpected("`and`, `or` or the end");
    return std::move(match_);
  }

 private:
  static model::Unexpected<TextFault> Wrong(TextFault fault) {
    return model::Unexpected<TextFault>(std::move(fault));
  }

  // The next token stands where only `allowed` may.
  model::Unexpected<TextFault> Unexpected(std::string_view allowed) const {
    const Token& token = tokens_.next();
    if (token.kind == TokenKind::kOpenText) {
      return Wrong({Code{"cbas_match_open_text"}, token.span, "a text that does not end",
                    "a text between two `'`", "a `'` within a text is doubled"});
    }
    TextFault fault{Code{"cbas_match_syntax"}, token.span, {}, std::string(allowed), {}};
    if (token.kind == TokenKind::kEnd) {
      fault.message = "the match ends too early";
    } else {
      fault.message = fmt::format("unexpected `{}`", token.text.substr(0, kShownMax));
    }
    const std::string lower = LowerCase(token.text);
    if (lower != token.text &&
        std::find(kKeywords.begin(), kKeywords.end(), lower) != kKeywords.end()) {
      fault.hint = fmt::format("keywords are in lower case: `{}`", lower);
    } else if (token.text == "not") {
      fault.hint = "`not` stands before the condition: not region in ('…')";
    } else if (token.text == "!") {
      fault.hint = "`<>` is the sign for not equal";
    } else if (token.text == "\"") {
      fault.hint = "texts stand between `'`";
    } else if (token.text == "=") {
      fault.hint = "equality is a single `=`";
    }
    return Wrong(std::move(fault));
  }

  Checked Deeper() const {
    if (depth_ < kDepthMax && match_.nodes.size() < kNodesMax) return {};
    return Wrong({Code{"cbas_match_size"},
                  tokens_.next().span,
                  "the match is too large",
                  fmt::format("{} levels, {} conditions", kDepthMax, kNodesMax),
                  {}});
  }

  Part Add(MatchNode node, TextSpan extent) {
    node.span = extent;
    match_.nodes.push_back(std::move(node));
    return {static_cast<std::uint32_t>(match_.nodes.size() - 1), extent};
  }

  Part Join(MatchKind kind, const Part& left, const Part& right) {
    MatchNode node;
    node.kind = kind;
    node.arguments = {left.node, right.node};
    return Add(std::move(node), {left.extent.begin, right.extent.end});
  }

  Parsed Or() {
    TWINBILL_ASSIGN(left, And());
    while (tokens_.next().IsWord("or")) {
      TWINBILL_TRY(Deeper());
      tokens_.Take();
      TWINBILL_ASSIGN(right, And());
      left = Join(MatchKind::kOr, left, right);
    }
    return left;
  }

  Parsed And() {
    TWINBILL_ASSIGN(left, Not());
    while (tokens_.next().IsWord("and")) {
      TWINBILL_TRY(Deeper());
      tokens_.Take();
      TWINBILL_ASSIGN(right, Not());
      left = Join(MatchKind::kAnd, left, right);
    }
    return left;
  }

  Parsed Not() {
    TWINBILL_TRY(Deeper());
    const Token token = tokens_.next();
    if (token.IsWord("not")) {
      tokens_.Take();
      ++depth_;
      TWINBILL_ASSIGN(inner, Not());
      --depth_;
      MatchNode node;
      node.kind = MatchKind::kNot;
      node.arguments = {inner.node};
      return Add(std::move(node), {token.span.begin, inner.extent.end});
    }
    if (!token.Is("(")) return Condition();
    tokens_.Take();
    ++depth_;
    TWINBILL_ASSIGN(inner, Or());
    --depth_;
    if (!tokens_.next().Is(")")) return Unexpected("`and`, `or` or `)`");
    inner.extent = {token.span.begin, tokens_.Take().span.end};
    return inner;
  }

  Parsed Condition() {
    const Token name = tokens_.next();
    const bool keyword =
        std::find(kKeywords.begin(), kKeywords.end(), LowerCase(name.text)) != kKeywords.end();
    if (name.kind != TokenKind::kWord || keyword) return Unexpected("a dimension, `not` or `(`");
    const auto dimension = model::Dimension::Parse(name.text);
    if (!dimension) {
      return Wrong({Code{"cbas_match_dimension"}, name.span,
                    fmt::format("`{}` is no dimension", name.text.substr(0, kShownMax)),
                    fmt::format("{}", fmt::join(kDimensions, ", ")),
                    Guess(name.text, {kDimensions.begin(), kDimensions.end()})});
    }
    tokens_.Take();
    MatchNode node;
    node.dimension = *dimension;
    const Token& sign = tokens_.next();
    if (sign.Is("=")) {
      node.kind = MatchKind::kEqual;
    } else if (sign.Is("<>")) {
      node.kind = MatchKind::kNotEqual;
    } else if (sign.IsWord("like")) {
      node.kind = MatchKind::kLike;
    } else if (sign.IsWord("in")) {
      node.kind = MatchKind::kIn;
    } else {
      return Unexpected("`=`, `<>`, `in` or `like`");
    }
    tokens_.Take();
    TWINBILL_ASSIGN(end, node.kind == MatchKind::kIn ? List(node) : Text(node));
    return Add(std::move(node), {name.span.begin, end});
  }

  // A text; gives where it ends.
  model::Result<std::uint32_t, TextFault> Text(MatchNode& node) {
    if (tokens_.next().kind != TokenKind::kText) return Unexpected("a text between two `'`");
    const Token text = tokens_.Take();
    node.texts.push_back(Unquoted(text.text));
    return text.span.end;
  }

  // Texts in parentheses; gives where they end.
  model::Result<std::uint32_t, TextFault> List(MatchNode& node) {
    if (!tokens_.next().Is("(")) return Unexpected("`(`");
    do {
      tokens_.Take();
      TWINBILL_TRY(Text(node));
    } while (tokens_.next().Is(","));
    if (!tokens_.next().Is(")")) return Unexpected("`,` or `)`");
    return tokens_.Take().span.end;
  }

  Tokens tokens_;
  Match match_;
  int depth_ = 0;
};

}  // namespace

model::Result<Match, TextFault> ParseMatchText(std::string_view text) { return Parser(text).All(); }

model::Result<Match> ParseMatch(std::string_view text, const model::Position& where) {
  auto parsed = ParseMatchText(text);
  if (!parsed) {
    return model::Fail(model::InputFailure(DiagnosticOf(parsed.error(), text, "match", where)));
  }
  return std::move(parsed).value();
}

}  // namespace twinbill::rule_book
