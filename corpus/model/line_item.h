// LineItem: one line of a bill, and the bytes that both sides must agree on.
//
// Source: specification, line_items.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"
#include "corpus/model/result.h"

namespace twinbill::model {

enum class BillType { kAnniversary, kOutOfCycle };

std::string_view Name(BillType bill_type);  // `Anniversary`, `OutOfCycle`

// A rounded amount of money: units / 10^digits, written with exactly `digits` digits after the
// point.
struct Amount {
  static constexpr int kDigitsMax = 18;

  Int128 units = 0;
  int digits = 2;  // 0 to kDigitsMax

  void AppendTo(std::string& out) const;
  std::string ToString() const;
  bool operator==(const Amount&) const = default;
};

struct LineItem {
  BillType bill_type = BillType::kAnniversary;
  Period billing_period;
  std::string payer_account_id;
  std::string usage_account_id;
  std::string product_code;
  std::string region;
  std::string usage_type;
  std::string line_item_type;
  std::string contract_id;
  std::string clause;
  std::string description;
  // The canonical text of the line's exact usage quantity, where the line is by usage type; else
  // empty. Text, because an exact sum may have more digits than a Decimal.
  std::string quantity;
  Amount amount;
  std::string currency;

  bool operator==(const LineItem&) const = default;
};

// The header row with its LF.
std::string_view LineItemHeader();

// Appends `field`, quoted only where it has a comma, a quote, CR or LF.
void AppendCsvField(std::string_view field, std::string& out);

// The finished row with its LF.
void AppendRow(const LineItem& line_item, std::string& out);

// The canonical file: header, then the rows sorted by their bytes as unsigned bytes.
std::string CanonicalFile(std::span<const LineItem> line_items);

}  // namespace twinbill::model
