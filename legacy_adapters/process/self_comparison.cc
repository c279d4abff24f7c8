#include "legacy_adapters/process/self_comparison.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace twinbill::process {
namespace {

std::vector<std::string> SortedRows(std::span<const model::LineItem> lines) {
  std::vector<std::string> rows;
  rows.reserve(lines.size());
  for (const model::LineItem& line : lines) model::AppendRow(line, rows.emplace_back());
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

SelfComparison CompareWithItself(std::span<const model::LineItem> first,
                                 std::span<const model::LineItem> second) {
  const std::vector<std::string> a = SortedRows(first);
  const std::vector<std::string> b = SortedRows(second);
  std::vector<std::string> only_a;
  std::vector<std::string> only_b;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only_a));
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(only_b));
  SelfComparison comparison;
  comparison.only_first = static_cast<std::int64_t>(only_a.size());
  comparison.only_second = static_cast<std::int64_t>(only_b.size());
  if (!comparison.agrees()) {
    comparison.example = only_a.empty() ? only_b.front() : only_a.front();
    comparison.example.pop_back();
  }
  return comparison;
}

}  // namespace twinbill::process
