#include "harness/fuzz/aimer.h"

#include <algorithm>
#include <string>
#include <utility>

namespace twinbill::fuzz {

using arithmetic::ExactAmount;
using model::Decimal;
using model::Period;

namespace {

// What usage may grow to while a number is sought: larger ones are no bill's.
const Integer kUnitsMax = Integer(10) * Integer("100000000000000000");
// Of 100 guesses: billed once more to see whether they hit, for the counts alone.
constexpr std::uint64_t kShareChecked = 25;
// Of 100 aims: at the legacy side, where it is a rule book.
constexpr std::uint64_t kShareLegacy = 50;
// Of 100 of these: at its own numbers, where they have ties of their own.
constexpr std::uint64_t kShareOwn = 40;
// Of 100 of these again: with a digit more than the book reads.
constexpr std::uint64_t kShareRead = 20;
// In place of a number's, in the place of what is read.
constexpr std::uint32_t kRated = 3;
// A hit beside a tie is within this much of it, in units of the rounding.
const Rational kBesideTie(1, 1000);

// Digits after a sign; leading zeros would make Boost read an octal number.
Integer OfDigits(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  Integer value = text.empty() ? Integer(0) : Integer(std::string(text));
  return negative ? Integer(-value) : value;
}

Rational ToRational(const ExactAmount& amount) {
  const std::string written = amount.ToString();
  const std::string_view text = written;
  const std::size_t slash = text.find('/');
  if (slash != std::string::npos) {
    return Rational(OfDigits(text.substr(0, slash)), OfDigits(text.substr(slash + 1)));
  }
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return Rational(OfDigits(text));
  const std::string digits =
      std::string(text.substr(0, point)) + std::string(text.substr(point + 1));
  const auto places = static_cast<unsigned>(text.size() - point - 1);
  return Rational(OfDigits(digits), boost::multiprecision::pow(Integer(10), places));
}

Integer IntegerOf(model::Int128 units) {
  std::string digits;
  model::AppendInteger(units, digits);
  return OfDigits(digits);
}

Decimal NumberOf(const CaseRecord& record, int which) {
  if (which == 0) return record.quantity;
  return which == 1 ? record.list_cost : record.rate.value_or(Decimal());
}

// Whether the gauge is on (1), below (0) or above (2) its tie or bound; none where it is far.
std::optional<std::size_t> SideOf(const Gauge& gauge) {
  if (!gauge.is_rounding()) {
    const int sign = gauge.value.sign();
    return static_cast<std::size_t>(sign + 1);
  }
  const Rational value = ToRational(gauge.value);
  const Rational from_tie = value - Rational(FloorOf(value)) - Rational(1, 2);
  if (from_tie > kBesideTie || from_tie < -kBesideTie) return std::nullopt;
  return from_tie == 0 ? 1U : (from_tie < 0 ? 0U : 2U);
}

}  // namespace

void AimCounts::Add(const AimCounts& other) {
  tried += other.tried;
  checked += other.checked;
  for (std::size_t kind = 0; kind < kGaugeKindCount; ++kind) {
    for (std::size_t side = 0; side < hit[kind].size(); ++side) {
      hit[kind][side] += other.hit[kind][side];
    }
  }
}

Aimer::Aimer(const legacy::LegacyModel& legacy, const plan::Plan& plan,
             const model::SlotTable& slots)
    : plan_(plan), run_(plan, slots) {
  const auto* book = dynamic_cast<const cbas::CbasModel*>(&legacy);
  if (book == nullptr) return;
  straight_ = std::make_unique<LegacyGauges>(*book, slots, BookNumbers::kStraight);
  if (LegacyGauges::HasShortDecimals(book->book())) {
    own_ = std::make_unique<LegacyGauges>(*book, slots, BookNumbers::kOwn);
  }
}

bool Aimer::Bill(const UsageCase& usage, std::vector<Gauge>& gauges) {
  gauges.clear();
  columns_.Fill(usage);
  return aimed_at_ != nullptr ? aimed_at_->Bill(usage, columns_, gauges)
                              : BillStandard(usage, gauges);
}

bool Aimer::BillStandard(const UsageCase& usage, std::vector<Gauge>& gauges) {
  lines_.clear();
  run_.Restart();
  const model::Term& term = plan_.contract().term;
  const Period last = std::min(usage.last, term.LastPeriod());
  for (Period period = term.FirstPeriod(); period <= last; period = period.Next()) {
    run_.Add(columns_.Of(period));
    if (!run_.BillNext(lines_, trace_)) return false;
    ReadGauges(plan_, trace_, gauges);
  }
  return true;
}

std::optional<Aimer::Variable> Aimer::Choose(CountedRandom& random, const UsageCase& usage) const {
  if (usage.records.empty()) return std::nullopt;
  Variable variable;
  variable.record = random.Below(usage.records.size());
  const CaseRecord& record = usage.records[variable.record];
  variable.which = static_cast<int>(random.Below(record.rate ? 3 : 2));
  const Decimal number = NumberOf(record, variable.which);
  variable.scale = std::max<int>(number.scale(), static_cast<int>(random.Below(7)));
  if (AimsAtOwn() && random.Percent(kShareRead)) {
    const auto scale = own_->ReadScale(record.period);
    if (scale) variable.scale = std::max(variable.scale, *scale + 1);
  }
  if (variable.scale > 12) return std::nullopt;
  variable.units = IntegerOf(number.units()) *
                   boost::multiprecision::pow(
                       Integer(10), static_cast<unsigned>(variable.scale - number.scale()));
  return variable;
}

// What is rounded when the varied number itself is read, and when a rate is applied to it.
void Aimer::AddReading(const Variable& variable, const UsageCase& usage,
                       std::vector<Gauge>& gauges) {
  const CaseRecord& record = usage.records[variable.record];
  const auto scale = own_->ReadScale(record.period);
  if (!scale) return;
  const auto put = [&](std::uint32_t index, const ExactAmount& exact) {
    const GaugePlace place{record.period.months, static_cast<std::uint32_t>(variable.record),
                           GaugeKind::kReadRounding, index};
    gauges.push_back({place, exact / ExactAmount::OfUnits(1, *scale), 0});
  };
  if (variable.scale > *scale) {
    put(static_cast<std::uint32_t>(variable.which), ExactAmount(NumberOf(record, variable.which)));
  }
  if (own_->uses_rated() && record.rate && variable.which != 1) {
    put(kRated, ExactAmount::Product(record.quantity, *record.rate));
  }
}

bool Aimer::Set(const Variable& variable, const Integer& units, UsageCase& usage) {
  if (abs(units) > kUnitsMax) return false;
  const auto number = Decimal::FromUnits(static_cast<std::int64_t>(units), variable.scale).value();
  CaseRecord& record = usage.records[variable.record];
  if (variable.which == 0) record.quantity = number;
  if (variable.which == 1) record.list_cost = number;
  if (variable.which == 2) record.rate = number;
  return true;
}

// The units at which `gauge`, which is as it stands at `at`, is where a draw wants it.
std::optional<Integer> Aimer::Solve(CountedRandom& random, const Gauge& gauge,
                                    const Rational& slope, const Integer& at) const {
  const Rational value = ToRational(gauge.value);
  const std::uint64_t side = random.Below(3);
  if (!gauge.is_rounding()) {
    const Rational exact = Rational(at) - value / slope;
    return FloorOf(exact) + Integer(static_cast<int>(side) - 1);
  }
  AmountLine line{slope, value - slope * Rational(at)};
  if (gauge.binary_digits != 0 && random.Percent(50)) {
    const Integer apart =
        boost::multiprecision::pow(Integer(5), static_cast<unsigned>(gauge.binary_digits));
    line = {line.slope / Rational(apart), line.offset / Rational(apart)};
    return NextTie(line, at, TieSide::kOn, kBesideTie);
  }
  if (side == 1) {
    if (auto on = NextTie(line, at, TieSide::kOn, kBesideTie)) return on;
  }
  return NextTie(line, at, side == 0 ? TieSide::kBelow : TieSide::kAbove, kBesideTie);
}

// One of the gauges that move: what is rounded rather than a bound, since rounding shows nowhere
// else; and any kind as often as another, of which there may be many more.
std::size_t Aimer::ChooseMoving(CountedRandom& random) const {
  const bool rounding = random.Percent(60);
  std::array<std::size_t, kGaugeKindCount> count{};
  for (const std::size_t i : moving_) ++count[static_cast<std::size_t>(before_[i].place.kind)];
  std::vector<std::size_t> kinds;
  for (std::size_t kind = 0; kind < kGaugeKindCount; ++kind) {
    if (count[kind] > 0 && IsRounding(static_cast<GaugeKind>(kind)) == rounding)
      kinds.push_back(kind);
  }
  if (kinds.empty()) return random.Below(moving_.size());
  const std::size_t kind = kinds[random.Below(kinds.size())];
  std::size_t left = random.Below(count[kind]);
  for (std::size_t at = 0; at < moving_.size(); ++at) {
    if (static_cast<std::size_t>(before_[moving_[at]].place.kind) != kind) continue;
    if (left == 0) return at;
    --left;
  }
  return 0;
}

void Aimer::CountHit(const GaugePlace& place, AimCounts& counts) const {
  const auto found = std::find_if(after_.begin(), after_.end(),
                                  [&](const Gauge& candidate) { return candidate.place == place; });
  if (found == after_.end()) return;
  if (const auto side = SideOf(*found)) {
    ++counts.hit[static_cast<std::size_t>(place.kind)][*side];
  }
}

bool Aimer::Aim(CountedRandom& random, UsageCase& usage, AimCounts& counts) {
  aimed_at_ = straight_ != nullptr && random.Percent(kShareLegacy) ? straight_.get() : nullptr;
  if (aimed_at_ != nullptr && own_ != nullptr && random.Percent(kShareOwn)) aimed_at_ = own_.get();
  const auto variable = Choose(random, usage);
  if (!variable || !Bill(usage, before_)) return false;
  if (AimsAtOwn()) AddReading(*variable, usage, before_);
  const UsageCase as_it_was = usage;
  const auto give_up = [&] {
    usage = as_it_was;
    return false;
  };
  if (!Set(*variable, variable->units + 1, usage) || !Bill(usage, after_)) return give_up();
  if (AimsAtOwn()) AddReading(*variable, usage, after_);
  if (before_.size() != after_.size()) return give_up();
  moving_.clear();
  for (std::size_t i = 0; i < before_.size(); ++i) {
    if (before_[i].place != after_[i].place) return give_up();
    if (before_[i].value != after_[i].value) moving_.push_back(i);
  }
  if (moving_.empty()) return give_up();
  const Gauge gauge = before_[moving_[ChooseMoving(random)]];
  const auto moved = std::find_if(after_.begin(), after_.end(), [&](const Gauge& candidate) {
    return candidate.place == gauge.place;
  });
  const Rational slope = ToRational(moved->value) - ToRational(gauge.value);
  const auto units = Solve(random, gauge, slope, variable->units);
  if (!units || !Set(*variable, *units, usage)) return give_up();
  ++counts.tried;
  if (!random.Percent(kShareChecked)) return true;
  ++counts.checked;
  if (!Bill(usage, after_)) return give_up();
  if (AimsAtOwn()) AddReading(*variable, usage, after_);
  CountHit(gauge.place, counts);
  return true;
}

}  // namespace twinbill::fuzz
