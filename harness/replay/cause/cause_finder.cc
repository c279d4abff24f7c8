#include "harness/replay/cause/cause_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "corpus/model/decimal_sum.h"
#include "harness/compare/canonical_row.h"
#include "harness/compare/compare.h"
#include "harness/replay/case_run.h"
#include "harness/replay/cause/example_traces.h"
#include "harness/replay/cause/history_bills.h"
#include "harness/replay/cause/knob.h"
#include "harness/replay/difference_case.h"
#include "harness/replay/opened_sides.h"

namespace twinbill::replay {
namespace {

using evidence::CauseEvidence;
using evidence::PeriodEvidence;
using history::UsageFeed;
using model::Period;
using model::Result;

// As many groups are explained; more than that is shown by nobody.
constexpr std::size_t kGroupsMax = 10;
// As many knobs that help with an example are tried over the history.
constexpr std::size_t kTriedMax = 12;
// With more records than these, the example alone decides.
constexpr std::int64_t kRowsMax = 100'000'000;
// Without an example every knob is tried over the history, as long as it is no larger.
constexpr std::int64_t kRowsWithoutExampleMax = 500'000;

struct GroupName {
  std::string clause;
  std::string line_item_type;
  auto operator<=>(const GroupName&) const = default;
};

struct Group {
  compare::Comparison comparison;  // its differences and their money
  Period first;                    // the first period that has one
};
using Groups = std::map<GroupName, Group>;

// Deals differences to their groups.
class Grouping : public compare::DifferenceSink {
 public:
  Grouping(Groups& groups, Period period) : groups_(groups), period_(period) {}
  void Take(const compare::Difference& difference) override {
    compare::CanonicalRow row;
    const std::string& bytes = difference.a.empty() ? difference.b : difference.a;
    TWINBILL_CHECK(!compare::ReadRow(bytes, row).has_value());
    const GroupName name{compare::Unquoted(row.Raw(9)), compare::Unquoted(row.Raw(7))};
    const auto [group, is_new] = groups_.try_emplace(name);
    if (is_new) group->second.first = period_;
    group->second.comparison.Count(difference);
  }

 private:
  Groups& groups_;
  Period period_;
};

Result<Groups> GroupsOf(const PeriodLines& legacy, const PeriodLines& standard,
                        const std::set<Period>& periods) {
  Groups groups;
  static const std::vector<model::LineItem> kNone;
  for (const Period period : periods) {
    const auto a = legacy.find(period);
    const auto b = standard.find(period);
    Grouping grouping(groups, period);
    TWINBILL_TRY(compare::CompareLineItems(a == legacy.end() ? kNone : a->second,
                                           b == standard.end() ? kNone : b->second, grouping));
  }
  return groups;
}

std::int64_t CountOf(const Groups& groups) {
  std::int64_t count = 0;
  for (const auto& [name, group] : groups) count += group.comparison.difference_count();
  return count;
}

std::int64_t CountOf(const Groups& groups, const GroupName& name) {
  const auto group = groups.find(name);
  return group == groups.end() ? 0 : group->second.comparison.difference_count();
}

class Finder {
 public:
  Finder(const PlannedContract& contract, const history::History& history,
         const CauseOptions& options)
      : contract_(contract),
        history_(history),
        options_(options),
        legacy_(*contract.legacy_side),
        standard_(*contract.standard_side) {}

