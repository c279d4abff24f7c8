// The least translator there is: percentages off everything.
#include <nlohmann/json.hpp>

#include "translators/top_key.h"
#include "translators/translator.h"

namespace twinbill::translators {
namespace {

class ToyTranslator final : public Translator {
 public:
  std::string_view name() const override { return "toy"; }
  bool Knows(std::string_view text) const override { return HasTopKey(text, "toy"); }

  model::Result<Translation> Translate(std::string_view text, const std::string&) const override {
    const auto json = nlohmann::json::parse(text);
    Translation translation;
    translation.translator = name();
    translation.contract.id = "toy";
    translation.contract.payer = "P";
    translation.contract.currency = "USD";
    translation.contract.term = {model::Date::FromCivil(2025, 1, 1),
                                 model::Date::FromCivil(2026, 1, 1)};
    for (std::size_t i = 0; i < json["percents"].size(); ++i) {
      Add(json["percents"][i], i, translation);
    }
    translation.contract.incomplete = !translation.is_whole();
    return translation;
  }

 private:
  static void Add(const std::string& percent, std::size_t number, Translation& translation) {
    RuleTrace rule;
    rule.id = "percent" + std::to_string(number);
    rule.clause = std::to_string(number + 1);
    rule.place.pointer = "/percents/" + std::to_string(number);
    const auto value = model::Decimal::Parse(percent);
    if (!value) {
      rule.refusals.push_back({"no_number", rule.place, "is no number", "a number"});
    } else {
      contract::Construct construct;
      construct.id = rule.id;
      construct.clause = rule.clause;
      construct.line.type = "Discount";
      construct.line.description = percent + " %";
      construct.benefit.emplace();
      construct.benefit->form = contract::Flat{contract::Rule::kPercentOff, *value};
      translation.contract.constructs.push_back(construct);
      rule.constructs.push_back(rule.id);
    }
    translation.rules.push_back(rule);
  }
};

}  // namespace

const Translator& The_toy() {
  static const ToyTranslator translator;
  return translator;
}

}  // namespace twinbill::translators
