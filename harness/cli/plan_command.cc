// twinbill plan: what billing standard contracts reads and does, and in which order.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/store/workspace.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/standard_contract.h"
#include "standard_engine/plan/plan_outline.h"

namespace twinbill::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;
using history::PartitionInfo;
using nlohmann::ordered_json;
using plan::PassOutline;
using plan::Plan;
using plan::PlanOutline;

// What is billed in one pass: contracts of one payer, and the partitions that are there of it.
struct Pass {
  std::string payer;
  std::vector<const Plan*> plans;
  std::vector<PartitionInfo> partitions;
};

std::string Span(model::Period first, model::Period last) {
  return first == last ? first.ToString() : first.ToString() + " to " + last.ToString();
}

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

std::int64_t RowsOf(const Pass& pass) {
  std::int64_t rows = 0;
  for (const PartitionInfo& partition : pass.partitions) rows += partition.rows;
  return rows;
}

void Print(const Plan& plan, std::ostream& out) {
  const PlanOutline outline = OutlineOf(plan);
  out << fmt::format(
      "contract {}: payer {}, {}, {} to {} ({} periods), net {}\n", outline.contract, outline.payer,
      outline.currency, outline.term.start.ToString(), outline.term.end.ToString(),
      outline.term.LastPeriod().months - outline.term.FirstPeriod().months + 1, outline.net);
  std::size_t place = 0;
  for (const plan::ConstructOutline& construct : outline.constructs) {
    out << fmt::format("  {}. {} ({}), clause {}\n", ++place, construct.id,
                       construct.is_service_specific ? "SSD" : "ABD", construct.clause);
    for (const auto& [what, text] : construct.steps) {
      out << fmt::format("     {:<9} {}\n", what, text);
    }
    for (const plan::WindowOutline& windows : construct.windows) {
      if (windows.kind == "month") continue;
      std::vector<std::string> spans;
      for (const model::Window& window : windows.windows) {
        spans.push_back(Span(window.first, window.last));
      }
      out << fmt::format("     {:<9} {}: {}\n", "windows", windows.of, Joined(spans));
    }
  }
}

void Print(const Pass& pass, std::ostream& out) {
  for (const Plan* plan : pass.plans) Print(*plan, out);
  const PassOutline outline = OutlineOf(pass.plans);
  out << fmt::format("one pass over payer {} for {} contract{}\n", pass.payer, pass.plans.size(),
                     pass.plans.size() == 1 ? "" : "s");
  out << fmt::format("  periods    {}\n", Span(outline.first, outline.last));
  out << fmt::format("  columns    {}\n", Joined(outline.columns));
  if (!outline.attributes.empty()) {
    out << fmt::format("  attributes {}\n", Joined(outline.attributes));
  }
  std::vector<std::string> cuts;
  for (const model::Timestamp cut : outline.cuts) cuts.push_back(cut.ToDate().ToString());
  out << fmt::format("  cut at     {}\n", Joined(cuts));
  out << fmt::format("  scopes     {} different, asked once for each slot\n", outline.scopes);
  if (pass.partitions.empty()) return;
  out << fmt::format("  history    {} rows in {} partitions, {}\n", RowsOf(pass),
                     pass.partitions.size(),
                     Span(pass.partitions.front().period, pass.partitions.back().period));
}

ordered_json ToJson(const Plan& plan) {
  const PlanOutline outline = OutlineOf(plan);
  ordered_json json = {
      {"contract", outline.contract},
      {"payer", outline.payer},
      {"currency", outline.currency},
      {"term", {{"start", outline.term.start.ToString()}, {"end", outline.term.end.ToString()}}},
      {"net", outline.net}};
  json["constructs"] = ordered_json::array();
  for (const plan::ConstructOutline& construct : outline.constructs) {
    ordered_json one = {{"id", construct.id},
                        {"clause", construct.clause},
                        {"kind", construct.is_service_specific ? "SSD" : "ABD"}};
    one["steps"] = ordered_json::array();
    for (const auto& [what, text] : construct.steps) one["steps"].push_back({{what, text}});
    one["windows"] = ordered_json::array();
    for (const plan::WindowOutline& windows : construct.windows) {
      ordered_json of = {{"of", windows.of}, {"kind", windows.kind}};
      of["windows"] = ordered_json::array();
      for (const model::Window& window : windows.windows) {
        of["windows"].push_back(
            {{"first", window.first.ToString()}, {"last", window.last.ToString()}});
      }
      one["windows"].push_back(std::move(of));
    }
    json["constructs"].push_back(std::move(one));
  }
  return json;
}