  Result<std::vector<CauseEvidence>> Find(const std::vector<PeriodEvidence>& periods) {
    for (const PeriodEvidence& period : periods) {
      if (period.difference_count() > 0) periods_.insert(period.period);
    }
    if (periods_.empty()) return std::vector<CauseEvidence>();
    const Period first =
        std::min(legacy_.head().term.FirstPeriod(), standard_.head().term.FirstPeriod());
    TWINBILL_ASSIGN(feed,
                    UsageFeed::Open(history_, legacy_.head().payer, {first, *periods_.rbegin()}));
    feed_.emplace(std::move(feed));
    for (std::size_t at = 0; at < feed_->size(); ++at) rows_ += feed_->partition(at).info().rows;
    TWINBILL_ASSIGN(of_legacy, BillHistory(legacy_, *feed_, periods_, options_.stop));
    TWINBILL_ASSIGN(of_standard, BillHistory(standard_, *feed_, periods_, options_.stop));
    legacy_lines_ = std::move(of_legacy);
    standard_lines_ = std::move(of_standard);
    TWINBILL_ASSIGN(groups, GroupsOf(legacy_lines_, standard_lines_, periods_));
    TWINBILL_TRY(CollectKnobs());
    return Explain(groups);
  }

 private:
  // What a knob leaves over, over all periods that differ.
  struct Tried {
    bool is_valid = false;
    Groups left;
  };

  bool IsToStop() const { return options_.stop && options_.stop(); }

  Result<void> CollectKnobs() {
    TWINBILL_ASSIGN(legacy_text, store::ReadWhole(contract_.folder.legacy));
    TWINBILL_ASSIGN(standard_text, store::ReadWhole(contract_.folder.standard));
    const std::string canonical =
        CanonicalContract(standard_text, contract_.folder.standard, contract_.definitions->set);
    const std::string translated = TranslatedContract(legacy_text, contract_.folder.legacy);
    knobs_ = StandardKnobs(canonical, translated);
    if (legacy_.kind() == "cbas") {
      for (Knob& knob : LegacyKnobs(legacy_text)) knobs_.push_back(std::move(knob));
    }
    tried_.resize(knobs_.size());
    sides_.resize(knobs_.size());
    return {};
  }

  // The side with the knob turned; null where it can't be turned so.
  const Side* Turned(std::size_t number) {
    std::optional<std::unique_ptr<Side>>& side = sides_[number];
    if (!side) {
      const Knob& knob = knobs_[number];
      auto opened = knob.in_legacy ? ReadCbasSide(knob.text, contract_.folder.legacy)
                                   : ReadStandardSide(knob.text, contract_.folder.standard);
      side = opened ? std::move(*opened) : nullptr;
    }
    return side->get();
  }

  // Whether the example's lines are the same with the knob turned.
  bool HelpsWith(const Counterexample& example, const GroupName& name, std::size_t number) {
    const Side* const turned = Turned(number);
    if (turned == nullptr) return false;
    const DifferenceFilter filter{name.clause, name.line_item_type};
    const CaseRange range{example.period, example.period};
    const bool in_legacy = knobs_[number].in_legacy;
    const auto a = run_.Bill(in_legacy ? *turned : legacy_, example.records, range, filter);
    const auto b = run_.Bill(in_legacy ? standard_ : *turned, example.records, range, filter);
    return a && b && !a->refusal && !b->refusal && a->rows == b->rows;
  }

  // What is left of all differences with the knob turned.
  const Tried& Try(std::size_t number) {
    std::optional<Tried>& tried = tried_[number];
    if (tried) return *tried;
    tried.emplace();
    const Side* const turned = Turned(number);
    if (turned == nullptr) return *tried;
    const auto lines = BillHistory(*turned, *feed_, periods_, options_.stop);
    if (!lines) return *tried;
    const bool in_legacy = knobs_[number].in_legacy;
    auto left = GroupsOf(in_legacy ? *lines : legacy_lines_, in_legacy ? standard_lines_ : *lines,
                         periods_);
    if (!left) return *tried;
    tried->is_valid = true;
    tried->left = std::move(*left);
    return *tried;
  }

  void SortByWhatStays(const GroupName& name, std::vector<std::size_t>& helping) {
    // What leaves least, of the group and in all; what the translator says before a guess, a knob
    // of the contract, which can be mended, before one of the legacy side.
    std::stable_sort(helping.begin(), helping.end(), [&](std::size_t a, std::size_t b) {
      const auto rank = [&](std::size_t i) {
        return std::tuple(CountOf(Try(i).left, name), CountOf(Try(i).left),
                          !knobs_[i].is_translated, knobs_[i].in_legacy);
      };
      return rank(a) < rank(b);
    });
  }

