// twinbill history: what usage is there.
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/model/decimal_sum.h"
#include "corpus/store/workspace.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/shown_text.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using history::History;
using history::PartitionInfo;

// The periods that a payer has no usage in, between its first and its last.
std::vector<model::Period> Gaps(const std::vector<PartitionInfo>& of_payer) {
  std::vector<model::Period> gaps;
  for (std::size_t i = 1; i < of_payer.size(); ++i) {
    for (model::Period at = of_payer[i - 1].period.Next(); at < of_payer[i].period;
         at = at.Next()) {
      gaps.push_back(at);
    }
  }
  return gaps;
}

struct Totals {
  std::int64_t rows = 0;
  std::map<std::string, model::DecimalSum> unblended_cost;  // by currency
};

Totals TotalsOf(const std::vector<PartitionInfo>& partitions) {
  Totals totals;
  for (const PartitionInfo& partition : partitions) {
    totals.rows += partition.rows;
    const auto cost = model::DecimalSum::Parse(partition.unblended_cost);
    TWINBILL_CHECK(cost.has_value());
    totals.unblended_cost[partition.currency].Add(*cost);
  }
  return totals;
}

// By payer, in order.
std::vector<std::vector<PartitionInfo>> ByPayer(const History& found) {
  std::vector<std::vector<PartitionInfo>> payers;
  for (const PartitionInfo& partition : found.partitions()) {
    if (payers.empty() || payers.back().front().payer != partition.payer) payers.emplace_back();
    payers.back().push_back(partition);
  }
  return payers;
}

void PrintJson(const History& found, std::ostream& out) {
  nlohmann::ordered_json object;
  object["partitions"] = nlohmann::ordered_json::array();
  for (const PartitionInfo& partition : found.partitions()) {
    object["partitions"].push_back({{"payer", partition.payer},
                                    {"period", partition.period.ToString()},
                                    {"rows", partition.rows},
                                    {"slots", partition.slots},
                                    {"currency", partition.currency},
                                    {"unblended_cost", partition.unblended_cost},
                                    {"list_cost", partition.list_cost},
                                    {"digest", partition.records_digest.ToHex()},
                                    {"slots_digest", partition.slots_digest.ToHex()}});
  }
  object["gaps"] = nlohmann::ordered_json::array();
  for (const auto& of_payer : ByPayer(found)) {
    for (const model::Period gap : Gaps(of_payer)) {
      object["gaps"].push_back({{"payer", of_payer.front().payer}, {"period", gap.ToString()}});
    }
  }
  object["inputs"] = nlohmann::ordered_json::array();
  for (const history::InputRecord& input : found.inputs()) {
    object["inputs"].push_back({{"file", input.file},
                                {"kind", input.kind},
                                {"digest", input.digest.ToHex()},
                                {"bytes", input.bytes},
                                {"rows", input.rows},
                                {"warnings", input.warnings}});
  }
  const Totals totals = TotalsOf(found.partitions());
  object["rows"] = totals.rows;
  object["unblended_cost"] = nlohmann::ordered_json::object();
  for (const auto& [currency, sum] : totals.unblended_cost) {
    object["unblended_cost"][currency] = sum.ToString();
  }
  out << object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void Print(const History& found, std::ostream& out) {
  if (found.partitions().empty()) {
    out << "no usage\n";
    return;
  }
  std::size_t width = 0;
  for (const PartitionInfo& partition : found.partitions()) {
    width = std::max(width, partition.unblended_cost.size());
  }
  for (const auto& of_payer : ByPayer(found)) {
    out << fmt::format("payer {}\n", Shown(of_payer.front().payer));
    for (const PartitionInfo& partition : of_payer) {
      out << fmt::format("  {}  {:>12} rows  {:>7} slots  {:>{}} {}  {:.12}\n",
                         partition.period.ToString(), partition.rows, partition.slots,
                         partition.unblended_cost, width, partition.currency,
                         partition.records_digest.ToHex());
    }
    for (const model::Period gap : Gaps(of_payer)) {
      out << fmt::format("  {}  no usage\n", gap.ToString());
    }
  }
  const Totals totals = TotalsOf(found.partitions());
  out << fmt::format("{} rows", totals.rows);
  for (const auto& [currency, sum] : totals.unblended_cost) {
    out << fmt::format(", {} {}", sum.ToString(), currency);
  }
  out << '\n';
}

void PrintInputs(const History& found, std::ostream& out) {
  for (const history::InputRecord& input : found.inputs()) {
    out << fmt::format("input {}\n  {}, {} rows, {} bytes, sha256 {}", Shown(input.file),
                       input.kind, input.rows, input.bytes, input.digest.ToHex());
    out << (input.warnings.empty() ? "" : ", with warnings: " + input.warnings) << '\n';
  }
}

}  // namespace

int Run_history(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options("history", "[--workspace DIR] [--inputs] [--json]",
                         "Lists the usage of a workspace: payers, periods, rows, slots, unblended "
                         "cost, and the digest "
                         "that\nresults are tied to; and the periods in between that have none.",
                         "  twinbill history\n"
                         "  twinbill history --workspace parity --json");
  options.options().add_options()("workspace,w", po::value<std::string>()->default_value("."),
                                  "the workspace")(
      "inputs", "also the files that it was made from, with their digests and warnings")(
      "json", "the result as one JSON object; it always has the inputs");
  if (const auto code = options.Parse(arguments, streams)) return *code;
  const std::string& workspace = options.Get<std::string>("workspace");
  if (const auto is_one = store::RequireWorkspace(workspace); !is_one) {
    return Report(is_one.error(), streams);
  }
  const auto found = History::Open(workspace);
  if (!found) return Report(found.error(), streams);
  if (options.Has("json")) {
    PrintJson(*found, streams.out);
  } else {
    Print(*found, streams.out);
    if (options.Has("inputs")) PrintInputs(*found, streams.out);
  }
  return kDone;
}

}  // namespace twinbill::cli
