// The sides that `twinbill bill --model` knows, each billing from files or in a workspace.
//
// A side is one row of bill_models.def: its name and the function that bills it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/result.h"

namespace twinbill::cli {

// What to bill. Periods are inclusive; without one, that end is as far as the term goes and, at the
// end, as far as periods have begun in the usage.
struct BillOrder {
  std::string contract;            // path of the contract or the legacy configuration
  std::vector<std::string> usage;  // paths of reports
  // In a workspace: its path; then the usage is its history, and the contract is what the side has
  // in contracts/ID, whose path is in `contract`.
  std::string workspace;
  std::optional<model::Period> from;
  std::optional<model::Period> to;
};

// What came out: the lines, and why there are no more where the bill stopped at some period.
struct Billed {
  std::vector<model::LineItem> lines;
  std::optional<model::Failure> stopped;
  std::vector<std::string> notes;  // for standard error: what is open still
};

using BillSide = model::Result<Billed> (*)(const BillOrder& order);

struct BillModel {
  std::string_view name;  // what --model takes
  BillSide bill;
};

std::span<const BillModel> BillModels();

}  // namespace twinbill::cli
