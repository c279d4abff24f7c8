// twinbill inspect: what a file of usage is.
#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "corpus/readers/report_summary.h"
#include "corpus/readers/usage_reader.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/progress.h"
#include "harness/cli/shown_text.h"

namespace twinbill::cli {
namespace {

using readers::ReportShape;
using readers::ReportSummary;
using readers::UsageReader;

// Threads beyond a few only wait for the disk; their number does not change what is read.
int ThreadCount() {
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 8U));
}

std::string Named(std::string_view text) { return text.empty() ? "(none)" : Shown(text); }

std::string Joined(const std::vector<std::string>& texts, std::size_t count_max) {
  if (texts.empty()) return "none";
  std::string joined;
  for (std::size_t i = 0; i < std::min(texts.size(), count_max); ++i)
    joined += (joined.empty() ? "" : ", ") + Named(texts[i]);
  if (texts.size() > count_max) joined += fmt::format(" and {} more", texts.size() - count_max);
  return joined;
}

// Line item types by which a report states discounts, credits and what commitments take away.
bool IsDiscountType(std::string_view type) {
  return type.find("Discount") != std::string_view::npos || type == "Credit" ||
         type == "SavingsPlanNegation" || type == "Refund";
}

std::vector<std::string> PeriodNames(const ReportSummary& summary) {
  std::vector<std::string> names;
  for (const auto& [period, rows] : summary.rows_of_period()) names.push_back(period.ToString());
  return names;
}

