#include "tests/support/plain_formula.h"

#include <cfenv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace twinbill::support {
namespace {

// The nearest double, ties to even, of any fraction: 53 bits of the quotient and what is left of
// it.
double NearestDouble(const Rational& value) {
  if (value == 0) return 0.0;
  const bool negative = value < 0;
  const Integer top = abs(numerator(value));
  const Integer bottom = denominator(value);
  int shift = static_cast<int>(msb(top)) - static_cast<int>(msb(bottom)) - 54;
  if (shift < -1074) shift = -1074;
  Integer scaled_top = top;
  Integer scaled_bottom = bottom;
  (shift < 0 ? scaled_top : scaled_bottom) <<= static_cast<unsigned>(std::abs(shift));
  Integer quotient = scaled_top / scaled_bottom;
  bool rest = scaled_top % scaled_bottom != 0;
  while (quotient != 0 && msb(quotient) > 52) {  // keep 53 bits, remember what falls off
    const int drop = static_cast<int>(msb(quotient)) - 52;
    const Integer mask = (Integer(1) << static_cast<unsigned>(drop)) - 1;
    const Integer fallen = quotient & mask;
    const Integer half = Integer(1) << static_cast<unsigned>(drop - 1);
    quotient >>= static_cast<unsigned>(drop);
    shift += drop;
    if (fallen > half || (fallen == half && (rest || (quotient & 1) != 0))) quotient += 1;
    rest = false;
  }
  const double size = std::ldexp(static_cast<double>(static_cast<std::uint64_t>(quotient)), shift);
  if (!std::isfinite(size)) throw ArithmeticError("overflow");
  return negative ? -size : size;
}

Rational ExactOf(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  const Integer mantissa = static_cast<std::int64_t>(std::ldexp(fraction, 53));
  const int power = exponent - 53;
  const Integer two = Integer(1) << static_cast<unsigned>(std::abs(power));
  return power >= 0 ? Rational(mantissa * two) : Rational(mantissa, two);
}

double Checked(double value) {
  if (!std::isfinite(value)) throw ArithmeticError("overflow or NaN");
  return value;
}

}  // namespace

Rational PlainArithmetic::Exact(const PlainNumber& a) {
  return std::holds_alternative<double>(a) ? ExactOf(std::get<double>(a)) : std::get<Rational>(a);
}

PlainNumber PlainArithmetic::Read(const Rational& value) const {
  if (settings_.binary64) return NearestDouble(value);
  return Rational(Rational(RoundToUnits(value, settings_.scale_rounding, settings_.scale)) *
                  PowerOfTen(-settings_.scale));
}

PlainNumber PlainArithmetic::Operate(char operation, const PlainNumber& a,
                                     const PlainNumber& b) const {
  if (operation == '/' && Exact(b) == 0) throw ArithmeticError("division by zero");
  if (settings_.binary64) {
    const double x = std::get<double>(a);
    const double y = std::get<double>(b);
    switch (operation) {
      case '+': return Checked(x + y);
      case '-': return Checked(x - y);
      case '*': return Checked(x * y);
      default: return Checked(x / y);
    }
  }
  const Rational& x = std::get<Rational>(a);
  const Rational& y = std::get<Rational>(b);
  switch (operation) {
    case '+': return Read(x + y);
    case '-': return Read(x - y);
    case '*': return Read(x * y);
    default: return Read(x / y);
  }
}

int PlainArithmetic::Compare(const PlainNumber& a, const PlainNumber& b) const {
  return Exact(a).compare(Exact(b));
}

Integer PlainArithmetic::AmountUnits(const PlainNumber& a, int digits) const {
  if (settings_.binary64 && settings_.scaled) {
    const double t = Checked(std::get<double>(a) * NearestDouble(PowerOfTen(digits)));
    return RoundToUnits(ExactOf(t), settings_.amount_rounding, 0);
  }
  return RoundToUnits(Exact(a), settings_.amount_rounding, digits);
}