ordered_json ToJson(const Pass& pass) {
  const PassOutline outline = OutlineOf(pass.plans);
  ordered_json json = {{"payer", pass.payer}};
  json["periods"] = {{"first", outline.first.ToString()}, {"last", outline.last.ToString()}};
  json["columns"] = outline.columns;
  json["attributes"] = outline.attributes;
  json["cuts"] = ordered_json::array();
  for (const model::Timestamp cut : outline.cuts) json["cuts"].push_back(cut.ToDate().ToString());
  json["scopes"] = outline.scopes;
  json["partitions"] = ordered_json::array();
  for (const PartitionInfo& partition : pass.partitions) {
    json["partitions"].push_back({{"period", partition.period.ToString()},
                                  {"rows", partition.rows},
                                  {"slots", partition.slots}});
  }
  json["rows"] = RowsOf(pass);
  json["contracts"] = ordered_json::array();
  for (const Plan* plan : pass.plans) json["contracts"].push_back(ToJson(*plan));
  return json;
}

// The standard contracts of a workspace, by the bytes of their ids.
std::vector<std::string> ContractFiles(const std::string& workspace) {
  std::vector<std::string> files;
  std::error_code ignored;  // a workspace without contracts/ has none
  for (const auto& entry :
       fs::directory_iterator(store::WorkspacePaths(workspace).contracts, ignored)) {
    const fs::path file = entry.path() / "standard.json";
    if (fs::is_regular_file(file)) files.push_back(file.string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// By payer, in the order of their bytes.
std::vector<Pass> PassesOf(const std::vector<std::unique_ptr<Plan>>& plans,
                           const history::History* history) {
  std::map<std::string, Pass> passes;
  for (const auto& plan : plans) {
    Pass& pass = passes[plan->contract().payer];
    pass.payer = plan->contract().payer;
    pass.plans.push_back(plan.get());
  }
  std::vector<Pass> all;
  for (auto& [payer, pass] : passes) {
    const PassOutline outline = OutlineOf(pass.plans);
    if (history != nullptr) {
      for (PartitionInfo& partition : history->Of(payer)) {
        if (partition.period < outline.first || outline.last < partition.period) continue;
        pass.partitions.push_back(std::move(partition));
      }
    }
    all.push_back(std::move(pass));
  }
  return all;
}

}  // namespace

int Run_plan(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "plan", "[CONTRACT.json... | -w DIR] [--json]",
      "Shows what billing standard contracts does: constructs in the order in which they apply, "
      "what\n"
      "they take, meter and give, their windows; and what is read for it, once for all contracts "
      "of\n"
      "a payer. Without files: the contracts of the workspace, with the usage that is there.",
      "  twinbill plan northwind.json\n"
      "  twinbill plan --workspace parity --json");
  options.options().add_options()("workspace,w", po::value<std::string>()->default_value("."),
                                  "the workspace")("json", "the result as one JSON object");
  options.Positional("contract", -1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  std::vector<std::string> files;
  std::optional<history::History> history;
  if (options.Has("contract")) {
    files = options.Get<std::vector<std::string>>("contract");
  } else {
    const std::string& workspace = options.Get<std::string>("workspace");
    if (const auto is_one = store::RequireWorkspace(workspace); !is_one) {
      return Report(is_one.error(), streams);
    }
    auto opened = history::History::Open(workspace);
    if (!opened) return Report(opened.error(), streams);
    history = std::move(*opened);
    files = ContractFiles(workspace);
  }
  std::vector<std::unique_ptr<Plan>> plans;
  for (const std::string& file : files) {
    auto contract = ReadStandardContract(file);
    if (!contract) return Report(contract.error(), streams);
    plans.push_back(std::make_unique<Plan>(std::move(*contract)));
  }
  const std::vector<Pass> passes = PassesOf(plans, history ? &*history : nullptr);
  if (options.Has("json")) {
    ordered_json json = {{"passes", ordered_json::array()}};
    for (const Pass& pass : passes) json["passes"].push_back(ToJson(pass));
    streams.out << json.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
    return kDone;
  }
  if (passes.empty()) streams.out << "no standard contracts\n";
  for (const Pass& pass : passes) Print(pass, streams.out);
  return kDone;
}

}  // namespace twinbill::cli
