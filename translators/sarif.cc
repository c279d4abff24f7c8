#include "translators/sarif.h"

#include <nlohmann/json.hpp>
#include <set>

namespace twinbill::translators {

namespace {

using Json = nlohmann::ordered_json;

// SARIF wants a URI; what a file name may have and a URI may not is written as %XX.
std::string UriOf(const std::string& file) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  static constexpr std::string_view kPlain = "-._~/:";
  std::string uri;
  for (const char c : file) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += '%';
      uri += kHex[byte >> 4U];
      uri += kHex[byte & 15U];
    }
  }
  return uri;
}

Json ResultOf(const std::string& code, const char* level, const std::string& message,
              const Place& place, const std::string& uri, const RuleTrace& rule) {
  Json location = {{"artifactLocation", {{"uri", uri}}}};
  if (place.line > 0) {
    location["region"] = {{"startLine", place.line},
                          {"startColumn", std::max<std::int64_t>(place.column, 1)}};
  }
  return {{"ruleId", code},
          {"level", level},
          {"message", {{"text", "rule " + rule.id + ": " + message}}},
          {"locations", Json::array({{{"physicalLocation", location},
                                      {"logicalLocations",
                                       Json::array({{{"fullyQualifiedName", place.pointer}}})}}})}};
}

}  // namespace

std::string WriteSarif(const Translation& translation, const std::string& file) {
  const std::string uri = UriOf(file);
  Json results = Json::array();
  std::set<std::string> codes;
  for (const RuleTrace& rule : translation.rules) {
    for (const Refusal& refusal : rule.refusals) {
      codes.insert(refusal.code);
      results.push_back(ResultOf(refusal.code, "error",
                                 refusal.reason + "; needed: " + refusal.needed, refusal.place, uri,
                                 rule));
    }
    for (const Obligation& obligation : rule.obligations) {
      codes.insert(obligation.code);
      results.push_back(
          ResultOf(obligation.code, "note", obligation.condition, obligation.place, uri, rule));
    }
  }
  Json rules = Json::array();
  for (const std::string& code : codes) rules.push_back({{"id", code}});
  Json sarif;
  sarif["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  sarif["version"] = "2.1.0";
  sarif["runs"] =
      Json::array({{{"tool", {{"driver", {{"name", "twinbill translate"}, {"rules", rules}}}}},
                    {"columnKind", "utf16CodeUnits"},
                    {"results", results}}});
  return sarif.dump(1) + "\n";
}

}  // namespace twinbill::translators
