// RecordedPlan: the head of recorded bills, read: which files, and what their rows stand for.
// Format: docs/formats/recorded_bills.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/result.h"
#include "legacy_adapters/foreign/head_file.h"

namespace twinbill::recorded {

// What a mapping can look at in a row of a report.
enum class Field {
  kLineItemType,
  kDescription,
  kAccount,
  kService,
  kRegion,
  kUsageType,
  kOperation
};
inline constexpr std::size_t kFieldCount = 7;
std::string_view Name(Field field);  // `line_item_type`, `description`, …

// One field of a row against texts; `%` and `_` stand in a pattern as in `like`.
struct Condition {
  Field field = Field::kLineItemType;
  std::vector<std::string> texts;  // one of them
  bool like = false;
  bool Holds(std::string_view text) const;
};

struct Mapping {
  std::vector<Condition> rows;  // all of them
  std::string column;           // the amount's; empty: the row is a discount, by its unblended cost
  std::string clause;
  std::string line_type;
  std::string text;
  model::BillType bill = model::BillType::kAnniversary;
  std::vector<Field> by;  // of account, service, region, usage_type
  int digits = 2;
  bool zero_lines = false;
};

struct RecordedPlan {
  foreign::Head head;
  std::string path;
  std::string folder;
  std::vector<std::string> lines;    // files of line items
  std::vector<std::string> reports;  // reports, read through `mappings`
  std::vector<Mapping> mappings;
  bool refuse_left_over = false;
};

// All errors at once, each with its place.
model::Result<RecordedPlan> ReadRecordedPlan(const foreign::HeadFile& file);

}  // namespace twinbill::recorded
