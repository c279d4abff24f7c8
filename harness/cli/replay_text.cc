#include "harness/cli/replay_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

namespace twinbill::cli {
namespace {

using evidence::CauseEvidence;
using evidence::ContractEvidence;
using evidence::MoneyMoved;
using evidence::PeriodEvidence;
using evidence::SharedCause;
using evidence::Verdict;
using replay::ReplayedContract;

std::string Visible(std::string_view text) {
  std::string visible;
  if (text.ends_with('\n')) text.remove_suffix(1);
  model::AppendVisible(text, visible);
  return visible;
}

std::string Classes(const PeriodEvidence& period) {
  std::string text;
  for (std::size_t i = 0; i < evidence::kClassNames.size(); ++i) {
    if (period.differences[i] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", period.differences[i],
                        evidence::kClassNames[i]);
  }
  return text;
}

void PrintPeriod(const PeriodEvidence& period, std::ostream& out) {
  out << fmt::format("    {}  {}", period.period.ToString(), evidence::Name(period.verdict));
  if (period.difference_count() > 0) {
    out << fmt::format(": {}; {}", Classes(period), MoneyText(period.money));
  }
  out << '\n';
  for (const auto* refusal : {&period.legacy_refusal, &period.standard_refusal}) {
    for (const model::Diagnostic& diagnostic : *refusal) {
      out << fmt::format("      {}: {}\n",
                         refusal == &period.legacy_refusal ? "legacy" : "standard",
                         Visible(model::Format(diagnostic)));
    }
  }
}

void PrintCause(const CauseEvidence& cause, std::ostream& out) {
  out << fmt::format("    cause {:.12}: {}\n", cause.id, Visible(cause.text));
  out << fmt::format("      {} differences of {} ({}); {}{}\n", cause.differences,
                     Visible(cause.line_item_type), Visible(cause.clause), MoneyText(cause.money),
                     cause.explains_all ? "; it explains all of this contract" : "");
  if (!cause.place.empty()) out << "      at " << Visible(cause.place) << '\n';
  if (!cause.example.parts_at.empty()) {
    out << "      the traces part at: " << Visible(cause.example.parts_at) << '\n';
  }
  if (!cause.others.empty()) {
    out << "      as well explained by: "
        << Visible(fmt::format("{}", fmt::join(cause.others, "; "))) << '\n';
  }
}

void PrintContract(const ReplayedContract& contract, int& causes_left, std::ostream& out) {
  const ContractEvidence& evidence = contract.evidence;
  std::int64_t lines = 0;
  for (const PeriodEvidence& period : evidence.periods) lines += period.equal_lines;
  out << fmt::format("{}  {}  {} periods, {} equal lines", evidence::Name(evidence.verdict),
                     Visible(evidence.id), evidence.periods.size(), lines);
  if (const auto count = evidence.difference_count(); count > 0) {
    out << fmt::format(", {} differences; {}", count, MoneyText(MoneyOf(evidence)));
  }
  out << (contract.reused ? "  (as before)\n" : "\n");
  for (const model::Diagnostic& reason : evidence.reasons) {
    out << "    " << Visible(model::Format(reason)) << '\n';
  }
  if (evidence.certificate && !evidence.certificate->holds) {
    out << "    it does not agree with itself: " << evidence.certificate->broken << '\n';
  }
  for (const auto& counterexample : evidence.counterexamples) {
    if (counterexample.verdict == Verdict::kIdentical) continue;
    out << fmt::format("    counterexample {}: {}\n", Visible(counterexample.name),
                       evidence::Name(counterexample.verdict));
  }
  if (evidence.verdict == Verdict::kIdentical) return;
  for (const PeriodEvidence& period : evidence.periods) {
    if (period.verdict != Verdict::kIdentical &&
        (period.verdict != Verdict::kInconclusive || !period.legacy_refusal.empty())) {
      PrintPeriod(period, out);
    }
  }
  for (const CauseEvidence& cause : evidence.causes) {
    if (causes_left-- > 0) PrintCause(cause, out);
  }
}

// What is worth mending first, where more than one contract has causes.
void PrintSharedCauses(const std::vector<SharedCause>& shared, int causes_max, std::ostream& out) {
  const bool in_one = std::all_of(shared.begin(), shared.end(), [&](const SharedCause& cause) {
    return cause.contracts == shared.front().contracts && cause.contracts.size() == 1;
  });
  if (in_one) return;
  out << "causes over all contracts, by how many each would turn green:\n";
  std::size_t shown = 0;
  for (const SharedCause& cause : shared) {
    if (shown == static_cast<std::size_t>(std::max(causes_max, 0))) break;
    ++shown;
    out << fmt::format("  {}. {}\n      {} of {} contracts turn green, {} differences; {}\n", shown,
                       Visible(cause.text), cause.turns_green, cause.contracts.size(),
                       cause.differences, MoneyText(cause.money));
  }
  if (shown < shared.size()) out << fmt::format("  and {} more\n", shared.size() - shown);
}

}  // namespace

std::vector<SharedCause> SharedCausesOf(const replay::ReplayOutcome& outcome) {
  std::vector<const ContractEvidence*> contracts;
  contracts.reserve(outcome.contracts.size());
  for (const ReplayedContract& contract : outcome.contracts) {
    contracts.push_back(&contract.evidence);
  }
  return evidence::SharedCauses(contracts);
}

std::string MoneyText(const std::map<std::string, MoneyMoved>& money) {
  if (money.empty()) return "no money";
  std::string text;
  for (const auto& [currency, moved] : money) {
    text += fmt::format("{}{} {} over, {} under", text.empty() ? "" : "; ", Visible(currency),
                        moved.over, moved.under);
  }
  return text;
}

std::map<std::string, MoneyMoved> MoneyOf(const ContractEvidence& contract) {
  std::map<std::string, MoneyMoved> money;
  for (const PeriodEvidence& period : contract.periods) evidence::AddMoney(period.money, money);
  return money;
}

void ShownReplay::Planned(std::size_t contracts, std::size_t reused, std::int64_t rows) {
  rows_total_ = rows;
  if (quiet_) return;
  streams_.err << fmt::format("{} contracts: {} results are there, {} records to read\n", contracts,
                              reused, rows);
}

void ShownReplay::Read(std::int64_t rows) {
  rows_ += rows;
  progress_.Show("replaying", rows_, std::min(rows_, rows_total_),
                 std::max<std::int64_t>(rows_total_, 1));
}

void ShownReplay::PeriodDone(const std::string& contract, const PeriodEvidence& period,
                             std::span<const compare::Difference> first) {
  if (quiet_ || period.verdict == Verdict::kIdentical ||
      (period.verdict == Verdict::kInconclusive && period.legacy_refusal.empty())) {
    return;
  }
  if (shown_ >= show_max_) return;
  ++shown_;
  streams_.err << fmt::format("{} {}: {}{}{}\n", Visible(contract), period.period.ToString(),
                              evidence::Name(period.verdict),
                              period.difference_count() > 0 ? ": " : "", Classes(period));
  for (const compare::Difference& difference : first) {
    streams_.err << "  " << compare::Name(difference.difference_class) << '\n';
    if (!difference.a.empty()) streams_.err << "    legacy   " << Visible(difference.a) << '\n';
    if (!difference.b.empty()) streams_.err << "    standard " << Visible(difference.b) << '\n';
  }
}

void ShownReplay::ContractDone(const ContractEvidence&) {}

void PrintReplay(const replay::ReplayOutcome& outcome, int causes_max, std::ostream& out) {
  int causes_left = causes_max;
  std::map<Verdict, std::size_t> counts;
  for (const ReplayedContract& contract : outcome.contracts) {
    ++counts[contract.evidence.verdict];
    PrintContract(contract, causes_left, out);
  }
  PrintSharedCauses(SharedCausesOf(outcome), causes_max, out);
  out << fmt::format("{} contracts", outcome.contracts.size());
  for (const auto& [verdict, count] : counts) {
    out << fmt::format(", {} {}", count, evidence::Name(verdict));
  }
  out << fmt::format("; {} results as before, {} periods replayed, {} records read\n",
                     outcome.reused_count(), outcome.periods_replayed, outcome.rows_read);
}

void PrintReplayJson(const replay::ReplayOutcome& outcome, std::ostream& out) {
  using Json = nlohmann::ordered_json;
  Json contracts = Json::array();
  for (const ReplayedContract& contract : outcome.contracts) {
    Json json = Json::parse(contract.json);
    json["reused"] = contract.reused;
    contracts.push_back(std::move(json));
  }
  Json shared = Json::array();
  for (const SharedCause& cause : SharedCausesOf(outcome)) {
    Json money = Json::object();
    for (const auto& [currency, moved] : cause.money) {
      money[currency] = {{"over", moved.over}, {"under", moved.under}};
    }
    shared.push_back({{"kind", cause.kind},
                      {"text", cause.text},
                      {"turns_green", cause.turns_green},
                      {"contracts", cause.contracts},
                      {"differences", cause.differences},
                      {"money", money}});
  }
  const Json object = {{"run", outcome.run},
                       {"exit_code", outcome.exit_code},
                       {"interrupted", outcome.interrupted},
                       {"reused", outcome.reused_count()},
                       {"periods_replayed", outcome.periods_replayed},
                       {"records_read", outcome.rows_read},
                       {"shared_causes", shared},
                       {"contracts", contracts}};
  out << object.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace twinbill::cli
