#include "legacy_adapters/sql/sql_model.h"

#include <sqlite3.h>

#include <optional>
#include <utility>
#include <vector>

#include "legacy_adapters/foreign/asked_cases.h"
#include "legacy_adapters/foreign/given_line.h"
#include "legacy_adapters/foreign/head_file.h"
#include "legacy_adapters/foreign/ledger_run.h"
#include "legacy_adapters/foreign/usage_columns.h"
#include "legacy_adapters/sql/sql_child.h"

namespace twinbill::sql {
namespace {

using foreign::PeriodUsage;
using model::Code;
using model::LineItem;
using model::Period;

constexpr std::int64_t kScriptBytesMax = 1 << 20;
constexpr const char* kBuiltIn[] = {"period", "period_start", "period_end", "contract",
                                    "payer",  "currency",     "term_start", "term_end"};

// The digest covers what decides the results: the version that runs, too.
std::string VersionOfSqlite() {
  return std::string(sqlite3_libversion()) + " " + sqlite3_sourceid();
}

class SqlModel final : public legacy::LegacyModel {
 public:
  SqlModel(foreign::Head head, SqlScript script, const model::Digest& digest)
      : head_(std::move(head)), script_(std::move(script)), digest_(digest) {}

  std::string_view kind() const override { return "sql"; }
  const legacy::LegacyHead& head() const override { return head_.contract; }
  model::Digest digest() const override { return digest_; }
  legacy::UsageNeed need() const override { return legacy::UsageNeed::kRecords; }
  bool is_deterministic() const override { return true; }
  std::unique_ptr<legacy::LegacyRun> Start(const model::SlotTable& slots) const override;
  std::unique_ptr<legacy::CaseBatch> StartCases() const override;

  // What the script is asked for `usage`.
  SqlRequest RequestFor(const PeriodUsage& usage) const;
  const SqlScript& script() const { return script_; }

 private:
  foreign::Head head_;
  SqlScript script_;
  model::Digest digest_;
};

SqlRequest SqlModel::RequestFor(const PeriodUsage& usage) const {
  const legacy::LegacyHead& contract = head_.contract;
  SqlRequest request;
  request.script = script_.text;
  request.limits = script_.limits;
  request.parameters = {{"period", usage.period.ToString()},
                        {"period_start", usage.period.FirstDay().ToString()},
                        {"period_end", usage.period.Next().FirstDay().ToString()},
                        {"contract", contract.contract_id},
                        {"payer", contract.payer},
                        {"currency", contract.currency},
                        {"term_start", contract.term.start.ToString()},
                        {"term_end", contract.term.end.ToString()}};
  request.parameters.insert(request.parameters.end(), head_.parameters.begin(),
                            head_.parameters.end());
  return request;
}

void AppendColumns(const model::UsageRecord& record, bool of_slot, std::string& out) {
  std::string text;
  for (std::size_t column = 0; column < foreign::kUsageColumns.size(); ++column) {
    if (foreign::IsOfSlot(column) != of_slot) continue;
    text.clear();
    foreign::AppendColumn(record, column, text);
    foreign::Pack(text, out);
  }
}

// The request with its slots, each once, and its records.
std::string BytesOf(SqlRequest request, std::span<const model::UsageRecord> records) {
  model::SlotTable slots;
  std::string slot_bytes;
  std::string record_bytes;
  for (const model::UsageRecord& record : records) {
    const std::uint32_t known = slots.size();
    const std::uint32_t slot = slots.Intern(record.slot);
    if (slot == known) AppendColumns(record, true, slot_bytes);
    foreign::Pack(std::int64_t{slot}, record_bytes);
    AppendColumns(record, false, record_bytes);
  }
  request.slots = slots.size();
  request.records = static_cast<std::int64_t>(records.size());
  std::string bytes;
  PackRequest(request, bytes);
  bytes.reserve(bytes.size() + slot_bytes.size() + record_bytes.size());
  bytes += slot_bytes;
  bytes += record_bytes;
  return bytes;
}

// A line item of a row, or what is wrong with it.
class RowReader {
 public:
  RowReader(const SqlScript& script, const legacy::LegacyHead& head, model::Period period)
      : script_(script), head_(head), period_(period) {}

  model::Result<std::vector<LineItem>> Read(const SqlAnswer& answer) {
    TWINBILL_TRY(TakeColumns(answer.columns));
    std::vector<LineItem> lines;
    lines.reserve(answer.rows.size());
    for (const auto& row : answer.rows) {
      ++row_;
      TWINBILL_ASSIGN(line, ReadRow(row));
      lines.push_back(std::move(line));
    }
    return lines;
  }

