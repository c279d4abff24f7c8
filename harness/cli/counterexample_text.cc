#include "harness/cli/counterexample_text.h"

#include <fmt/format.h>

#include <ostream>

namespace twinbill::cli {
namespace {

constexpr std::size_t kRecordsShown = 20;

std::string Visible(std::string_view text) {
  std::string visible;
  if (text.ends_with('\n')) text.remove_suffix(1);
  model::AppendVisible(text, visible);
  return visible;
}

std::string RecordText(const model::UsageRecord& record) {
  std::string text = fmt::format("{} {}", record.period.ToString(), record.start.ToString());
  const model::Slot& slot = record.slot;
  for (const auto& [name, value] :
       {std::pair{"account", &slot.account}, std::pair{"service", &slot.service},
        std::pair{"region", &slot.region}, std::pair{"usage_type", &slot.usage_type},
        std::pair{"operation", &slot.operation}}) {
    if (!value->empty()) text += fmt::format(" {}={}", name, Visible(*value));
  }
  if (slot.line_item_type != "Usage") text += " type=" + Visible(slot.line_item_type);
  text += fmt::format(": quantity {}, cost {}", record.quantity.ToString(),
                      record.list_cost().ToString());
  if (record.rate) text += ", rate " + record.rate->ToString();
  return text;
}

void PrintLines(std::string_view side, const std::vector<std::string>& lines, std::ostream& out) {
  if (lines.empty()) out << fmt::format("  {} bills nothing\n", side);
  for (const std::string& line : lines) out << fmt::format("  {} {}\n", side, Visible(line));
}

}  // namespace

void PrintCounterexample(const replay::Counterexample& counterexample,
                         const std::vector<std::string>& legacy_lines,
                         const std::vector<std::string>& standard_lines, std::ostream& out) {
  out << fmt::format("contract {}, period {}: {} records{}\n", Visible(counterexample.contract),
                     counterexample.period.ToString(), counterexample.records.size(),
                     counterexample.smallest ? ", none of which can be left out" : "");
  for (std::size_t i = 0; i < counterexample.records.size(); ++i) {
    if (i == kRecordsShown) {
      out << fmt::format("  … {} more\n", counterexample.records.size() - i);
      break;
    }
    out << "  " << RecordText(counterexample.records[i]) << '\n';
  }
  PrintLines("legacy  ", legacy_lines, out);
  PrintLines("standard", standard_lines, out);
}

}  // namespace twinbill::cli
