#include "harness/cli/check_reports.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/replay_text.h"

namespace twinbill::cli {
namespace {

using evidence::ContractEvidence;
using evidence::PeriodEvidence;
using evidence::Verdict;

constexpr std::size_t kRowsMax = 100;  // of contracts that are not identical
constexpr std::size_t kCausesMax = 10;
constexpr std::size_t kContractsNamed = 5;

std::string Visible(std::string_view text) {
  std::string visible;
  model::AppendVisible(text, visible);
  return visible;
}

// Within a cell of a Markdown table: nothing of it is markup.
std::string Cell(std::string_view text) {
  std::string cell;
  for (const char c : Visible(text)) {
    if (c == '<') {
      cell += "&lt;";
    } else if (c == '&') {
      cell += "&amp;";
    } else {
      if (std::string_view("|`*_[]\\#~!").find(c) != std::string_view::npos) cell += '\\';
      cell += c;
    }
  }
  return cell;
}

// Text within an XML document; what XML can't hold is visible already.
std::string Xml(std::string_view text) {
  std::string xml;
  for (const char c : Visible(text)) {
    switch (c) {
      case '<': xml += "&lt;"; break;
      case '>': xml += "&gt;"; break;
      case '&': xml += "&amp;"; break;
      case '"': xml += "&quot;"; break;
      default: xml += c;
    }
  }
  return xml;
}

bool IsGreen(const PeriodEvidence& period) {
  return period.verdict == Verdict::kIdentical ||
         (period.verdict == Verdict::kInconclusive && period.legacy_refusal.empty());
}

void AddContracts(const replay::ReplayOutcome& outcome, std::string& text) {
  std::size_t rows = 0, left_out = 0;
  for (const auto& contract : outcome.contracts) {
    const ContractEvidence& evidence = contract.evidence;
    if (evidence.verdict == Verdict::kIdentical) continue;
    if (rows++ == 0)
      text += "\n| contract | verdict | differences | money |\n| --- | --- | --- | --- |\n";
    if (rows > kRowsMax) {
      ++left_out;
      continue;
    }
    text +=
        fmt::format("| {} | {} | {} | {} |\n", Cell(evidence.id), evidence::Name(evidence.verdict),
                    evidence.difference_count(), Cell(MoneyText(MoneyOf(evidence))));
  }
  if (left_out > 0) text += fmt::format("\n… and {} more contracts.\n", left_out);
}

void AddCauses(const replay::ReplayOutcome& outcome, std::string& text) {
  std::size_t count = 0;
  const auto shared = SharedCausesOf(outcome);
  for (const evidence::SharedCause& cause : shared) {
    if (count++ == 0) text += "\nCauses:\n\n";
    if (count > kCausesMax) break;
    const std::size_t named = std::min(cause.contracts.size(), kContractsNamed);
    std::string contracts = fmt::format(
        "{}", fmt::join(cause.contracts.begin(),
                        cause.contracts.begin() + static_cast<std::ptrdiff_t>(named), ", "));
    if (named < cause.contracts.size()) {
      contracts += fmt::format(" and {} more", cause.contracts.size() - named);
    }
    text += fmt::format("- {}: {} ({} differences, {}; mended, {} of {} contracts turn green)\n",
                        Cell(contracts), Cell(cause.text), cause.differences,
                        Cell(MoneyText(cause.money)), cause.turns_green, cause.contracts.size());
  }
  if (shared.size() > kCausesMax) {
    text += fmt::format("- and {} more\n", shared.size() - kCausesMax);
  }
}

void AddReasons(const ContractEvidence& evidence, std::string& text) {
  for (const model::Diagnostic& reason : evidence.reasons) text += Xml(Format(reason)) + "\n";
  if (evidence.certificate && !evidence.certificate->holds) {
    text += "does not agree with itself: " + Xml(evidence.certificate->broken) + "\n";
  }
  for (const auto& counterexample : evidence.counterexamples) {
    if (counterexample.verdict == Verdict::kIdentical) continue;
    text += fmt::format("counterexample {}: {}\n", Xml(counterexample.name),
                        evidence::Name(counterexample.verdict));
  }
  for (const auto& cause : evidence.causes) text += "cause: " + Xml(cause.text) + "\n";
}

std::string Failure(std::string_view message, std::string_view text) {
  return fmt::format("<failure message=\"{}\">{}</failure>", Xml(message), text);
}

void AddCase(std::string_view group, std::string_view name, const std::string& failure,
             std::string& cases, int& count, int& failures) {
  ++count;
  failures += failure.empty() ? 0 : 1;
  cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", Xml(group), Xml(name));
  cases += failure.empty() ? "/>\n" : ">" + failure + "</testcase>\n";
}

std::string Suite(std::string_view name, int count, int failures, const std::string& cases) {
  return fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n{}  </testsuite>\n",
                     name, count, failures, cases);
}

std::string ContractSuite(const replay::ReplayOutcome& outcome) {
  std::string cases;
  int count = 0, failures = 0;
  for (const auto& contract : outcome.contracts) {
    const ContractEvidence& evidence = contract.evidence;
    std::string failure;
    if (evidence.verdict != Verdict::kIdentical) {
      std::string reasons;
      AddReasons(evidence, reasons);
      failure = Failure(evidence::Name(evidence.verdict), reasons);
    }
    AddCase(evidence.id, "contract", failure, cases, count, failures);
    for (const PeriodEvidence& period : evidence.periods) {
      failure.clear();
      if (!IsGreen(period)) {
        std::string text = fmt::format("{} differences, {}", period.difference_count(),
                                       Xml(MoneyText(period.money)));
        for (const auto* refusal : {&period.legacy_refusal, &period.standard_refusal}) {
          for (const model::Diagnostic& diagnostic : *refusal) {
            text += "\n" + Xml(Format(diagnostic));
          }
        }
        failure = Failure(evidence::Name(period.verdict), text);
      }
      AddCase(evidence.id, period.period.ToString(), failure, cases, count, failures);
    }
  }
  return Suite("contracts", count, failures, cases);
}

}  // namespace

std::string CheckMarkdown(const std::vector<CheckStep>& steps, const replay::ReplayOutcome& outcome,
                          int exit_code) {
  std::size_t identical = 0;
  for (const auto& contract : outcome.contracts) {
    identical += contract.evidence.verdict == Verdict::kIdentical ? 1 : 0;
  }
  std::string text = fmt::format(
      "## twinbill check: {}\n\n{} of {} contracts identical; {} results as before.\n\n"
      "| step | result | |\n| --- | --- | --- |\n",
      exit_code == 0 ? "parity" : "no parity", identical, outcome.contracts.size(),
      outcome.reused_count());
  for (const CheckStep& step : steps) {
    text += fmt::format("| {} | {} | {} |\n", Cell(step.name),
                        step.exit_code == 0 ? "ok" : "not ok", Cell(step.summary));
  }
  AddContracts(outcome, text);
  AddCauses(outcome, text);
  return text;
}

std::string CheckJunit(const std::vector<CheckStep>& steps, const replay::ReplayOutcome& outcome) {
  std::string cases;
  int count = 0, failures = 0;
  for (const CheckStep& step : steps) {
    std::string failure;
    if (step.exit_code != 0) {
      std::string text;
      for (const std::string& fault : step.faults) text += Xml(fault) + "\n";
      failure = Failure(step.summary, text);
    }
    AddCase("check", step.name, failure, cases, count, failures);
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"twinbill check\">\n" +
         Suite("steps", count, failures, cases) + ContractSuite(outcome) + "</testsuites>\n";
}

}  // namespace twinbill::cli
