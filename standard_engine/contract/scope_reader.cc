#include "standard_engine/contract/scope_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace twinbill::contract {

using model::Code;
using model::Dimension;
using model::DimensionKind;

namespace {

constexpr auto kScopeKeys = std::to_array<std::string_view>(
    {"service", "usage_type", "account", "region", "operation", "line_item_type"});
constexpr auto kPer =
    std::to_array<std::string_view>({"account", "service", "region", "usage_type", "operation"});
constexpr auto kBy =
    std::to_array<std::string_view>({"account", "service", "region", "usage_type"});
constexpr auto kKeyed = std::to_array<std::string_view>({"product.KEY", "tag.KEY"});

bool IsKeyed(const Dimension& dimension) {
  return dimension.kind == DimensionKind::kProduct || dimension.kind == DimensionKind::kTag;
}

// The dimension of that name where it is one of `plain` or, where `keyed`, a product or tag key.
std::optional<Dimension> DimensionNamed(std::string_view name,
                                        std::span<const std::string_view> plain, bool keyed) {
  const auto dimension = Dimension::Parse(name);
  if (!dimension) return std::nullopt;
  if (keyed && IsKeyed(*dimension)) return dimension;
  if (std::find(plain.begin(), plain.end(), name) == plain.end()) return std::nullopt;
  return dimension;
}

std::vector<std::string_view> Allowed(std::span<const std::string_view> plain, bool keyed) {
  std::vector<std::string_view> names(plain.begin(), plain.end());
  if (keyed) names.insert(names.end(), kKeyed.begin(), kKeyed.end());
  return names;
}

std::string Guess(std::string_view found, std::span<const std::string_view> plain) {
  const std::string_view near = model::NearMiss(found, {plain.begin(), plain.end()});
  return near.empty() ? std::string() : fmt::format("did you mean \"{}\"?", near);
}

std::vector<std::string> ReadPatterns(const JsonValue& value, Findings& findings) {
  std::vector<std::string> patterns;
  for (const JsonValue& element : ReadArray(value, findings)) {
    patterns.push_back(ReadText(element, findings));
  }
  return patterns;
}

std::vector<ScopeKey> ReadKeys(const JsonValue& value, bool not_allowed, Findings& findings) {
  std::vector<ScopeKey> keys;
  for (const JsonMember& member : value.members) {
    if (not_allowed && member.key == "not") continue;
    const auto dimension = DimensionNamed(member.key, kScopeKeys, true);
    if (dimension) {
      keys.push_back({*dimension, ReadPatterns(member.value, findings)});
      continue;
    }
    std::vector<std::string_view> allowed = Allowed(kScopeKeys, true);
    if (not_allowed) allowed.push_back("not");
    findings.emplace_back(Code{"contract_unknown_key"}, member.key_position,
                          fmt::format("the key \"{}\" is unknown in a scope", member.key),
                          ListOf(allowed), Guess(member.key, kScopeKeys));
  }
  return keys;
}

bool IsObject(const JsonValue& value, Findings& findings) {
  ObjectReader(value, findings);  // a finding where it is none
  return value.kind == JsonValue::Kind::kObject;
}

std::vector<Dimension> ReadDimensions(const JsonValue& value,
                                      std::span<const std::string_view> plain, bool keyed,
                                      Findings& findings) {
  std::vector<Dimension> dimensions;
  for (const JsonValue& element : ReadArray(value, findings)) {
    const std::string name = ReadText(element, findings);
    if (element.kind != JsonValue::Kind::kString) continue;
    const auto dimension = DimensionNamed(name, plain, keyed);
    if (!dimension) {
      findings.emplace_back(Code{"contract_unknown_dimension"}, element.position,
                            fmt::format("{} is no dimension here", element.Describe()),
                            ListOf(Allowed(plain, keyed)), Guess(name, plain));
    } else if (std::find(dimensions.begin(), dimensions.end(), *dimension) != dimensions.end()) {
      findings.emplace_back(Code{"contract_repeated_dimension"}, element.position,
                            fmt::format("{} stands twice", element.Describe()),
                            "each dimension once");
    } else {
      dimensions.push_back(*dimension);
    }
  }
  return dimensions;
}

}  // namespace

Scope ReadScope(const JsonValue& value, Findings& findings) {
  Scope scope;
  if (!IsObject(value, findings)) return scope;
  scope.keys = ReadKeys(value, true, findings);
  if (const JsonValue* excluded = value.Find("not")) {
    if (IsObject(*excluded, findings)) scope.excluded = ReadKeys(*excluded, false, findings);
  }
  return scope;
}

std::vector<Dimension> ReadPer(const JsonValue& value, Findings& findings) {
  return ReadDimensions(value, kPer, true, findings);
}

std::vector<Dimension> ReadBy(const JsonValue& value, Findings& findings) {
  const std::vector<Dimension> found = ReadDimensions(value, kBy, false, findings);
  std::vector<Dimension> ordered;
  for (const Dimension& dimension : LineDimensions()) {
    if (std::find(found.begin(), found.end(), dimension) != found.end()) {
      ordered.push_back(dimension);
    }
  }
  return ordered;
}

}  // namespace twinbill::contract
