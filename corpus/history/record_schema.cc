#include "corpus/history/record_schema.h"

#include "corpus/model/check.h"
#include "corpus/readers/attribute_text.h"

namespace twinbill::history {

std::string_view RecordColumnName(int column) {
  static constexpr std::array<std::string_view, kRecordColumnCount> kNames = {
      "slot",
      "line_item_usage_start_date",
      "line_item_usage_amount",
      "list_cost",
      "line_item_unblended_rate",
      "line_item_unblended_cost",
      "pricing_public_on_demand_cost",
      "identity_line_item_id",
      "bill_payer_account_id",
      "bill_billing_period_start_date",
      "line_item_currency_code",
      "line_item_usage_account_id",
      "line_item_product_code",
      "product_region_code",
      "line_item_usage_type",
      "line_item_operation",
      "line_item_line_item_type",
      "pricing_unit",
      "product",
      "resource_tags",
      "source_file",
      "source_row",
      "source_line_ahead",
  };
  return kNames[static_cast<std::size_t>(column)];
}

std::string DimensionText(const model::Slot& slot, int dimension) {
  const auto attributes = [](const model::Attributes& map) {
    return map.empty() ? std::string() : readers::WriteAttributes(map);
  };
  switch (dimension) {
    case 0: return slot.account;
    case 1: return slot.service;
    case 2: return slot.region;
    case 3: return slot.usage_type;
    case 4: return slot.operation;
    case 5: return slot.line_item_type;
    case 6: return slot.unit;
    case 7: return attributes(slot.product);
    default: TWINBILL_CHECK(dimension == kDimensionCount - 1); return attributes(slot.tags);
  }
}

std::optional<model::Digest> ParseDigest(std::string_view hex) {
  model::Digest digest;
  if (hex.size() != 2 * digest.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(hex[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    auto& byte = digest.bytes[i / 2];
    byte = static_cast<unsigned char>(byte << 4 | digit);
  }
  return digest;
}

}  // namespace twinbill::history
