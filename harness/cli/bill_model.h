// The sides that `twinbill bill --model` knows, each billing from files alone.
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
  std::optional<model::Period> from;
  std::optional<model::Period> to;
};

using BillSide = model::Result<std::vector<model::LineItem>> (*)(const BillOrder& order);

struct BillModel {
  std::string_view name;  // what --model takes
  BillSide bill;
};

std::span<const BillModel> BillModels();

}  // namespace twinbill::cli
