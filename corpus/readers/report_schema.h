// ReportSchema: what the names of a report's columns say: its kind, and which column plays which
// role.
//
// It knows nothing of bytes or types: the CSV and the Parquet reader share it, so that a report
// means the same in either form. Source: specification, usage.md "Records";
// docs/formats/usage_reports.md.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/dimension.h"
#include "corpus/model/result.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {

// A column that makes a part of the slot. Several columns may have one role: the first whose text
// is not empty counts, in the order of ReportSchema::dimensions. `key` is that of product.KEY or
// tag.KEY; a column of a map (JSON text of KEY to text) has the role with an empty key.
struct DimensionColumn {
  std::size_t column = 0;
  model::DimensionKind kind = model::DimensionKind::kAccount;
  std::string key;

  bool is_map() const {
    return key.empty() &&
           (kind == model::DimensionKind::kProduct || kind == model::DimensionKind::kTag);
  }
};

// Columns are numbers into the list of names that the schema was found from.
struct ReportSchema {
  ReportKind kind = ReportKind::kCur2;
  std::optional<std::size_t> id;  // none for FOCUS: focus_id.h makes one
  std::size_t payer = 0;
  std::size_t period = 0;
  std::size_t start = 0;
  std::size_t currency = 0;
  std::size_t quantity = 0;
  std::size_t unblended_cost = 0;
  std::optional<std::size_t> rate;
  std::optional<std::size_t> public_cost;
  std::vector<DimensionColumn> dimensions;  // all of account first, then of service, …
  // Every column that holds numbers by its name, used or not: where one writes its empty numbers as
  // NULL or \N, these are empty in all columns of the file.
  std::vector<std::size_t> number_columns;
  std::vector<std::string> discount_columns;

  bool is_focus() const { return kind >= ReportKind::kFocus10; }
};

// Where a column's name stands, for messages.
using ColumnPlace = std::function<model::Position(std::size_t column)>;

// The schema of a report with these columns. Fails with `report_foreign` (it is something else, and
// the message says what), `report_missing_column` (one for each that is needed and absent, with the
// nearest one there), `report_duplicate_column`, or `report_unknown` (no known name at all).
model::Result<ReportSchema> FindSchema(const std::vector<std::string>& columns,
                                       const ColumnPlace& place);

// The tag's key as CUR 2.0 has it: `user:CostCenter` and `user:cost_center` become
// `user_cost_center`.
std::string TagKey(std::string_view name);

}  // namespace twinbill::readers
