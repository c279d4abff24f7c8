// UsageRecord: one row of a cost and usage report, as both sides see it.
//
// A record is what happened (id, time, quantity, money) at a Slot (who and what: all its
// dimensions). Texts are UTF-8 and compare by bytes. Source: specification, usage.md "Records".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"

namespace twinbill::model {

// KEY to text, ordered by the bytes of KEY, each KEY once. An absent key reads as the empty text; a
// key whose text is empty is not kept, so that equal attributes are equal values.
using Attributes = std::vector<std::pair<std::string, std::string>>;

// The text of `key`, empty where it is absent.
std::string_view AttributeText(const Attributes& attributes, std::string_view key);

// The distinct combination of all dimensions that a record can have, independent of any contract.
struct Slot {
  std::string account;
  std::string service;
  std::string region;
  std::string usage_type;
  std::string operation;
  std::string line_item_type;
  std::string unit;
  Attributes product;
  Attributes tags;

  bool operator==(const Slot&) const = default;
  auto operator<=>(const Slot&) const = default;  // field by field, by bytes
};

// Where a record came from. `row` counts a file's data rows from 1; for CSV, `line` is the line it
// begins on.
struct RecordSource {
  std::string file;
  std::int64_t row = 0;
  std::int64_t line = 0;
  bool operator==(const RecordSource&) const = default;
};

struct UsageRecord {
  std::string id;
  std::string payer;
  Period period;    // of the bill
  Timestamp start;  // of the usage
  std::string currency;
  Slot slot;
  Decimal quantity;
  Decimal unblended_cost;
  std::optional<Decimal> rate;
  std::optional<Decimal> public_cost;
  RecordSource source;

  // The public cost where given, else the unblended cost.
  Decimal list_cost() const { return public_cost ? *public_cost : unblended_cost; }
};

// Ledger order: by start, then by the bytes of id.
bool LedgerLess(const UsageRecord& a, const UsageRecord& b);

}  // namespace twinbill::model