  // The knobs that explain the group, the best first.
  std::vector<std::size_t> KnobsFor(const GroupName& name, const Counterexample& example) {
    std::vector<std::size_t> helping;
    for (std::size_t i = 0; i < knobs_.size() && !IsToStop(); ++i) {
      if (HelpsWith(example, name, i)) helping.push_back(i);
    }
    if (rows_ > kRowsMax) return helping;
    if (helping.size() > kTriedMax) helping.resize(kTriedMax);
    std::erase_if(helping, [&](std::size_t i) { return !Try(i).is_valid; });
    SortByWhatStays(name, helping);
    return helping;
  }

  // The same without an example (recorded bills, or usage that is too large to be one): what leaves
  // less of the group, of the contract's knobs.
  std::vector<std::size_t> KnobsOverHistory(const GroupName& name, const Group& group) {
    std::vector<std::size_t> helping;
    if (rows_ > kRowsWithoutExampleMax) return helping;
    for (std::size_t i = 0; i < knobs_.size() && !IsToStop(); ++i) {
      if (knobs_[i].in_legacy || !Try(i).is_valid) continue;
      if (CountOf(Try(i).left, name) < group.comparison.difference_count()) helping.push_back(i);
    }
    SortByWhatStays(name, helping);
    return helping;
  }

  Result<std::vector<CauseEvidence>> Explain(const Groups& groups) {
    std::vector<std::pair<GroupName, const Group*>> by_count;
    for (const auto& [name, group] : groups) by_count.emplace_back(name, &group);
    std::stable_sort(by_count.begin(), by_count.end(), [](const auto& a, const auto& b) {
      return a.second->comparison.difference_count() > b.second->comparison.difference_count();
    });
    if (by_count.size() > kGroupsMax) by_count.resize(kGroupsMax);
    std::vector<CauseEvidence> causes;
    for (const auto& [name, group] : by_count) {
      if (IsToStop()) break;
      shrink::Budget budget;
      budget.probes_max = options_.shrink_probes;
      budget.stop = options_.stop;
      const auto example = ShrinkDifference(contract_, history_, group->first,
                                            {name.clause, name.line_item_type}, std::move(budget));
      std::vector<std::size_t> helping;
      helping = example ? KnobsFor(name, *example) : KnobsOverHistory(name, *group);
      CauseEvidence cause = CauseOf(name, *group, helping, CountOf(groups));
      if (example) cause.example = ExampleOf(*example, name);
      Merge(std::move(cause), causes);
    }
    std::stable_sort(causes.begin(), causes.end(),
                     [](const auto& a, const auto& b) { return MoneyOf(a) > MoneyOf(b); });
    return causes;
  }

  CauseEvidence CauseOf(const GroupName& name, const Group& group,
                        const std::vector<std::size_t>& helping, std::int64_t all) {
    CauseEvidence cause;
    cause.clause = name.clause;
    cause.line_item_type = name.line_item_type;
    cause.differences = group.comparison.difference_count();
    for (const auto& [currency, money] : group.comparison.money) {
      cause.money[currency] = {money.over.ToString(), money.under.ToString()};
    }
    cause.kind = "unknown";
    cause.text = "unknown: no knob, turned by itself, makes the difference vanish";
    if (!helping.empty()) {
      const Knob& knob = knobs_[helping.front()];
      cause.kind = knob.kind;
      cause.place = (knob.in_legacy ? "legacy " : "standard ") + knob.place;
      cause.legacy_says = knob.in_legacy ? knob.was : knob.becomes;
      cause.standard_says = knob.in_legacy ? knob.becomes : knob.was;
      cause.text = fmt::format("{}: legacy as with {}, standard as with {}", knob.kind,
                               cause.legacy_says, cause.standard_says);
      if (rows_ <= kRowsMax) {
        const Tried& tried = Try(helping.front());
        const std::int64_t left = CountOf(tried.left, name);
        cause.explains_all = all > 0 && CountOf(tried.left) == 0;
        if (left > 0) cause.text += fmt::format(" ({} differences stay)", left);
      }
      AddOthers(helping, name, cause);
    }
    cause.id = model::Sha256::Of(contract_.folder.id + '\n' + cause.kind + '\n' + cause.place +
                                 '\n' + cause.legacy_says + '\n' + cause.standard_says + '\n' +
                                 (cause.kind == "unknown" ? name.clause : ""))
                   .ToHex();
    return cause;
  }

