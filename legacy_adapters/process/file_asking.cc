// Level 0: files in a fresh folder, one life for each question.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include "legacy_adapters/child/scratch_folder.h"
#include "legacy_adapters/foreign/line_file.h"
#include "legacy_adapters/foreign/usage_columns.h"
#include "legacy_adapters/process/answer.h"

namespace twinbill::process {
namespace {

using child::Child;
using child::ChildEnd;
using child::Milliseconds;
using foreign::FileFault;
using foreign::JsonText;
using model::Unexpected;

constexpr const char* kUsageFile = "usage.csv";
constexpr const char* kParametersFile = "parameters.json";

Fault Wrong(FaultKind kind, std::string message, std::string allowed = {}) {
  return {kind, std::move(message), std::move(allowed), "", 0, 0};
}

std::string UsageText(const Question& question) {
  std::string text = "row";
  for (const std::string_view column : foreign::kUsageColumns) text += "," + std::string(column);
  text += '\n';
  std::string field;
  std::int64_t row = 0;
  for (const model::UsageRecord& record : question.records) {
    text += std::to_string(++row);
    for (std::size_t column = 0; column < foreign::kUsageColumns.size(); ++column) {
      field.clear();
      foreign::AppendColumn(record, column, field);
      text += ',';
      model::AppendCsvField(field, text);
    }
    text += '\n';
  }
  return text;
}

std::string ParametersText(const ProcessPlan& plan, model::Period period) {
  const legacy::LegacyHead& contract = plan.head.contract;
  std::string text = fmt::format(
      "{{\"contract\":{{\"id\":{},\"payer\":{},\"currency\":{},\"start\":\"{}\",\"end\":\"{}\"}},"
      "\"period\":\"{}\",\"parameters\":{{",
      JsonText(contract.contract_id), JsonText(contract.payer), JsonText(contract.currency),
      contract.term.start.ToString(), contract.term.end.ToString(), period.ToString());
  for (const auto& [name, value] : plan.head.parameters) {
    if (text.back() != '{') text += ',';
    text += JsonText(name) + ":" + JsonText(value);
  }
  return text + "}}\n";
}

FaultKind KindOf(FileFault fault) {
  switch (fault) {
    case FileFault::kPartialLine: return FaultKind::kPartialLine;
    case FileFault::kNotUtf8: return FaultKind::kNotUtf8;
    case FileFault::kCarriage: return FaultKind::kCarriage;
    default: return FaultKind::kBadFile;
  }
}

Fault OfFile(const std::string& name, const foreign::LineFileError& error) {
  Fault fault = Wrong(KindOf(error.fault), name + ": " + error.message, error.allowed);
  fault.line = error.line;
  return fault;
}

class FileAsking final : public Asking {
 public:
  explicit FileAsking(const ProcessPlan& plan) : plan_(plan) {}

  model::Result<Answer, Fault> Ask(const Question& question) override;
  void Close() override {}
  const Sight& sight() const override { return sight_; }

 private:
  std::optional<Fault> Write(const std::string& folder, const std::string& name,
                             const std::string& bytes) const;
  std::optional<Fault> Live(const std::string& folder, model::Period period, std::string& output);
  model::Result<std::string, Fault> Read(const std::string& folder, const std::string& name) const;
  model::Result<Answer, Fault> Lines(const std::string& text, model::Period period) const;
  std::optional<Fault> Account(const std::string& folder, std::size_t rows, Answer& answer) const;
  std::optional<Fault> Mark(const std::string& folder, const std::string& name,
                            std::vector<int>& seen) const;