PlainNumber PlainArithmetic::Round(const PlainNumber& a, int digits) const {
  const Rational units = Rational(AmountUnits(a, digits));
  if (!settings_.binary64) return Read(units * PowerOfTen(-digits));
  return Operate('/', NearestDouble(units), NearestDouble(PowerOfTen(digits)));
}

PlainNumber PlainArithmetic::Whole(const PlainNumber& a, bool up) const {
  return Read(Rational(RoundToUnits(Exact(a), up ? "CEILING" : "FLOOR", 0)));
}

namespace {

// A reader of characters for both little languages.
class Scanner {
 public:
  explicit Scanner(const std::string& text) : text_(text) {}

  void Spaces() {
    while (at_ < text_.size() && std::string(" \t\r\n").find(text_[at_]) != std::string::npos)
      ++at_;
  }
  bool End() {
    Spaces();
    return at_ == text_.size();
  }
  bool Take(const std::string& sign) {
    Spaces();
    if (text_.compare(at_, sign.size(), sign) != 0) return false;
    at_ += sign.size();
    return true;
  }
  void Need(const std::string& sign) {
    if (!Take(sign)) throw std::invalid_argument("expected " + sign + " in " + text_);
  }
  // The longest run of characters of `set`; empty where there is none.
  std::string Run(const std::string& set) {
    Spaces();
    const std::size_t from = at_;
    while (at_ < text_.size() && set.find(text_[at_]) != std::string::npos) ++at_;
    return text_.substr(from, at_ - from);
  }
  std::size_t place() const { return at_; }
  void Back(std::size_t place) { at_ = place; }
  char Next() {
    Spaces();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  std::string QuotedText() {
    Need("'");
    std::string out;
    while (at_ < text_.size()) {
      if (text_[at_] == '\'') {
        ++at_;
        if (at_ >= text_.size() || text_[at_] != '\'') return out;
      }
      out += text_[at_++];
    }
    throw std::invalid_argument("open text in " + text_);
  }

 private:
  const std::string& text_;
  std::size_t at_ = 0;
};

const std::string kDigits = "0123456789";
const std::string kNameSigns = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

// Reads and evaluates at once; `live` is false in a branch that is not chosen.
class Formula {
 public:
  Formula(const std::string& text, const PlainContext& context) : scan_(text), context_(context) {}

  PlainNumber All() {
    const PlainNumber value = Comparison(true);
    if (!scan_.End()) throw std::invalid_argument("text after the formula");
    return value;
  }

 private:
  const PlainArithmetic& Maths() const { return context_.arithmetic; }
  PlainNumber Zero() const { return Maths().Read(Rational(0)); }

