// twinbill bill: one side's line items, from files alone or in a workspace.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include "corpus/store/workspace.h"
#include "harness/cli/bill_model.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/output_file.h"
#include "harness/cli/period_options.h"

namespace twinbill::cli {

namespace po = boost::program_options;

#define TWINBILL_BILL_MODEL(function, name) model::Result<Billed> function(const BillOrder& order);
#include "harness/cli/bill_models.def"
#undef TWINBILL_BILL_MODEL

std::span<const BillModel> BillModels() {
  static constexpr BillModel kModels[] = {
#define TWINBILL_BILL_MODEL(function, name) {name, function},
#include "harness/cli/bill_models.def"
#undef TWINBILL_BILL_MODEL
  };
  return kModels;
}

namespace {

std::string ModelNames() {
  std::string names;
  for (const BillModel& model : BillModels()) {
    names += (names.empty() ? "" : " or ") + std::string(model.name);
  }
  return names;
}

BillSide SideNamed(std::string_view name) {
  for (const BillModel& model : BillModels()) {
    if (model.name == name) return model.bill;
  }
  return nullptr;
}

int Deliver(const std::vector<model::LineItem>& lines, const CommandOptions& options,
            Streams& streams) {
  const std::string bytes = model::CanonicalFile(lines);
  if (!options.Has("output")) {
    streams.out << bytes;
    return kDone;
  }
  OutputFile file;
  if (const auto opened = file.Open(options.Get<std::string>("output")); !opened) {
    return Report(opened.error(), streams);
  }
  file.stream() << bytes;
  if (const auto kept = file.Keep(); !kept) return Report(kept.error(), streams);
  return kDone;
}

}  // namespace

namespace {

void AddOptions(CommandOptions& options) {
  options.options().add_options()("model", po::value<std::string>(),
                                  ("which side bills: " + ModelNames()).c_str())(
      "contract", po::value<std::string>(), "the contract's file")(
      "usage", po::value<std::vector<std::string>>()->multitoken()->composing(),
      "reports: CUR 2.0, legacy CUR, FOCUS; CSV or Parquet")(
      "workspace,w", po::value<std::string>()->default_value("."),
      "the workspace, where a contract is named by its ID")(
      "output,o", po::value<std::string>(), "write to this file instead of standard output");
  AddPeriodOptions(options);
  options.Positional("id", 1);
}

// Says what to bill: files, or a contract of a workspace. An exit code where that can't be.
std::optional<int> ReadOrder(const CommandOptions& options, BillOrder& order, Streams& streams) {
  const bool by_id = options.Has("id");
  if (by_id && (options.Has("contract") || options.Has("usage"))) {
    return options.Wrong("a contract's ID goes with neither --contract nor --usage", streams);
  }
  for (const char* needed : {"model", "contract", "usage"}) {
    if (!options.Has(needed) && !(by_id && std::string_view(needed) != "model")) {
      return options.Wrong("--" + std::string(needed) + " is missing", streams);
    }
  }
  if (!by_id) {
    order.contract = options.Get<std::string>("contract");
    order.usage = options.Get<std::vector<std::string>>("usage");
    return std::nullopt;
  }
  order.workspace = options.Get<std::string>("workspace");
  if (const auto is_one = store::RequireWorkspace(order.workspace); !is_one) {
    return Report(is_one.error(), streams);
  }
  const std::string id = options.Get<std::vector<std::string>>("id").front();
  order.contract = store::WorkspacePaths(order.workspace).contracts + "/" + id;
  if (id.empty() || id.find('/') != std::string::npos || id.starts_with('.') ||
      !std::filesystem::is_directory(order.contract)) {
    return options.Wrong("the workspace has no contract \"" + id + "\"", streams);
  }
  return std::nullopt;
}

}  // namespace

int Run_bill(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "bill",
      "--model NAME (--contract FILE --usage FILE... | ID [-w DIR]) [--period P | --from P --to P] "
      "[-o FILE]",
      "Bills a contract: the line items of one side, all periods in one sorted file. From reports "
      "of\n"
      "usage, or, in a workspace, contract ID from the history. A bill looks at all usage since "
      "the\n"
      "term's start, so give it all of that. Without a range it bills all periods of the term "
      "that\n"
      "have begun in the usage. What is open still after the last of them (commitments, windows "
      "that\n"
      "are settled at their end) is said on standard error: such a bill is a preview. A legacy\n"
      "contract's kind is found from its file.",
      "  twinbill bill --model standard --contract northwind.json --usage 2025-*.csv.gz\n"
      "  twinbill bill --model standard --contract northwind.json --usage 2025.parquet \\\n"
      "      --from 2025-01 --to 2025-03 -o lines.csv\n"
      "  twinbill bill --model legacy --contract rules.json --usage 2025.parquet\n"
      "  twinbill bill --model standard NORTHWIND-2025 --period 2025-03");
  AddOptions(options);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  BillOrder order;
  if (const auto code = ReadOrder(options, order, streams)) return *code;
  const BillSide bill = SideNamed(options.Get<std::string>("model"));
  if (bill == nullptr) {
    return options.Wrong(
        "--model takes " + ModelNames() + ", not \"" + options.Get<std::string>("model") + "\"",
        streams);
  }
  if (const auto code = ReadPeriodOptions(options, order.from, order.to, streams)) return *code;
  const auto billed = bill(order);
  if (!billed) return Report(billed.error(), streams);
  const int delivered = Deliver(billed->lines, options, streams);
  if (!options.quiet()) {
    for (const std::string& note : billed->notes) streams.err << "note: " << note << '\n';
  }
  if (!billed->stopped) return delivered;
  return std::max(delivered, Report(*billed->stopped, streams));
}

}  // namespace twinbill::cli
