#include "translators/cbas/traces.h"

#include <array>

namespace twinbill::translators {

using contract::TextOf;
using rule_book::ReadBook;
using rule_book::Rule;
using rule_book::RuleBook;

namespace {

bool IsWithin(const std::string& pointer, const std::string& above) {
  return pointer == above || (pointer.size() > above.size() && pointer.starts_with(above) &&
                              pointer[above.size()] == '/');
}

std::string Escaped(const std::string& key) {
  std::string text;
  for (const char c : key) {
    text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return text;
}

std::string Join(const std::vector<model::Dimension>& dimensions) {
  std::string text;
  for (const model::Dimension& dimension : dimensions) {
    text += (text.empty() ? "" : ", ") + dimension.Name();
  }
  return text.empty() ? "none" : text;
}

class Deriver {
 public:
  Deriver(const RuleStage& stage, const contract::Construct& construct, const Places& places)
      : rule_(*stage.rule), stage_(stage), construct_(construct), places_(places) {}

  std::vector<Derivation> Run() {
    From("/clause", "/clause", "as it stands");
    if (construct_.scope) From("/scope", "/match", "the match as a scope");
    if (!construct_.unless.empty()) {
      From("/unless", rule_.unless.empty() ? "/match" : "/unless",
           "what is left out, named as constructs");
    }
    if (!(construct_.effective == contract::Effective())) {
      const bool by_usage = construct_.effective.by == contract::EffectiveBy::kUsage;
      From("/effective", by_usage ? "/active" : "",
           by_usage ? "the range of records' starts" : "the periods in which the rule stands so");
    }
    Numbers();
    Lines();
    return std::move(derivations_);
  }

 private:
  void Numbers() {
    const std::string formula = FormulaKey(rule_);
    const std::string how = "the formula is " + NameOf(stage_.shape);
    if (construct_.base != contract::Base::kList) From("/base", formula, how);
    if (construct_.benefit) From("/benefit", formula, how);
    if (construct_.cap) From("/cap", formula, "the formula cuts off there");
    if (construct_.commit) From("/commit", formula, how);
    if (construct_.entitlement) From("/entitlement", formula, "the formula's share of other usage");
    if (construct_.meter) {
      const auto& counted = stage_.shape.counted;
      if (counted.input) {
        From("/meter", "/inputs/" + Escaped(rule_.inputs[*counted.input].name),
             "the input that tiers are chosen by");
      } else {
        From("/meter/per", "/per", "the groups: " + Join(construct_.meter->per));
        if (construct_.meter->window != model::WindowKind::kMonth) {
          From("/meter/window", "/window", "the rule's window");
        }
      }
    }
    if (construct_.settle == contract::Settle::kWindowEnd) {
      From("/settle", "/when", "once, in the window's last period");
    }
  }

  void Lines() {
    From("/line/type", "/line/type", "as it stands");
    From("/line/description", "/line/text", "as it stands");
    From("/line/by", rule_.spread ? "/spread" : "/per", "lines by " + Join(construct_.line.by));
    if (construct_.line.emit_zero) FromSetting("/line/emit_zero", "zero_lines", "lines of 0 stay");
    if (construct_.spread) From("/spread", "/spread_on", "the weights");
    FromSetting("/rounding/mode", "amount_rounding",
                rule_.is_credit ? "a credit is rounded before its sign is turned"
                                : "a charge's line has its sign");
    FromSetting("/rounding/digits", "amount_digits", "as it stands");
    if (construct_.rounding.at != contract::RoundAt::kLine) {
      From("/rounding/at", "/spread_cut", "the amount is rounded, then dealt out");
      FromSetting("/rounding/remainder", "remainder", "as it stands");
    }
    From("/delivery", "/bill", "as it stands");
  }

  void From(const std::string& pointer, const std::string& key, const std::string& how) {
    const std::string at = "/rules/" + std::to_string(stage_.index) + key;
    derivations_.push_back(
        {construct_.id, pointer, places_.At(at, stage_.stretch.first, SourceOf(key)), how});
  }

  void FromSetting(const std::string& pointer, const std::string& key, const std::string& how) {
    derivations_.push_back(
        {construct_.id, pointer, places_.At("/settings/" + key, stage_.stretch.first), how});
  }

  std::string SourceOf(const std::string& key) const {
    if (key == FormulaKey(rule_)) return rule_.formula.text;
    if (key == "/match" && rule_.match) return rule_.match->text;
    return {};
  }

  const Rule& rule_;
  const RuleStage& stage_;
  const contract::Construct& construct_;
  const Places& places_;
  std::vector<Derivation> derivations_;
};

constexpr std::array<std::string_view, 7> kRoundingModes = {
    "UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN"};

std::string Named(rule_book::RoundingMode mode) {
  return std::string(kRoundingModes[static_cast<std::size_t>(mode)]);
}

}  // namespace

Place Places::Found(const std::string& pointer, std::string text) const {
  std::string at = pointer;
  for (;;) {
    const auto found = book_.places.find(at);
    if (found != book_.places.end()) {
      return {pointer, found->second.line, found->second.column, std::move(text)};
    }
    const std::size_t slash = at.rfind('/');
    if (slash == std::string::npos) return {pointer, 0, 0, std::move(text)};
    at.resize(slash);
  }
}

Place Places::At(const std::string& pointer, model::Period period, std::string text) const {
  const auto& amendments = book_.book.amendments;
  for (std::size_t i = amendments.size(); i-- > 0;) {
    if (period < model::Period::Of(amendments[i].from)) continue;
    for (const rule_book::AmendmentSet& set : amendments[i].sets) {
      if (!IsWithin(pointer, set.pointer)) continue;
      return Found("/amendments/" + std::to_string(i) + "/set/" + Escaped(set.pointer),
                   std::move(text));
    }
  }
  return Found(pointer, std::move(text));
}

std::vector<Derivation> DerivationsOf(const RuleStage& stage, const contract::Construct& construct,
                                      const Places& places) {
  return Deriver(stage, construct, places).Run();
}

std::vector<SettingTrace> SettingTraces(const ReadBook& read, const Places& places) {
  const RuleBook& book = read.book;
  const model::Period first = book.head.term.FirstPeriod();
  const rule_book::Settings& settings = book.EditionOf(first).settings;
  const bool decimal = settings.arithmetic == rule_book::ArithmeticKind::kDecimal;
  std::vector<SettingTrace> traces;
  const auto add = [&](const std::string& key, std::string value, std::string became) {
    traces.push_back(
        {key, std::move(value), places.At("/settings/" + key, first), std::move(became), true});
  };
  add("arithmetic", decimal ? "decimal" : "binary64",
      "exact numbers, with an obligation of each rule");
  if (decimal) {
    add("scale", std::to_string(settings.scale),
        "the numbers of the rule book as they are read, and obligations on digits");
    add("scale_rounding", Named(settings.scale_rounding),
        "the numbers of the rule book as they are read");
  } else {
    add("round_how", settings.round_how == rule_book::RoundHow::kScaled ? "scaled" : "exact",
        "a part of the obligation binary64");
  }
  add("amount_digits", std::to_string(settings.amount_digits), "rounding.digits");
  add("amount_rounding", Named(settings.amount_rounding),
      "rounding.mode, CEILING and FLOOR exchanged for credits");
  add("tier_edge", settings.tier_edge == rule_book::TierEdge::kUpper ? "upper" : "lower",
      "tiers.bound of volume tiers by band()");
  add("remainder",
      settings.remainder == rule_book::Remainder::kLast    ? "last"
      : settings.remainder == rule_book::Remainder::kFirst ? "first"
                                                           : "largest",
      "rounding.remainder where an amount is dealt out");
  add("zero_lines", settings.zero_lines ? "true" : "false", "line.emit_zero");
  return traces;
}

std::string NoteAt(const RuleBook& book, const std::string& pointer) {
  std::string note;
  for (const rule_book::Comment& comment : book.comments) {
    if (!IsWithin(comment.pointer, pointer)) continue;
    note += (note.empty() ? "" : "\n") + comment.text;
  }
  return note;
}

std::string NoteOfRest(const RuleBook& book) {
  std::string note;
  for (const rule_book::Comment& comment : book.comments) {
    if (comment.pointer.starts_with("/rules/")) continue;
    note += (note.empty() ? "" : "\n") + comment.text;
  }
  return note;
}

}  // namespace twinbill::translators