  // Other kinds of knobs that leave as little.
  void AddOthers(const std::vector<std::size_t>& helping, const GroupName& name,
                 CauseEvidence& cause) {
    constexpr std::size_t kOthersMax = 3;
    for (const std::size_t i : helping) {
      const Knob& knob = knobs_[i];
      const bool is_as_good =
          rows_ > kRowsMax ||
          (CountOf(Try(i).left, name) == CountOf(Try(helping.front()).left, name) &&
           CountOf(Try(i).left) == CountOf(Try(helping.front()).left));
      if (knob.kind == cause.kind || !is_as_good || cause.others.size() >= kOthersMax) continue;
      const std::string other =
          fmt::format("{} ({}: {} instead of {})", knob.kind,
                      knob.in_legacy ? "legacy" : "standard", knob.becomes, knob.was);
      if (std::find(cause.others.begin(), cause.others.end(), other) == cause.others.end()) {
        cause.others.push_back(other);
      }
    }
  }

  evidence::Example ExampleOf(const Counterexample& found, const GroupName& name) {
    evidence::Example example;
    example.records = found.records;
    example.smallest = found.smallest;
    example.legacy_lines = found.legacy_lines;
    example.standard_lines = found.standard_lines;
    TraceExample(found, {name.clause, name.line_item_type}, example);
    return example;
  }

  // Groups with one cause are one.
  static void Merge(CauseEvidence cause, std::vector<CauseEvidence>& causes) {
    for (CauseEvidence& there : causes) {
      if (there.id != cause.id) continue;
      there.differences += cause.differences;
      for (const auto& [currency, moved] : cause.money) {
        evidence::MoneyMoved& sum = there.money[currency];
        sum.over = Sum(sum.over, moved.over);
        sum.under = Sum(sum.under, moved.under);
      }
      return;
    }
    causes.push_back(std::move(cause));
  }

  static std::string Sum(const std::string& a, const std::string& b) {
    model::DecimalSum sum = *model::DecimalSum::Parse(a);
    sum.Add(*model::DecimalSum::Parse(b));
    return sum.ToString();
  }

  // All that a cause moves, over and under, of whatever currency.
  static model::Decimal MoneyOf(const CauseEvidence& cause) {
    model::DecimalSum sum;
    for (const auto& [currency, moved] : cause.money) {
      sum.Add(*model::DecimalSum::Parse(moved.over));
      sum.Add(*model::DecimalSum::Parse(moved.under));
    }
    const auto decimal = sum.ToDecimal();
    return decimal ? *decimal : model::Decimal();
  }

  const PlannedContract& contract_;
  const history::History& history_;
  const CauseOptions& options_;
  const Side& legacy_;
  const Side& standard_;
  std::set<Period> periods_;  // that differ
  std::optional<UsageFeed> feed_;
  std::int64_t rows_ = 0;
  PeriodLines legacy_lines_, standard_lines_;
  std::vector<Knob> knobs_;
  std::vector<std::optional<std::unique_ptr<Side>>> sides_;
  std::vector<std::optional<Tried>> tried_;
  CaseRun run_;
};

}  // namespace

Result<std::vector<CauseEvidence>> FindCauses(const PlannedContract& contract,
                                              const history::History& history,
                                              const std::vector<PeriodEvidence>& periods,
                                              const CauseOptions& options) {
  return Finder(contract, history, options).Find(periods);
}

}  // namespace twinbill::replay
