#include "legacy_adapters/cbas/rule_book/formula_parser.h"

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
constexpr int kRoundDigitsMax = 18;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c); }

enum class TokenKind { kNumber, kName, kSign, kEnd, kWrongNumber, kUnknown };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  TextSpan span;

  bool Is(std::string_view sign) const { return kind == TokenKind::kSign && text == sign; }
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

  char At(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  TokenKind TakeOne() {
    if (at_ == text_.size()) return TokenKind::kEnd;
    const char first = text_[at_];
    if (IsDigit(first)) return TakeNumber();
    if (first == '.' && IsDigit(At(at_ + 1))) return TakeWrongNumber();
    if (IsNameStart(first)) {
      while (IsNamePart(At(at_))) ++at_;
      return TokenKind::kName;
    }
    for (const std::string_view sign :
         {"<=", ">=", "<>", "+", "-", "*", "/", "(", ")", ",", "<", ">", "="}) {
      if (text_.substr(at_, sign.size()) == sign) {
        at_ += sign.size();
        return TokenKind::kSign;
      }
    }
    ++at_;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0U) == 0x80U) ++at_;
    return TokenKind::kUnknown;
  }

  TokenKind TakeWrongNumber() {
    while (IsNamePart(At(at_)) || At(at_) == '.') ++at_;
    return TokenKind::kWrongNumber;
  }

  // digits[.digits][(e|E)[+-]digits], and nothing of a name or number right behind it.
  TokenKind TakeNumber() {
    while (IsDigit(At(at_))) ++at_;
    if (At(at_) == '.' && IsDigit(At(at_ + 1))) {
      ++at_;
      while (IsDigit(At(at_))) ++at_;
    }
    if (At(at_) == 'e' || At(at_) == 'E') {
      const std::size_t sign = At(at_ + 1) == '+' || At(at_ + 1) == '-' ? 1 : 0;
      if (IsDigit(At(at_ + 1 + sign))) {
        at_ += 1 + sign;
        while (IsDigit(At(at_))) ++at_;
      }
    }
    return IsNamePart(At(at_)) || At(at_) == '.' ? TakeWrongNumber() : TokenKind::kNumber;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Token next_;
};

std::optional<Operation> ComparisonOf(const Token& token) {
  if (token.kind != TokenKind::kSign) return std::nullopt;
  for (const Operation operation :
       {Operation::kLess, Operation::kLessOrEqual, Operation::kGreater, Operation::kGreaterOrEqual,
        Operation::kEqual, Operation::kNotEqual}) {
    if (token.text == Name(operation)) return operation;
  }
  return std::nullopt;
}

// How many arguments a function takes.
struct Arity {
  std::size_t least;
  std::size_t most;  // 0: no limit
  std::string_view text;
};

