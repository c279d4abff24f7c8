// twinbill adapter-check: tries a foreign program against the protocol.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>

#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "legacy_adapters/foreign/head_file.h"
#include "legacy_adapters/process/adapter_check.h"

namespace twinbill::cli {

namespace po = boost::program_options;
using process::AdapterReport;
using process::Probe;
using process::ProbeOutcome;

namespace {

const char* NameOf(ProbeOutcome outcome) {
  switch (outcome) {
    case ProbeOutcome::kPassed: return "passed";
    case ProbeOutcome::kFailed: return "failed";
    case ProbeOutcome::kNotTried: break;
  }
  return "not tried";
}

void PrintJson(const AdapterReport& report, std::ostream& out) {
  nlohmann::ordered_json json;
  json["passed"] = report.passed();
  json["level"] = report.level;
  json["containment"] = report.containment;
  json["means"] = report.means;
  json["name"] = report.name;
  json["build"] = report.build;
  json["deterministic"] = report.agrees_with_itself;
  json["rows_asked_twice"] = report.rows_asked_twice;
  json["determinism_bound"] = report.Bound();
  json["stderr_bytes"] = report.error_bytes;
  json["stderr"] = report.error_text;
  json["probes"] = nlohmann::ordered_json::array();
  for (const Probe& probe : report.probes) {
    json["probes"].push_back({{"name", probe.name},
                              {"what", probe.what},
                              {"outcome", NameOf(probe.outcome)},
                              {"finding", probe.finding}});
  }
  out << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void PrintText(const AdapterReport& report, std::ostream& out) {
  std::string text = "level " + std::to_string(report.level);
  if (!report.name.empty()) text += ", " + report.name + " " + report.build;
  text +=
      "\ncontainment " + (report.containment.empty() ? "none: it never ran" : report.containment);
  if (!report.means.empty()) text += " (" + report.means + ")";
  text += '\n';
  for (const Probe& probe : report.probes) {
    text += std::string(NameOf(probe.outcome)) + "  " + probe.name + ": " + probe.what;
    if (!probe.finding.empty()) text += "\n        " + probe.finding;
    text += '\n';
  }
  if (!report.agrees_with_itself) {
    text +=
        "nondeterministic: it disagrees with itself, so nothing that it bills can be compared\n";
  } else if (!report.Bound().empty()) {
    text += "determinism: agreed on all " + std::to_string(report.rows_asked_twice) +
            " rows asked twice; disagreement is below " + report.Bound() + " of rows (95 % sure)\n";
  }
  if (report.error_bytes > 0) text += "stderr: " + std::to_string(report.error_bytes) + " bytes\n";
  // What a program says of itself may hold anything.
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string shown;
    model::AppendVisible(std::string_view(text).substr(0, end), shown);
    out << shown << '\n';
    text.erase(0, end + 1);
  }
}

// The program runs elsewhere: words that name files from here are made to name them from anywhere.
std::vector<std::string> FromHere(std::vector<std::string> command) {
  for (std::string& word : command) {
    std::error_code error;
    const bool named = &word != &command.front() || word.find('/') != std::string::npos;
    if (named && std::filesystem::is_regular_file(word, error)) {
      word = std::filesystem::absolute(word, error).lexically_normal().string();
    }
  }
  return command;
}

// NAME=TEXT of `--parameter`s; false, and said, where one is none.
bool TakeParameters(const CommandOptions& options, process::ProcessPlan& plan, Streams& streams) {
  if (!options.Has("parameter")) return true;
  for (const std::string& given : options.Get<std::vector<std::string>>("parameter")) {
    const std::size_t equals = given.find('=');
    if (equals == 0 || equals == std::string::npos) {
      options.Wrong("--parameter takes NAME=TEXT, not \"" + given + "\"", streams);
      return false;
    }
    plan.head.parameters.emplace_back(given.substr(0, equals), given.substr(equals + 1));
  }
  return true;
}

}  // namespace

int Run_adapter_check(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "adapter-check",
      "[--json] [--parameter NAME=TEXT]... [--start-ms N] [--idle-ms N] -- COMMAND...",
      "Tries a program against the protocol for foreign programs, on usage made for that, and\n"
      "prints what it keeps to. It is asked by JSON lines, or by files where a word of the\n"
      "command names {usage}. Exit code 0: all probes passed; 1: some did not.",
      "  twinbill adapter-check -- python3 bill.py\n"
      "  twinbill adapter-check --json -- awk -f {here}/bill.awk {usage}");
  options.options().add_options()("json", "for machines")(
      "parameter", po::value<std::vector<std::string>>()->composing(),
      "of the contract: NAME=TEXT")("start-ms", po::value<int>()->default_value(10'000),
                                    "how long it may take to be READY")(
      "idle-ms", po::value<int>()->default_value(30'000), "how long it may neither read nor write")(
      "period-ms", po::value<int>()->default_value(60'000), "how long an answer may take")(
      "lines", po::value<std::string>()->default_value("-"), "by files: where it writes its lines")(
      "medium", "contain it by limits alone, without namespaces");
  options.Positional("command", -1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("command")) return options.Wrong("there is no COMMAND behind --", streams);
  process::ProcessPlan plan =
      process::PlanForCheck(FromHere(options.Get<std::vector<std::string>>("command")),
                            std::filesystem::current_path().string());
  if (!TakeParameters(options, plan, streams)) return kCommandLineWrong;
  for (const char* name : {"start-ms", "idle-ms", "period-ms"}) {
    if (options.Get<int>(name) <= 0) {
      return options.Wrong("--" + std::string(name) + " takes a number above 0", streams);
    }
  }
  plan.limits.start_ms = options.Get<int>("start-ms");
  plan.limits.idle_ms = options.Get<int>("idle-ms");
  plan.limits.period_ms = options.Get<int>("period-ms");
  plan.lines = options.Get<std::string>("lines");
  plan.contain = !options.Has("medium");
  const AdapterReport report = process::CheckAdapter(plan);
  if (options.Has("json")) {
    PrintJson(report, streams.out);
  } else {
    PrintText(report, streams.out);
  }
  return report.passed() ? kDone : kAnswerIsNo;
}

}  // namespace twinbill::cli