  PlainNumber Comparison(bool live) {
    const PlainNumber a = Sum(live);
    for (const char* sign : {"<=", ">=", "<>", "<", ">", "="}) {
      if (!scan_.Take(sign)) continue;
      const PlainNumber b = Sum(live);
      const int order = live ? Maths().Compare(a, b) : 0;
      const std::string s = sign;
      const bool holds = s == "<="   ? order <= 0
                         : s == ">=" ? order >= 0
                         : s == "<>" ? order != 0
                         : s == "<"  ? order < 0
                         : s == ">"  ? order > 0
                                     : order == 0;
      return Maths().Read(Rational(holds ? 1 : 0));
    }
    return a;
  }
  PlainNumber Sum(bool live) {
    PlainNumber a = Product(live);
    while (scan_.Next() == '+' || scan_.Next() == '-') {
      const char sign = scan_.Take("+") ? '+' : (scan_.Need("-"), '-');
      const PlainNumber b = Product(live);
      if (live) a = Maths().Operate(sign, a, b);
    }
    return a;
  }
  PlainNumber Product(bool live) {
    PlainNumber a = Signed(live);
    while (scan_.Next() == '*' || scan_.Next() == '/') {
      const char sign = scan_.Take("*") ? '*' : (scan_.Need("/"), '/');
      const PlainNumber b = Signed(live);
      if (live) a = Maths().Operate(sign, a, b);
    }
    return a;
  }
  PlainNumber Signed(bool live) {
    if (!scan_.Take("-")) return Primary(live);
    const PlainNumber a = Signed(live);
    if (std::holds_alternative<double>(a)) return -std::get<double>(a);
    return Rational(-std::get<Rational>(a));
  }
  PlainNumber Primary(bool live) {
    if (scan_.Take("(")) {
      const PlainNumber inner = Comparison(live);
      scan_.Need(")");
      return inner;
    }
    if (kDigits.find(scan_.Next()) != std::string::npos && scan_.Next() != '\0') return Literal();
    const std::string name = scan_.Run(kNameSigns);
    if (name.empty()) throw std::invalid_argument("a formula's part is missing");
    if (scan_.Take("(")) return Call(name, live);
    return live ? context_.variable(name) : Zero();
  }
  PlainNumber Literal() {
    std::string text = scan_.Run(kDigits + ".");
    const std::size_t place = scan_.place();
    if (scan_.Next() == 'e' || scan_.Next() == 'E') {
      const std::string rest = scan_.Run("eE") + scan_.Run("+-") + scan_.Run(kDigits);
      if (rest.size() < 2)
        scan_.Back(place);
      else
        text += rest;
    }
    return Maths().Read(ReadRational(text));
  }
  PlainNumber Call(const std::string& name, bool live) {
    if (name == "if") return If(live);
    if (name == "band" || name == "tiered") {
      const PlainNumber x = Comparison(live);
      scan_.Need(",");
      const std::string table = scan_.Run(kNameSigns);
      scan_.Need(")");
      if (!live) return Zero();
      return name == "band" ? Band(x, context_.tables.at(table))
                            : Tiered(x, context_.tables.at(table));
    }
    std::vector<PlainNumber> arguments;
    do {
      arguments.push_back(Comparison(live));
    } while (scan_.Take(","));
    scan_.Need(")");
    if (!live) return Zero();
    PlainNumber value = arguments.at(0);
    if (name == "min" || name == "max") {
      for (const PlainNumber& other : arguments) {
        const int order = Maths().Compare(other, value);
        if (name == "min" ? order < 0 : order > 0) value = other;
      }
      return value;
    }
    if (name == "abs") {
      return Maths().Compare(value, Zero()) < 0 ? Maths().Operate('-', Zero(), value) : value;
    }
    if (name == "round") {
      return Maths().Round(value,
                           static_cast<int>(numerator(PlainArithmetic::Exact(arguments.at(1)))));
    }
    if (name == "floor" || name == "ceil") return Maths().Whole(value, name == "ceil");
    throw std::invalid_argument("function " + name);
  }
  PlainNumber If(bool live) {
    const PlainNumber condition = Comparison(live);
    const bool chosen = live && Maths().Compare(condition, Zero()) != 0;
    scan_.Need(",");
    const PlainNumber yes = Comparison(live && chosen);
    scan_.Need(",");
    const PlainNumber no = Comparison(live && !chosen);
    scan_.Need(")");
    return chosen ? yes : no;
  }
  PlainNumber Band(const PlainNumber& x, const std::vector<PlainBand>& bands) const {
    for (const PlainBand& band : bands) {
      if (band.open) return Maths().Read(band.entry);
      const int order = Maths().Compare(Maths().Read(band.to), x);
      if (Maths().settings().upper_edge ? order >= 0 : order > 0) return Maths().Read(band.entry);
    }
    return Maths().Read(bands.back().entry);
  }
  PlainNumber Tiered(const PlainNumber& x, const std::vector<PlainBand>& bands) const {
    PlainNumber sum = Zero();
    for (const PlainBand& band : bands) {
      const PlainNumber from = Maths().Read(band.from);
      if (Maths().Compare(x, from) <= 0) continue;
      PlainNumber top = x;
      if (!band.open && Maths().Compare(Maths().Read(band.to), x) < 0) top = Maths().Read(band.to);
      const PlainNumber length = Maths().Operate('-', top, from);
      sum = Maths().Operate('+', sum, Maths().Operate('*', length, Maths().Read(band.entry)));
    }
    return sum;
  }