 private:
  model::Result<void> TakeColumns(const std::vector<std::string>& columns) {
    std::vector<bool> seen(foreign::kLineFieldCount, false);
    model::Failure failure;
    for (const std::string& column : columns) {
      const auto field = foreign::LineFieldNamed(column);
      if (field && !seen[*field]) {
        seen[*field] = true;
        fields_.push_back(*field);
        continue;
      }
      const std::string_view near =
          model::NearMiss(column, {foreign::kLineFields.begin(), foreign::kLineFields.end()});
      failure.diagnostics.emplace_back(
          Code{"sql_bad_column"}, model::Position{script_.path, 0, 0, "", ""},
          field ? "the column \"" + column + "\" is returned twice"
                : "the script returns a column \"" + column + "\"",
          "the fields of a line item, each once",
          field || near.empty() ? "" : "did you mean \"" + std::string(near) + "\"?");
    }
    if (failure.diagnostics.empty()) return {};
    return model::Fail(std::move(failure));
  }

  model::Position Place() const {
    return {script_.path, 0, 0, "", "row " + std::to_string(row_) + " of " + period_.ToString()};
  }

  model::Result<LineItem> ReadRow(const std::vector<SqlValue>& row) {
    foreign::GivenLine given;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const SqlValue& value = row[i];
      const std::string name(foreign::kLineFields[fields_[i]]);
      if (value.kind == 'n') continue;
      if (value.kind == 't') {
        given[fields_[i]] = value.text;
        continue;
      }
      const char* kind = value.kind == 'r' ? "a REAL" : value.kind == 'i' ? "an INTEGER" : "a BLOB";
      return model::Fail(model::InputFailure(
          {Code{"sql_not_text"}, Place(),
           name + " is " + kind + (value.text.empty() ? "" : ", " + value.text),
           "text or NULL: a number's text is the script's own affair, so that no digit is made up",
           "printf('%.2f', x) or decimal_round(x, 2)"}));
    }
    auto line = foreign::MakeLine(given, head_, period_);
    if (line) return std::move(*line);
    return model::Fail(model::InputFailure(
        {Code{"sql_bad_line"}, Place(), line.error().message, line.error().allowed}));
  }

  const SqlScript& script_;
  const legacy::LegacyHead& head_;
  model::Period period_;
  std::vector<std::size_t> fields_;
  std::int64_t row_ = 0;
};

class SqlRun final : public foreign::LedgerRun {
 public:
  explicit SqlRun(const SqlModel& model) : LedgerRun(model.head(), true), model_(model) {}

 protected:
  model::Result<std::vector<LineItem>> Bill(const PeriodUsage& usage) override {
    const std::string bytes = BytesOf(model_.RequestFor(usage), usage.records);
    TWINBILL_ASSIGN(answer, AskScript(model_.script(), bytes, usage.period));
    return RowReader(model_.script(), model_.head(), usage.period).Read(answer);
  }

 private:
  const SqlModel& model_;
};

// The requests of cases, many to a process.
class SqlCases final : public foreign::AskedCases {
 public:
  explicit SqlCases(const SqlModel& model) : AskedCases(model.head(), true), model_(model) {}

  void Close() override {}
  std::size_t cases_at_once() const override { return kCasesAtOnce; }

 protected:
  foreign::RequestAnswers AskAhead(std::span<const foreign::CaseRequest> requests) override {
    return Answers(requests, kBytesAtOnce);
  }
  foreign::RequestAnswers AskOneByOne(std::span<const foreign::CaseRequest> requests) override {
    return Answers(requests, 0);
  }
  model::Failure Unsteady(const model::Failure& fault, Period) const override { return fault; }

 private:
  // A process takes so many requests as have `bytes_max` bytes, and one at the least.
  foreign::RequestAnswers Answers(std::span<const foreign::CaseRequest> requests,
                                  std::size_t bytes_max) const {
    foreign::RequestAnswers got;
    while (got.answers.size() < requests.size() && !got.fault) {
      std::vector<std::string> texts;
      std::vector<Period> periods;
      std::size_t bytes = 0;
      for (const foreign::CaseRequest& request : requests.subspan(got.answers.size())) {
        std::string text = BytesOf(model_.RequestFor(request.usage), request.usage.records);
        if (!texts.empty() && bytes + text.size() > bytes_max) break;
        bytes += text.size();
        texts.push_back(std::move(text));
        periods.push_back(request.usage.period);
      }
      SqlAnswers answers = AskScriptAhead(model_.script(), texts, periods);
      got.fault = std::move(answers.fault);
      for (std::size_t i = 0; i < answers.answers.size(); ++i) {
        auto lines = LinesOf(answers.answers[i], periods[i]);
        // A limit that it runs into is no refusal.
        if (!lines && lines.error().kind == model::FailureKind::kSurroundings) {
          got.fault = std::move(lines).error();
          break;
        }
        got.answers.emplace_back(std::move(lines));
      }
    }
    return got;
  }

