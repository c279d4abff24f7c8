#include "translators/translation_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "corpus/model/sha256.h"

namespace twinbill::translators {

namespace {

using Json = nlohmann::ordered_json;

Json ToJson(const RuleTrace& rule);
Json ToJson(const SettingTrace& setting);
Json ToJson(const Edit& edit);

Json ToJson(const Place& place) {
  Json json = {{"pointer", place.pointer}, {"line", place.line}, {"column", place.column}};
  if (!place.text.empty()) json["text"] = place.text;
  return json;
}

Json ToJson(const Obligation& obligation) {
  Json parameters = Json::object();
  for (const auto& [name, value] : obligation.parameters) parameters[name] = value;
  return {{"code", obligation.code},
          {"at", ToJson(obligation.place)},
          {"condition", obligation.condition},
          {"parameters", parameters},
          {"shown_by", obligation.shown_by}};
}

Json ToJson(const Refusal& refusal) {
  return {{"code", refusal.code},
          {"at", ToJson(refusal.place)},
          {"reason", refusal.reason},
          {"needed", refusal.needed}};
}

Json ToJson(const Derivation& derivation) {
  return {{"construct", derivation.construct},
          {"pointer", derivation.pointer},
          {"from", ToJson(derivation.from)},
          {"how", derivation.how}};
}

template <class List>
Json ListOf(const List& list) {
  Json json = Json::array();
  for (const auto& each : list) json.push_back(ToJson(each));
  return json;
}

Json ToJson(const RuleTrace& rule) {
  return {{"id", rule.id},
          {"clause", rule.clause},
          {"at", ToJson(rule.place)},
          {"source", rule.source},
          {"shape", rule.shape},
          {"constructs", rule.constructs},
          {"values", ListOf(rule.derivations)},
          {"obligations", ListOf(rule.obligations)},
          {"refusals", ListOf(rule.refusals)}};
}

Json ToJson(const SettingTrace& setting) {
  return {{"key", setting.key},
          {"value", setting.value},
          {"at", ToJson(setting.place)},
          {"became", setting.became},
          {"translated", setting.is_translated}};
}

Json ToJson(const Share& share) { return {{"translated", share.translated}, {"of", share.all}}; }

Json ToJson(const Edit& edit) {
  Json json = {{"construct", edit.place.construct}, {"pointer", edit.place.pointer}};
  json["value"] = edit.value.empty() ? Json() : Json::parse(edit.value);
  json["generated"] = edit.generated.empty() ? Json() : Json::parse(edit.generated);
  return json;
}

// Each construct and the rules that it came of.
Json ConstructsOf(const Translation& translation) {
  Json json = Json::array();
  const auto& constructs = translation.contract.constructs;
  for (std::size_t i = 0; i < constructs.size(); ++i) {
    Json rules = Json::array();
    for (const RuleTrace& rule : translation.rules) {
      if (std::find(rule.constructs.begin(), rule.constructs.end(), constructs[i].id) !=
          rule.constructs.end()) {
        rules.push_back(
            {{"id", rule.id}, {"clause", rule.clause}, {"pointer", rule.place.pointer}});
      }
    }
    json.push_back({{"id", constructs[i].id},
                    {"pointer", "/constructs/" + std::to_string(i)},
                    {"rules", rules}});
  }
  return json;
}

Json DigestsOf(const ContractEdits& edits) {
  Json json = Json::array();
  for (const auto& [place, digest] : edits.digests) {
    json.push_back(
        {{"construct", place.construct}, {"pointer", place.pointer}, {"sha256", digest}});
  }
  return json;
}

}  // namespace

Coverage CoverageOf(const Translation& translation) {
  Coverage coverage;
  std::set<std::string> clauses;
  std::set<std::string> open;
  for (const RuleTrace& rule : translation.rules) {
    clauses.insert(rule.clause);
    ++coverage.rules.all;
    if (rule.is_translated()) {
      ++coverage.rules.translated;
    } else {
      open.insert(rule.clause);
    }
  }
  coverage.clauses = {clauses.size() - open.size(), clauses.size()};
  coverage.settings.all = translation.settings.size();
  coverage.settings.translated = static_cast<std::size_t>(
      std::count_if(translation.settings.begin(), translation.settings.end(),
                    [](const SettingTrace& setting) { return setting.is_translated; }));
  return coverage;
}

std::string WriteTranslation(const Translation& translation, const TranslationSource& source,
                             const ContractEdits& edits) {
  const Coverage coverage = CoverageOf(translation);
  Json json;
  json["twinbill_translation"] = 1;
  json["translator"] = translation.translator;
  json["source"] = {{"file", source.file}, {"sha256", model::Sha256::Of(source.text).ToHex()}};
  json["contract"] = translation.contract.id;
  json["whole"] = translation.is_whole();
  json["coverage"] = {{"rules", ToJson(coverage.rules)},
                      {"clauses", ToJson(coverage.clauses)},
                      {"settings", ToJson(coverage.settings)}};
  json["rules"] = ListOf(translation.rules);
  json["settings"] = ListOf(translation.settings);
  json["constructs"] = ConstructsOf(translation);
  json["edited"] = ListOf(edits.edits);
  json["lost_edits"] = ListOf(edits.lost);
  json["generated"] = DigestsOf(edits);
  return json.dump(1) + "\n";
}

}  // namespace twinbill::translators