Arity ArityOf(Function function) {
  switch (function) {
    case Function::kMin:
    case Function::kMax: return {2, 0, "two arguments or more"};
    case Function::kAbs:
    case Function::kFloor:
    case Function::kCeil: return {1, 1, "one argument"};
    case Function::kIf: return {3, 3, "three arguments: a condition and two values"};
    case Function::kRound: return {2, 2, "two arguments: a value and a number of digits"};
    case Function::kBand:
    case Function::kTiered: return {2, 2, "two arguments: a value and a table"};
  }
  return {};
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
  explicit Parser(std::string_view text) : tokens_(text) { formula_.text = text; }

  model::Result<Formula, TextFault> All() {
    if (tokens_.next().kind == TokenKind::kEnd) {
      return Wrong({Code{"cbas_formula_empty"},
                    tokens_.next().span,
                    "the formula is empty",
                    "a formula",
                    {}});
    }
    TWINBILL_TRY(Comparison());
    if (tokens_.next().kind != TokenKind::kEnd) return Unexpected("an operator or the end");
    return std::move(formula_);
  }

 private:
  static model::Unexpected<TextFault> Wrong(TextFault fault) {
    return model::Unexpected<TextFault>(std::move(fault));
  }

  // The next token stands where only `allowed` may.
  model::Unexpected<TextFault> Unexpected(std::string_view allowed) const {
    const Token& token = tokens_.next();
    if (token.kind == TokenKind::kWrongNumber) return WrongNumber(token, {});
    TextFault fault{Code{"cbas_formula_syntax"}, token.span, {}, std::string(allowed), {}};
    if (token.kind == TokenKind::kEnd) {
      fault.message = "the formula ends too early";
    } else {
      fault.message = fmt::format("unexpected `{}`", token.text.substr(0, kShownMax));
    }
    if (token.text == "=") fault.hint = "equality is a single `=`";
    if (token.text == "!") fault.hint = "`<>` is the sign for not equal";
    if (token.text == "%") fault.hint = "ten per cent is the number 0.1";
    if (token.text == "'" || token.text == "\"") fault.hint = "texts belong into a match";
    return Wrong(std::move(fault));
  }

  static model::Unexpected<TextFault> WrongNumber(const Token& token, std::string_view why) {
    return Wrong({Code{"cbas_formula_number"},
                  token.span,
                  fmt::format("`{}` is no number{}{}", token.text.substr(0, kShownMax),
                              why.empty() ? "" : ": ", why),
                  "digits, with a point and an exponent as in 1.5 or 5e-06, at most 38 digits, 28 "
                  "of them after the point",
                  {}});
  }

  Checked Deeper() const {
    if (depth_ < kDepthMax && formula_.nodes.size() < kNodesMax) return {};
    return Wrong({Code{"cbas_formula_size"},
                  tokens_.next().span,
                  "the formula is too large",
                  fmt::format("{} levels, {} operations and operands", kDepthMax, kNodesMax),
                  {}});
  }

  Part Add(FormulaNode node, TextSpan extent) {
    node.span = extent;
    formula_.nodes.push_back(std::move(node));
    return {static_cast<std::uint32_t>(formula_.nodes.size() - 1), extent};
  }

  Part AddOperation(Operation operation, const Part& left, const Part& right) {
    FormulaNode node;
    node.kind = NodeKind::kOperation;
    node.operation = operation;
    node.arguments = {left.node, right.node};
    return Add(std::move(node), {left.extent.begin, right.extent.end});
  }

  Parsed Comparison() {
    TWINBILL_TRY(Deeper());
    ++depth_;
    TWINBILL_ASSIGN(left, Sum());
    if (const auto operation = ComparisonOf(tokens_.next())) {
      tokens_.Take();
      TWINBILL_ASSIGN(right, Sum());
      left = AddOperation(*operation, left, right);
      if (ComparisonOf(tokens_.next())) {
        return Wrong({Code{"cbas_formula_chain"}, tokens_.next().span,
                      "a second comparison beside the first", "one comparison at a time",
                      "put the first into parentheses, or use if(…)"});
      }
    }
    --depth_;
    return left;
  }

  Parsed Sum() {
    TWINBILL_ASSIGN(left, Product());
    while (tokens_.next().Is("+") || tokens_.next().Is("-")) {
      TWINBILL_TRY(Deeper());
      const bool add = tokens_.Take().text == "+";
      TWINBILL_ASSIGN(right, Product());
      left = AddOperation(add ? Operation::kAdd : Operation::kSubtract, left, right);
    }
    return left;
  }

  Parsed Product() {
    TWINBILL_ASSIGN(left, Signed());
    while (tokens_.next().Is("*") || tokens_.next().Is("/")) {
      TWINBILL_TRY(Deeper());
      const bool multiply = tokens_.Take().text == "*";
      TWINBILL_ASSIGN(right, Signed());
      left = AddOperation(multiply ? Operation::kMultiply : Operation::kDivide, left, right);
    }
    return left;
  }

  Parsed Signed() {
    if (!tokens_.next().Is("-")) return Primary();
    TWINBILL_TRY(Deeper());
    ++depth_;
    const Token sign = tokens_.Take();
    TWINBILL_ASSIGN(operand, Signed());
    --depth_;
    FormulaNode node;
    node.kind = NodeKind::kOperation;
    node.operation = Operation::kNegate;
    node.arguments = {operand.node};
    return Add(std::move(node), {sign.span.begin, operand.extent.end});
  }

  Parsed Primary() {
    const Token token = tokens_.next();
    if (token.kind == TokenKind::kNumber) return Number();
    if (token.kind == TokenKind::kName) {
      tokens_.Take();
      return tokens_.next().Is("(") ? Call(token) : Named(token);
    }
    if (!token.Is("(")) return Unexpected("a number, a variable, a function or `(`");
    tokens_.Take();
    TWINBILL_ASSIGN(inner, Comparison());
    if (!tokens_.next().Is(")")) return Unexpected("an operator or `)`");
    inner.extent = {token.span.begin, tokens_.Take().span.end};
    return inner;
  }

  Parsed Number() {
    const Token token = tokens_.Take();
    const auto number = model::Decimal::Parse(token.text);
    if (!number) return WrongNumber(token, model::Describe(number.error()));
    FormulaNode node;
    node.number = *number;
    return Add(std::move(node), token.span);
  }

  Parsed Named(const Token& name) {
    FormulaNode node;
    if (FunctionNamed(name.text)) {
      return Wrong({Code{"cbas_formula_syntax"},
                    name.span,
                    fmt::format("the function `{}` without arguments", name.text),
                    fmt::format("`{}(…)`", name.text),
                    {}});
    }
    if (const auto variable = VariableNamed(name.text)) {
      node.kind = NodeKind::kVariable;
      node.variable = *variable;
    } else {
      node.kind = NodeKind::kInput;
      node.name = name.text;
    }
    return Add(std::move(node), name.span);
  }

  // The function `name` with its arguments; `(` is next.
  Parsed Call(const Token& name) {
    const auto function = FunctionNamed(name.text);
    if (!function) {
      const std::vector<std::string_view> names = FunctionNames();
      return Wrong({Code{"cbas_unknown_function"}, name.span,
                    fmt::format("there is no function `{}`", name.text.substr(0, kShownMax)),
                    fmt::format("{}", fmt::join(names, ", ")), Guess(name.text, names)});
    }
    FormulaNode node;
    node.kind = NodeKind::kCall;
    node.function = *function;
    tokens_.Take();
    std::size_t count = 0;
    while (count == 0 ? !tokens_.next().Is(")") : tokens_.next().Is(",")) {
      if (count > 0) tokens_.Take();
      TWINBILL_TRY(Argument(node, count));
      ++count;
    }
    if (!tokens_.next().Is(")")) return Unexpected("an operator, `,` or `)`");
    const TextSpan extent{name.span.begin, tokens_.Take().span.end};
    const Arity arity = ArityOf(*function);
    if (count < arity.least || (arity.most > 0 && count > arity.most)) {
      return Wrong({Code{"cbas_argument_count"},
                    extent,
                    fmt::format("`{}` with {} argument{}", name.text, count, count == 1 ? "" : "s"),
                    std::string(arity.text),
                    {}});
    }
    return Add(std::move(node), extent);
  }

  // The argument at `place` of a call: a part, a table's name, or a number of digits.
  Checked Argument(FormulaNode& call, std::size_t place) {
    if (place == 1 && call.function == Function::kRound) return Digits(call);
    if (place == 1 && (call.function == Function::kBand || call.function == Function::kTiered)) {
      if (tokens_.next().kind != TokenKind::kName) {
        return Wrong({Code{"cbas_formula_table"},
                      tokens_.next().span,
                      fmt::format("`{}` needs the name of a table here", Name(call.function)),
                      "a table's name",
                      {}});
      }
      call.table_span = tokens_.next().span;
      call.name = tokens_.Take().text;
      return {};
    }
    TWINBILL_ASSIGN(part, Comparison());
    call.arguments.push_back(part.node);
    return {};
  }

  Checked Digits(FormulaNode& call) {
    const Token token = tokens_.next();
    if (token.kind == TokenKind::kNumber) {
      const auto number = model::Decimal::Parse(token.text);
      if (number && number->scale() == 0 && number->units() <= kRoundDigitsMax) {
        call.number = *number;
        tokens_.Take();
        return {};
      }
    }
    return Wrong({Code{"cbas_round_digits"},
                  token.span,
                  "`round` needs its number of digits here",
                  fmt::format("a whole number from 0 to {}, as it stands", kRoundDigitsMax),
                  {}});
  }

  Tokens tokens_;
  Formula formula_;
  int depth_ = 0;
};

}  // namespace

model::Result<Formula, TextFault> ParseFormulaText(std::string_view text) {
  return Parser(text).All();
}

model::Result<Formula> ParseFormula(std::string_view text, const model::Position& where) {
  auto parsed = ParseFormulaText(text);
  if (!parsed) {
    return model::Fail(model::InputFailure(DiagnosticOf(parsed.error(), text, "formula", where)));
  }
  return std::move(parsed).value();
}

}  // namespace twinbill::rule_book