  const ProcessPlan& plan_;
  Sight sight_;
};

std::optional<Fault> FileAsking::Write(const std::string& folder, const std::string& name,
                                       const std::string& bytes) const {
  const std::string path = folder + "/" + name;
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  std::size_t written = 0;
  while (file >= 0 && written < bytes.size()) {
    const ssize_t size = write(file, bytes.data() + written, bytes.size() - written);
    if (size < 0 && errno != EINTR) break;
    if (size > 0) written += static_cast<std::size_t>(size);
  }
  const int error = errno;
  if (file >= 0) close(file);
  if (file >= 0 && written == bytes.size()) return std::nullopt;
  return Wrong(FaultKind::kNotStarted,
               fmt::format("{} can't be written: {}", path, std::strerror(error)));
}

// Runs the program; what it writes to stdout goes to `output`.
std::optional<Fault> FileAsking::Live(const std::string& folder, model::Period period,
                                      std::string& output) {
  const std::vector<std::pair<std::string, std::string>> words = {
      {"usage", folder + "/" + kUsageFile},        {"parameters", folder + "/" + kParametersFile},
      {"lines", folder + "/" + plan_.lines},       {"taken", folder + "/" + plan_.taken},
      {"rejected", folder + "/" + plan_.rejected}, {"period", period.ToString()}};
  auto child = Child::Start(OrderOf(plan_, folder, words), ChildLimitsOf(plan_));
  if (!child) {
    return Wrong(FaultKind::kNotStarted, model::Format(child.error().diagnostics.front()));
  }
  (*child)->CloseInput();
  (*child)->SetPhase(Milliseconds(plan_.limits.period_ms));
  Child::Event event{};
  do {
    event = (*child)->Wait();
    if (plan_.lines != "-") (*child)->received().clear();
  } while (event == Child::Event::kBytes || event == Child::Event::kSent);
  const std::string last_line = (*child)->standard_error().LastLine();
  const ChildEnd end = (*child)->Finish();
  TakeSight(**child, end, sight_);
  if (event == Child::Event::kBreach) {
    const bool idle = end.breach == child::Breach::kIdle;
    return FaultOf(end.breach, false, idle ? plan_.limits.idle_ms : plan_.limits.period_ms, end);
  }
  const bool allowed = end.kind == ChildEnd::Kind::kExit &&
                       std::find(plan_.exit_codes.begin(), plan_.exit_codes.end(), end.value) !=
                           plan_.exit_codes.end();
  if (!allowed) {
    Fault fault = FaultOfEnd(end, last_line);
    // Code 0 can be one that isn't allowed, too.
    if (fault.kind == FaultKind::kTruncated) {
      fault = Wrong(FaultKind::kExit, "the program ended with code 0");
    }
    return fault;
  }
  output = std::move((*child)->received());
  return std::nullopt;
}

model::Result<std::string, Fault> FileAsking::Read(const std::string& folder,
                                                   const std::string& name) const {
  const std::string path = folder + "/" + name;
  struct stat state {};
  // A link could lead to what the program may not read itself.
  if (lstat(path.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) {
    return Unexpected(Wrong(FaultKind::kNoFile, "the program wrote no file " + name));
  }
  auto bytes = foreign::ReadWholeFile(path, plan_.limits.file_mib << 20);
  if (bytes) return std::move(*bytes);
  return Unexpected(Wrong(FaultKind::kNoFile, model::Format(bytes.error().diagnostics.front())));
}

model::Result<Answer, Fault> FileAsking::Lines(const std::string& text,
                                               model::Period period) const {
  const std::string name = plan_.lines == "-" ? "stdout" : plan_.lines;
  auto rows = foreign::ReadLineFile(text);
  if (!rows) return Unexpected(OfFile(name, rows.error()));
  Answer answer;
  for (const foreign::FileRow& row : *rows) {
    auto line = foreign::MakeLine(row.given, plan_.head.contract, period);
    if (!line) {
      Fault fault =
          Wrong(FaultKind::kBadLine, name + ": " + line.error().message, line.error().allowed);
      fault.line = row.line;
      return Unexpected(std::move(fault));
    }
    answer.lines.push_back(std::move(*line));
  }
  return answer;
}

// Counts the rows that a file names in its first field.
std::optional<Fault> FileAsking::Mark(const std::string& folder, const std::string& name,
                                      std::vector<int>& seen) const {
  if (name.empty()) return std::nullopt;
  auto text = Read(folder, name);
  if (!text) return std::move(text).error();
  if (text->empty()) return std::nullopt;
  auto records = foreign::ReadCsvText(*text);
  if (!records) return OfFile(name, records.error());
  for (const foreign::CsvRecord& record : *records) {
    const std::string& field = record.fields.front();
    std::size_t row = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), row);
    const bool known = error == std::errc() && end == field.data() + field.size() && row >= 1 &&
                       row <= seen.size();
    if (known && ++seen[row - 1] == 1) continue;
    Fault fault = Wrong(FaultKind::kKeys,
                        fmt::format("{} names row \"{}\"{}", name, field.substr(0, 40),
                                    known ? ", which is accounted for already" : ""),
                        fmt::format("the rows 1 to {} of {}, each once", seen.size(), kUsageFile));
    fault.line = record.line;
    return fault;
  }
  return std::nullopt;
}

std::optional<Fault> FileAsking::Account(const std::string& folder, std::size_t rows,
                                         Answer& answer) const {
  if (plan_.taken.empty()) return std::nullopt;
  std::vector<int> seen(rows, 0);
  if (auto fault = Mark(folder, plan_.taken, seen)) return fault;
  const auto taken = std::count(seen.begin(), seen.end(), 1);
  if (auto fault = Mark(folder, plan_.rejected, seen)) return fault;
  answer.rejected = std::count(seen.begin(), seen.end(), 1) - taken;
  const auto missing = std::find(seen.begin(), seen.end(), 0);
  if (missing == seen.end()) return std::nullopt;
  return Wrong(
      FaultKind::kKeys,
      fmt::format("{} of {} rows are not accounted for; the first is row {}",
                  std::count(seen.begin(), seen.end(), 0), rows, missing - seen.begin() + 1),
      "each row is billed or rejected");
}

model::Result<Answer, Fault> FileAsking::Ask(const Question& question) {
  sight_ = {};
  auto scratch = child::ScratchFolder::Make();
  if (!scratch) {
    return Unexpected(
        Wrong(FaultKind::kNotStarted, model::Format(scratch.error().diagnostics.front())));
  }
  const std::string& folder = scratch->path();
  std::string output;
  std::optional<Fault> fault = Write(folder, kUsageFile, UsageText(question));
  if (!fault) fault = Write(folder, kParametersFile, ParametersText(plan_, question.period));
  if (!fault) fault = Live(folder, question.period, output);
  if (fault) return Unexpected(std::move(*fault));
  if (plan_.lines != "-") {
    auto text = Read(folder, plan_.lines);
    if (!text) return Unexpected(std::move(text).error());
    output = std::move(*text);
  }
  auto answer = Lines(output, question.period);
  if (!answer) return answer;
  if (auto lost = Account(folder, question.records.size(), *answer)) {
    return Unexpected(std::move(*lost));
  }
  return answer;
}

}  // namespace

std::unique_ptr<Asking> AskByFiles(const ProcessPlan& plan) {
  return std::make_unique<FileAsking>(plan);
}

}  // namespace twinbill::process
