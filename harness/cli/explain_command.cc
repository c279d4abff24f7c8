// twinbill explain: a line item back to contract term, usage and arithmetic.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include "corpus/store/workspace.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/explain_usage.h"
#include "harness/cli/standard_contract.h"
#include "harness/compare/canonical_row.h"
#include "standard_engine/explain/explanation_text.h"

namespace twinbill::cli {

namespace po = boost::program_options;

namespace {

constexpr std::size_t kPeriodField = 1;
constexpr std::size_t kContractField = 8;

// What is to be explained: a line, or all lines of a period.
struct ExplainOrder {
  std::string row;  // with its LF; empty: all lines
  std::string contract_id;
  std::optional<model::Period> period;  // of the line; of all lines where it is given
};

// Reads the row that is to be explained; an exit code where it is none.
std::optional<int> ReadLine(const std::string& text, ExplainOrder& order, Streams& streams) {
  order.row = text;
  if (order.row.empty() || order.row.back() != '\n') order.row += '\n';
  compare::CanonicalRow row;
  if (const auto fault = compare::ReadRow(order.row, row)) {
    model::Position position{"LINE", 1, static_cast<std::int64_t>(fault->offset) + 1, {}, {}};
    return Report(model::InputFailure(model::Diagnostic(fault->code, std::move(position),
                                                        fault->message, fault->allowed)),
                  streams);
  }
  order.period = model::Period::Parse(row.Raw(kPeriodField));
  order.contract_id = compare::Unquoted(row.Raw(kContractField));
  return std::nullopt;
}

// Bills period by period and gives what is asked for to `deliver`.
template <class Deliver>
model::Result<std::size_t> Explain(const plan::Plan& plan, ExplainUsage& usage,
                                   const ExplainOrder& order, const Deliver& deliver) {
  billing::StandardRun run(plan, usage.slots());
  std::size_t explained = 0;
  const model::Period last = order.period.value_or(usage.last_period().value_or(model::Period{}));
  while (!run.is_done() && run.next_period() <= last) {
    const model::Period period = run.next_period();
    std::vector<model::LineItem> lines;
    billing::Trace trace;
    TWINBILL_TRY(usage.Feed(run));
    TWINBILL_TRY(run.BillNext(lines, trace));
    if (order.period && period != *order.period) continue;
    std::vector<explain::Explanation> explanations;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::string row;
      model::AppendRow(lines[i], row);
      if (!order.row.empty() && row != order.row) continue;
      explanations.push_back(explain::ExplainLine(plan, trace, lines, i));
    }
    if (!explanations.empty()) TWINBILL_TRY(usage.FindRecords(plan, explanations));
    for (const explain::Explanation& explanation : explanations) deliver(explanation);
    explained += explanations.size();
  }
  return explained;
}

int NoSuchLine(const ExplainOrder& order, const plan::Plan& plan, Streams& streams) {
  if (order.row.empty()) {
    streams.err << "twinbill explain: the bill has no line\n";
    return kAnswerIsNo;
  }
  return Report(model::InputFailure(model::Diagnostic(
                    model::Code{"explain_no_such_line"}, {},
                    "the bill of contract " + plan.contract().id + " for " +
                        order.period->ToString() + " has no such line",
                    "a row of `twinbill bill --model standard` over the same usage")),
                streams);
}

void AddOptions(CommandOptions& options) {
  options.options().add_options()("all", "explain every line instead of one")(
      "contract", po::value<std::string>(), "the standard contract's file")(
      "usage", po::value<std::vector<std::string>>()->multitoken()->composing(),
      "reports that the bill is made from")("workspace,w",
                                            po::value<std::string>()->default_value("."),
                                            "the workspace, where no --contract is given")(
      "id", po::value<std::string>(), "with --all: the contract's ID in the workspace")(
      "period", po::value<std::string>(), "with --all: of this period only")(
      "statement", "as a customer reads it")("json", "as JSON: an array of explanations");
  options.Positional("line", 1);
}

std::optional<int> ReadOrder(const CommandOptions& options, ExplainOrder& order, Streams& streams) {
  if (options.Has("line") == options.Has("all")) {
    return options.Wrong("one LINE, or --all", streams);
  }
  if (options.Has("contract") != options.Has("usage")) {
    return options.Wrong("--contract and --usage go together", streams);
  }
  if (options.Has("line")) {
    if (options.Has("period") || options.Has("id")) {
      return options.Wrong("a LINE says its period and contract itself", streams);
    }
    return ReadLine(options.Get<std::vector<std::string>>("line").front(), order, streams);
  }
  if (options.Has("id")) order.contract_id = options.Get<std::string>("id");
  if (!options.Has("contract") && order.contract_id.empty()) {
    return options.Wrong("--all takes --contract and --usage, or --id", streams);
  }
  if (!options.Has("period")) return std::nullopt;
  const auto& text = options.Get<std::string>("period");
  order.period = model::Period::Parse(text);
  if (order.period) return std::nullopt;
  return options.Wrong("--period takes a period as YYYY-MM, not \"" + text + "\"", streams);
}

// The contract's file: the one given, or the workspace's of the contract's id.
model::Result<std::string> ContractPath(const CommandOptions& options, const ExplainOrder& order) {
  if (options.Has("contract")) return options.Get<std::string>("contract");
  const auto& workspace = options.Get<std::string>("workspace");
  TWINBILL_TRY(store::RequireWorkspace(workspace));
  return store::WorkspacePaths(workspace).contracts + "/" + order.contract_id + "/standard.json";
}

}  // namespace

int Run_explain(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "explain",
      "(LINE | --all [--id ID] [--period P]) [--contract FILE --usage FILE... | -w DIR]\n"
      "       [--statement | --json]",
      "Explains a line item of the standard side: the clause and construct that it comes from, "
      "whom\n"
      "that takes, the cells and usage records behind it, and every number on the way with its\n"
      "formula, down to the rounding. LINE is a row of the bill, as `twinbill bill` writes it. In "
      "a\n"
      "workspace the row names the contract, and the usage is the history.",
      "  twinbill explain \"$(sed -n 2p lines.csv)\" --contract northwind.json --usage 2025.csv\n"
      "  twinbill explain \"$(sed -n 2p lines.csv)\" --statement\n"
      "  twinbill explain --all --id NORTHWIND-2025 --period 2025-03 --json");
  AddOptions(options);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  ExplainOrder order;
  if (const auto code = ReadOrder(options, order, streams)) return *code;
  const auto path = ContractPath(options, order);
  if (!path) return Report(path.error(), streams);
  auto contract = ReadStandardContract(*path);
  if (!contract) return Report(contract.error(), streams);
  const plan::Plan plan(std::move(contract).value());
  const auto usage =
      options.Has("usage")
          ? ExplainUsage::OfFiles(options.Get<std::vector<std::string>>("usage"), plan)
          : ExplainUsage::OfHistory(options.Get<std::string>("workspace"), plan);
  if (!usage) return Report(usage.error(), streams);
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  const bool as_json = options.Has("json");
  const auto deliver = [&](const explain::Explanation& explanation) {
    if (as_json) {
      all.push_back(explain::ExplanationJson(explanation));
    } else {
      streams.out << (options.Has("statement") ? explain::CustomerStatement(explanation)
                                               : explain::ExplanationText(explanation))
                  << '\n';
    }
  };
  const auto explained = Explain(plan, **usage, order, deliver);
  if (!explained) return Report(explained.error(), streams);
  if (as_json) streams.out << all.dump(2) << '\n';
  return *explained == 0 ? NoSuchLine(order, plan, streams) : kDone;
}

}  // namespace twinbill::cli
