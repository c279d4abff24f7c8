#include "legacy_adapters/process/adapter_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "legacy_adapters/process/answer.h"
#include "legacy_adapters/process/process_model.h"
#include "legacy_adapters/process/self_comparison.h"

namespace twinbill::process {
namespace {

using model::Period;
using model::UsageRecord;

constexpr int kManyRows = 200;
constexpr int kFloodRows = 5'000;
// Texts and numbers that programs stumble over.
constexpr const char* kTexts[] = {"plain",
                                  "",
                                  "a,b",
                                  "say \"x\"",
                                  "Gr\xC3\xB6\xC3\x9F"
                                  "e \xE2\x82\xAC",
                                  "\xF0\x9F\x98\x80",
                                  "back\\slash",
                                  "two\nlines",
                                  "'; DROP TABLE x; --",
                                  "{}",
                                  "null",
                                  "0012"};
constexpr const char* kNumbers[] = {"0",
                                    "-1",
                                    "0.0000000000000000000000000001",
                                    "123456789012345678",
                                    "-0.5",
                                    "1234567890.0987654321",
                                    "0.1"};

model::Decimal NumberOf(const char* text) { return model::Decimal::Parse(text).value(); }

// The i-th of many everyday records of the period.
UsageRecord RecordOf(const ProcessPlan& plan, Period period, int i) {
  UsageRecord record;
  record.id = fmt::format("check-{:06}", i);
  record.payer = plan.head.contract.payer;
  record.period = period;
  record.start = model::Timestamp::AtMidnight(period.FirstDay());
  record.start.micros += std::int64_t{i % 672} * 3'600'000'000;
  record.currency = plan.head.contract.currency;
  record.slot.account = fmt::format("{:012}", 100 + i % 7);
  record.slot.service = i % 3 == 0 ? "AmazonS3" : "AmazonEC2";
  record.slot.region = i % 2 == 0 ? "us-east-1" : "eu-west-1";
  record.slot.usage_type = i % 3 == 0 ? "TimedStorage-ByteHrs" : "BoxUsage:m5.large";
  record.slot.operation = "RunInstances";
  record.slot.line_item_type = i % 20 == 19 ? "Tax" : "Usage";
  record.slot.unit = "Hrs";
  record.slot.tags = {{"user_team", i % 5 == 0 ? "blue" : "red"}};
  record.quantity = NumberOf(fmt::format("{}.{:03}", i % 40, i % 997).c_str());
  record.unblended_cost = NumberOf(fmt::format("{}.{:04}", i % 90, i % 9973).c_str());
  record.rate = NumberOf("0.0123");
  return record;
}

std::vector<UsageRecord> ManyRecords(const ProcessPlan& plan, Period period, int count) {
  std::vector<UsageRecord> records;
  for (int i = 0; i < count; ++i) records.push_back(RecordOf(plan, period, i));
  std::sort(records.begin(), records.end(), model::LedgerLess);
  return records;
}

std::vector<UsageRecord> AwkwardTexts(const ProcessPlan& plan, Period period) {
  std::vector<UsageRecord> records;
  for (const char* text : kTexts) {
    UsageRecord record = RecordOf(plan, period, static_cast<int>(records.size()));
    record.slot.usage_type = record.slot.operation = text;
    record.slot.product = {{"description", std::string("p") + text}};
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<UsageRecord> AwkwardNumbers(const ProcessPlan& plan, Period period) {
  std::vector<UsageRecord> records;
  for (const char* number : kNumbers) {
    UsageRecord record = RecordOf(plan, period, static_cast<int>(records.size()));
    record.quantity = record.unblended_cost = NumberOf(number);
    record.rate.reset();
    records.push_back(std::move(record));
  }
  return records;
}

class Check {
 public:
  explicit Check(const ProcessPlan& plan)
      : plan_(plan),
        first_(plan.head.contract.term.FirstPeriod()),
        many_(ManyRecords(plan, first_, kManyRows)) {}

  AdapterReport Run() {
    report_.level = plan_.level;
    asking_ = AskingOf(plan_);
    const bool runs = Answers("answers_no_rows", "answers a period without usage", {});
    if (runs) {
      RunQuestions();
      RunAgain();
      RunElsewhere();
    }
    asking_->Close();
    SeeEnd(runs);
    return std::move(report_);
  }

 private:
  void Note(std::string name, std::string what, std::optional<std::string> finding) {
    const ProbeOutcome outcome = finding ? ProbeOutcome::kFailed : ProbeOutcome::kPassed;
    report_.probes.push_back({std::move(name), std::move(what), outcome, finding.value_or("")});
  }

  std::string Said(const Fault& fault) const {
    model::Diagnostic diagnostic = DiagnosticOf(fault, "", "");
    return diagnostic.code + ": " + diagnostic.message;
  }

  // Asks, and takes the answer as a probe.
  bool Answers(const char* name, const char* what, const std::vector<UsageRecord>& records,
               std::optional<Period> period = {}) {
    auto answer = asking_->Ask({period.value_or(first_), records});
    Note(name, what, answer ? std::nullopt : std::optional(Said(answer.error())));
    if (answer) last_ = std::move(*answer);
    return answer.has_value();
  }

  // Asks again for what `before` answers, and compares.
  void Agrees(const char* name, const char* what, Asking& asking, const Answer& before) {
    const auto answer = asking.Ask({first_, many_});
    if (!answer) return Note(name, what, Said(answer.error()));
    const SelfComparison comparison = CompareWithItself(before.lines, answer->lines);
    if (comparison.agrees()) {
      report_.rows_asked_twice += static_cast<std::int64_t>(many_.size());
      return Note(name, what, std::nullopt);
    }
    report_.agrees_with_itself = false;
    Note(name, what,
         fmt::format("nondeterministic: {} lines are no more there, {} are new, as {}",
                     comparison.only_first, comparison.only_second, comparison.example));
  }

  void RunQuestions() {
    Answers("answers_one_row", "answers a period of one row", {many_.front()});
    Answers("takes_awkward_texts", "takes commas, quotes, line ends and other scripts in texts",
            AwkwardTexts(plan_, first_));
    Answers("takes_awkward_numbers",
            "takes 28 digits behind the point, 18 before it, and negatives",
            AwkwardNumbers(plan_, first_));
    Answers("takes_many_rows", "takes 5,000 rows, reading while it writes",
            ManyRecords(plan_, first_, kFloodRows));
    const Period next = first_.Next();
    Answers("answers_next_period", "answers another period of the term",
            ManyRecords(plan_, next, kManyRows), next);
  }

  void RunAgain() {
    if (!Answers("answers_rows", "answers a period of 200 rows", many_)) return;
    const Answer before = last_;
    Agrees("agrees_in_one_life", "gives the same answer when asked again", *asking_, before);
    const auto other = AskingOf(plan_);
    Agrees("agrees_in_another_life", "gives the same answer in a fresh process", *other, before);
    other->Close();
    // Another period between the two: nothing of it may stay.
    (void)asking_->Ask({first_.Next(), ManyRecords(plan_, first_.Next(), 50)});
    Agrees("keeps_nothing", "gives the same answer after another period", *asking_, before);
    whole_ = before;
  }

  // The same question under another clock's zone, language and user's folder.
  void RunElsewhere() {
    if (!whole_) return;
    const std::pair<const char*, std::vector<std::pair<std::string, std::string>>> places[] = {
        {"ignores_zone", {{"TZ", "Asia/Kathmandu"}}},
        {"ignores_locale", {{"LC_ALL", "de_DE.UTF-8"}, {"LANG", "de_DE.UTF-8"}}},
        {"ignores_hash_seed", {{"PYTHONHASHSEED", "12345"}, {"PERL_HASH_SEED", "12345"}}}};
    for (const auto& [name, environment] : places) {
      ProcessPlan elsewhere = plan_;
      elsewhere.environment = environment;
      const auto asking = AskingOf(elsewhere);
      Agrees(name, "gives the same answer in another environment", *asking, *whole_);
      asking->Close();
    }
  }

  void SeeEnd(bool runs) {
    const Sight& sight = asking_->sight();
    report_.containment = sight.level;
    report_.means = sight.means;
    report_.name = sight.name;
    report_.build = sight.build;
    report_.error_bytes = sight.error_bytes;
    report_.error_text = sight.error_text;
    if (!runs) return;
    if (plan_.level == 1) {
      Note("ends_with_its_input", "ends by itself once its input is closed",
           sight.held_on ? std::optional<std::string>("it had to be stopped") : std::nullopt);
    }
    Note("leaves_no_process", "leaves no process behind",
         sight.left_processes ? std::optional<std::string>("others that it started ran on")
                              : std::nullopt);
  }

  const ProcessPlan& plan_;
  Period first_;
  std::vector<UsageRecord> many_;
  std::unique_ptr<Asking> asking_;
  Answer last_;
  std::optional<Answer> whole_;
  AdapterReport report_;
};

}  // namespace

bool AdapterReport::passed() const {
  return std::all_of(probes.begin(), probes.end(),
                     [](const Probe& probe) { return probe.outcome == ProbeOutcome::kPassed; });
}

std::string AdapterReport::Bound() const {
  if (!agrees_with_itself || rows_asked_twice == 0) return {};
  return fmt::format("3/{}", rows_asked_twice);
}

ProcessPlan PlanForCheck(std::vector<std::string> command, const std::string& folder) {
  ProcessPlan plan;
  plan.path = "adapter-check";
  plan.folder = folder;
  plan.head.contract = {"CHECK",
                        "111122223333",
                        "USD",
                        {model::Date::FromCivil(2025, 1, 1), model::Date::FromCivil(2026, 1, 1)}};
  for (const std::string& word : command) {
    if (word.find("{usage}") != std::string::npos) plan.level = 0;
  }
  plan.command = std::move(command);
  return plan;
}

AdapterReport CheckAdapter(const ProcessPlan& plan) { return Check(plan).Run(); }

}  // namespace twinbill::process
