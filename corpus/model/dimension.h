// Dimension: a name by which usage is matched, grouped and metered.
//
// `account`, `service`, `region`, `usage_type`, `operation`, `line_item_type`, `unit`,
// `product.KEY`, `tag.KEY`. Which of them a place allows is that place's affair. Source:
// specification, usage.md.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/model/usage_record.h"

namespace twinbill::model {

enum class DimensionKind {
  kAccount,
  kService,
  kRegion,
  kUsageType,
  kOperation,
  kLineItemType,
  kUnit,
  kProduct,
  kTag,
};

struct Dimension {
  DimensionKind kind = DimensionKind::kAccount;
  std::string key;  // for kProduct and kTag, not empty; else empty

  // None where `name` is no dimension's name.
  static std::optional<Dimension> Parse(std::string_view name);
  std::string Name() const;
  // The text that `slot` has there; empty where it is absent. Valid as long as the slot is.
  std::string_view TextOf(const Slot& slot) const;

  auto operator<=>(const Dimension&) const = default;
};

}  // namespace twinbill::model