void PrintJson(const ReportShape& shape, const ReportSummary& summary, std::ostream& out) {
  const ReportSummary::Counts counts = summary.CountDifferent();
  nlohmann::ordered_json object = {{"file", shape.file},
                                   {"kind", Name(shape.kind)},
                                   {"rows", summary.rows()},
                                   {"periods", PeriodNames(summary)},
                                   {"payers", counts.payers},
                                   {"accounts", counts.accounts},
                                   {"services", counts.services},
                                   {"regions", counts.regions},
                                   {"usage_types", counts.usage_types}};
  object["line_item_types"] = nlohmann::ordered_json::object();
  for (const auto& [type, of_type] : summary.ByLineItemType())
    object["line_item_types"][type] = of_type.rows;
  object["unblended_cost"] = summary.UnblendedCost().ToString();
  object["currencies"] = summary.Currencies();
  object["discount_columns"] = shape.discount_columns;
  // A file's name may be any bytes: what is no UTF-8 in it is replaced.
  out << object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void PrintServices(const ReportSummary& summary, std::ostream& out) {
  constexpr std::size_t kServicesShown = 8;
  const std::map<std::string, std::int64_t> by_name = summary.RowsOfService();
  std::vector<std::pair<std::string, std::int64_t>> services(by_name.begin(), by_name.end());
  std::stable_sort(services.begin(), services.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (services.empty()) return;
  out << "  rows by service\n";
  for (std::size_t i = 0; i < std::min(services.size(), kServicesShown); ++i) {
    out << fmt::format("    {:<40} {:>12}\n", Named(services[i].first), services[i].second);
  }
  if (services.size() > kServicesShown)
    out << fmt::format("    and {} more\n", services.size() - kServicesShown);
}

void PrintLineItemTypes(const ReportSummary& summary, std::ostream& out) {
  const auto types = summary.ByLineItemType();
  if (types.empty()) return;
  out << fmt::format("  {:<26} {:>12} {:>28} {:>28}\n", "line item type", "rows", "unblended cost",
                     "list cost");
  std::vector<std::string> discounts;
  for (const auto& [type, of_type] : types) {
    out << fmt::format("    {:<24} {:>12} {:>28} {:>28}\n", Named(type), of_type.rows,
                       of_type.unblended_cost.ToString(), of_type.list_cost.ToString());
    if (IsDiscountType(type)) discounts.push_back(type);
  }
  out << "  discount lines    " << Joined(discounts, 8) << '\n';
}

void PrintText(const ReportShape& shape, const UsageReader& reader, const ReportSummary& summary,
               std::ostream& out) {
  const ReportSummary::Counts counts = summary.CountDifferent();
  out << Shown(shape.file) << '\n';
  out << fmt::format("  kind              {}, {} of {} columns\n", Name(shape.kind),
                     shape.parquet ? "Parquet" : "CSV", shape.columns.size());
  out << fmt::format("  rows              {}\n", summary.rows());
  out << fmt::format("  bytes             {}, sha256 {}\n", reader.bytes_total(),
                     reader.digest().ToHex());
  out << "  periods           " << Joined(PeriodNames(summary), 24) << '\n';
  if (const auto range = summary.StartRange()) {
    out << fmt::format("  usage starts      {} to {}\n", range->first.ToString(),
                       range->second.ToString());
  }
  out << fmt::format("  payers            {}", counts.payers);
  if (counts.payers > 0) out << ": " << Joined(summary.Payers(), 8);
  out << '\n';
  out << fmt::format("  accounts          {}\n", counts.accounts);
  out << fmt::format("  services          {}\n", counts.services);
  out << fmt::format("  regions           {}\n", counts.regions);
  out << fmt::format("  usage types       {}\n", counts.usage_types);
  out << "  currencies        " << Joined(summary.Currencies(), 8) << '\n';
  out << "  unblended cost    " << summary.UnblendedCost().ToString() << '\n';
  PrintLineItemTypes(summary, out);
  PrintServices(summary, out);
  out << "  digits                values  after the point  significant\n";
  for (std::size_t i = 0; i < ReportSummary::kNumberNames.size(); ++i) {
    const readers::ColumnDigits& digits = summary.digits()[i];
    out << fmt::format("    {:<14} {:>11} {:>16} {:>12}\n", ReportSummary::kNumberNames[i],
                       digits.values, digits.decimals_max, digits.significant_max);
  }
  out << "  discount columns  " << Joined(shape.discount_columns, 64) << '\n';
  const std::vector<std::string> odd = summary.Odd();
  out << "  odd" << (odd.empty() ? "               nothing" : "") << '\n';
  for (const std::string& sentence : odd) out << "    " << Named(sentence) << '\n';
}

model::Result<void> Inspect(const std::string& path, bool json, bool quiet, Streams& streams) {
  readers::ReaderOptions options;
  options.threads = ThreadCount();
  TWINBILL_ASSIGN(reader, readers::OpenUsage(path, options));
  ReportSummary summary(*reader);
  readers::UsageBatch batch;
  {
    Progress progress(streams, quiet);
    for (;;) {
      TWINBILL_ASSIGN(more, reader->Next(batch));
      if (!more) break;
      summary.Add(batch);
      progress.Show("reading", summary.rows(), reader->bytes_read(),
                    std::max<std::int64_t>(reader->bytes_total(), 1));
    }
  }
  if (json) {
    PrintJson(reader->shape(), summary, streams.out);
  } else {
    PrintText(reader->shape(), *reader, summary, streams.out);
  }
  return {};
}

}  // namespace

int Run_inspect(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "inspect", "FILE… [--json]",
      "Says what files of usage are: kind, rows, periods, payers, accounts, services, line item\n"
      "types with their money, digits, currencies, discounts, and what is odd. Reads CUR 2.0, the\n"
      "legacy cost and usage report of AWS and FOCUS 1.0 to 1.3, as CSV, CSV in gzip or in a zip\n"
      "of one file, or Parquet; what a file is, is found from what is in it. Each file is read\n"
      "once, in bounded memory.",
      "  twinbill inspect bill.csv.gz\n"
      "  twinbill inspect --json 2025-01.parquet 2025-02.parquet   # one object a line");
  options.options().add_options()("json", "an object for each file, one a line");
  options.Positional("file", -1);
  if (const std::optional<int> code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("file")) return options.Wrong("a file is missing", streams);
  int worst = kDone;
  for (const std::string& path : options.Get<std::vector<std::string>>("file")) {
    const model::Result<void> done = Inspect(path, options.Has("json"), options.quiet(), streams);
    if (!done) worst = std::max(worst, Report(done.error(), streams));
  }
  return worst;
}

}  // namespace twinbill::cli