  model::Result<std::vector<LineItem>> LinesOf(const SqlAnswer& answer, Period period) const {
    if (answer.trouble != SqlTrouble::kNone) {
      return model::Fail(FailureOf(model_.script(), answer, period));
    }
    return RowReader(model_.script(), model_.head(), period).Read(answer);
  }

  static constexpr std::size_t kCasesAtOnce = 64;
  static constexpr std::size_t kBytesAtOnce = std::size_t{4} << 20;
  const SqlModel& model_;
};

std::unique_ptr<legacy::CaseBatch> SqlModel::StartCases() const {
  return std::make_unique<SqlCases>(*this);
}

std::unique_ptr<legacy::LegacyRun> SqlModel::Start(const model::SlotTable&) const {
  return std::make_unique<SqlRun>(*this);
}

SqlLimits ReadLimits(foreign::KeyReader& keys) {
  SqlLimits limits;
  const foreign::JsonTree* tree = keys.Optional("limits");
  if (tree == nullptr) return limits;
  foreign::KeyReader of(*tree, keys.findings());
  limits.steps = of.IntegerOr("steps", 1000, 1'000'000'000'000, limits.steps);
  limits.memory_mib = of.IntegerOr("memory_mib", 8, 65536, limits.memory_mib);
  limits.seconds = of.IntegerOr("seconds", 1, 86400, limits.seconds);
  limits.rows = of.IntegerOr("rows", 1, 100'000'000, limits.rows);
  of.Finish();
  return limits;
}

void RefuseBuiltIn(const foreign::KeyReader& keys, foreign::Findings& findings) {
  const foreign::JsonTree* parameters = keys.tree().Find("parameters");
  if (parameters == nullptr) return;
  for (const char* name : kBuiltIn) {
    if (parameters->Find(name) == nullptr) continue;
    findings.emplace_back(Code{"sql_parameter_taken"}, parameters->Find(name)->position,
                          "the parameter \"" + std::string(name) + "\" is twinbill's own",
                          "another name");
  }
}

model::Digest DigestOf(const foreign::HeadFile& file, const std::string& script) {
  std::string all;
  for (const std::string_view part :
       {std::string_view("sql 1"), std::string_view(file.bytes), std::string_view(script)}) {
    foreign::Pack(part, all);
  }
  foreign::Pack(VersionOfSqlite(), all);
  return model::Sha256::Of(all);
}

}  // namespace

model::Result<std::unique_ptr<legacy::LegacyModel>> OpenSqlModel(const std::string& path) {
  TWINBILL_ASSIGN(file, foreign::ReadHeadFile(path));
  foreign::Findings findings;
  foreign::KeyReader keys(file.tree, findings);
  foreign::Head head = foreign::ReadHead(keys, "sql");
  RefuseBuiltIn(keys, findings);
  SqlScript script;
  const std::string name = keys.Text("script");
  script.path = foreign::PathFrom(file.folder, name);
  script.limits = ReadLimits(keys);
  keys.Finish();
  if (!findings.empty()) return model::Fail({model::FailureKind::kInput, std::move(findings)});
  TWINBILL_ASSIGN(text, foreign::ReadWholeFile(script.path, kScriptBytesMax));
  script.text = std::move(text);
  if (!foreign::IsPlainText(script.text)) {
    return model::Fail(model::InputFailure({Code{"sql_not_utf8"},
                                            {script.path, 0, 0, "", ""},
                                            "the script is no UTF-8, or has a NUL in it"}));
  }
  const model::Digest digest = DigestOf(file, script.text);
  auto model = std::make_unique<SqlModel>(std::move(head), std::move(script), digest);
  const std::string trial =
      BytesOf(model->RequestFor({model->head().term.FirstPeriod(), {}, 0}), {});
  TWINBILL_TRY(TryScript(model->script(), trial, model->head().term.FirstPeriod()));
  return std::unique_ptr<legacy::LegacyModel>(std::move(model));
}

}  // namespace twinbill::sql