  Scanner scan_;
  const PlainContext& context_;
};

bool Like(const std::string& pattern, std::size_t i, const std::string& text, std::size_t j) {
  if (i == pattern.size()) return j == text.size();
  if (pattern[i] == '%') {
    for (std::size_t k = j; k <= text.size(); ++k) {
      if (Like(pattern, i + 1, text, k)) return true;
    }
    return false;
  }
  if (j == text.size()) return false;
  if (pattern[i] != '_') return pattern[i] == text[j] && Like(pattern, i + 1, text, j + 1);
  std::size_t k = j + 1;
  while (k < text.size() && (static_cast<unsigned char>(text[k]) & 0xC0U) == 0x80U) ++k;
  return Like(pattern, i + 1, text, k);
}

class Match {
 public:
  Match(const std::string& text, const model::Slot* slot) : scan_(text), slot_(slot) {}

  bool All() {
    const bool value = Or();
    if (!scan_.End()) throw std::invalid_argument("text after the match");
    return value;
  }
  std::vector<std::string> names;

 private:
  bool Word(const std::string& word) {
    const std::size_t place = scan_.place();
    if (scan_.Run(kNameSigns) == word) return true;
    scan_.Back(place);
    return false;
  }
  bool Or() {
    bool value = And();
    while (Word("or")) value = And() || value;
    return value;
  }
  bool And() {
    bool value = Not();
    while (Word("and")) value = Not() && value;
    return value;
  }
  bool Not() {
    if (Word("not")) return !Not();
    if (!scan_.Take("(")) return Condition();
    const bool inner = Or();
    scan_.Need(")");
    return inner;
  }
  bool Condition() {
    const std::string name = scan_.Run(kNameSigns + ".:/-");
    names.push_back(name);
    const std::string text = slot_ ? DimensionText(*slot_, name) : "";
    if (scan_.Take("<>")) return text != scan_.QuotedText();
    if (scan_.Take("=")) return text == scan_.QuotedText();
    if (Word("like")) {
      const std::string pattern = scan_.QuotedText();
      return Like(pattern, 0, text, 0);
    }
    if (!Word("in")) throw std::invalid_argument("match");
    scan_.Need("(");
    bool any = false;
    do {
      any = scan_.QuotedText() == text || any;
    } while (scan_.Take(","));
    scan_.Need(")");
    return any;
  }

  Scanner scan_;
  const model::Slot* slot_;
};

}  // namespace

PlainNumber EvaluateFormula(const std::string& text, const PlainContext& context) {
  return Formula(text, context).All();
}

bool EvaluateMatch(const std::string& text, const model::Slot& slot) {
  return Match(text, &slot).All();
}

bool MatchNames(const std::string& text, const std::string& dimension) {
  Match match(text, nullptr);
  match.All();
  for (const std::string& name : match.names) {
    if (name == dimension) return true;
  }
  return false;
}

std::string DimensionText(const model::Slot& slot, const std::string& dimension) {
  if (dimension == "account") return slot.account;
  if (dimension == "service") return slot.service;
  if (dimension == "region") return slot.region;
  if (dimension == "usage_type") return slot.usage_type;
  if (dimension == "operation") return slot.operation;
  if (dimension == "line_item_type") return slot.line_item_type;
  if (dimension == "unit") return slot.unit;
  const bool product = dimension.rfind("product.", 0) == 0;
  if (!product && dimension.rfind("tag.", 0) != 0)
    throw std::invalid_argument("dimension " + dimension);
  const std::string key = dimension.substr(product ? 8 : 4);
  for (const auto& [name, text] : product ? slot.product : slot.tags) {
    if (name == key) return text;
  }
  return "";
}

}  // namespace twinbill::support
