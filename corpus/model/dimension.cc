#include "corpus/model/dimension.h"

#include <array>
#include <utility>

namespace twinbill::model {
namespace {

constexpr std::string_view kProductPrefix = "product.";
constexpr std::string_view kTagPrefix = "tag.";

constexpr std::array<std::pair<std::string_view, DimensionKind>, 7> kPlain = {{
    {"account", DimensionKind::kAccount},
    {"service", DimensionKind::kService},
    {"region", DimensionKind::kRegion},
    {"usage_type", DimensionKind::kUsageType},
    {"operation", DimensionKind::kOperation},
    {"line_item_type", DimensionKind::kLineItemType},
    {"unit", DimensionKind::kUnit},
}};

}  // namespace

std::optional<Dimension> Dimension::Parse(std::string_view name) {
  for (const auto& [plain, kind] : kPlain) {
    if (name == plain) return Dimension{kind, {}};
  }
  for (const auto& [prefix, kind] : {std::pair{kProductPrefix, DimensionKind::kProduct},
                                     std::pair{kTagPrefix, DimensionKind::kTag}}) {
    if (name.size() > prefix.size() && name.substr(0, prefix.size()) == prefix) {
      return Dimension{kind, std::string(name.substr(prefix.size()))};
    }
  }
  return std::nullopt;
}

std::string Dimension::Name() const {
  if (kind == DimensionKind::kProduct) return std::string(kProductPrefix) + key;
  if (kind == DimensionKind::kTag) return std::string(kTagPrefix) + key;
  return std::string(kPlain[static_cast<std::size_t>(kind)].first);
}

std::string_view Dimension::TextOf(const Slot& slot) const {
  switch (kind) {
    case DimensionKind::kAccount: return slot.account;
    case DimensionKind::kService: return slot.service;
    case DimensionKind::kRegion: return slot.region;
    case DimensionKind::kUsageType: return slot.usage_type;
    case DimensionKind::kOperation: return slot.operation;
    case DimensionKind::kLineItemType: return slot.line_item_type;
    case DimensionKind::kUnit: return slot.unit;
    case DimensionKind::kProduct: return AttributeText(slot.product, key);
    case DimensionKind::kTag: return AttributeText(slot.tags, key);
  }
  return {};
}

}  // namespace twinbill::model
