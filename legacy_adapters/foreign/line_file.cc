#include "legacy_adapters/foreign/line_file.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "corpus/model/diagnostic.h"

namespace twinbill::foreign {
namespace {

LineFileError Wrong(FileFault fault, std::int64_t line, std::string message,
                    std::string allowed = {}) {
  return {fault, line, std::move(message), std::move(allowed)};
}

// Takes records off a text.
class Records {
 public:
  explicit Records(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }

  model::Result<CsvRecord, LineFileError> Next() {
    CsvRecord record;
    record.line = line_;
    for (;;) {
      std::string field;
      if (auto wrong = TakeField(field)) return model::Unexpected(std::move(*wrong));
      record.fields.push_back(std::move(field));
      if (at_end()) {
        return model::Unexpected(Wrong(FileFault::kPartialLine, record.line,
                                       "the last row is cut off: it has no line end",
                                       "every row ends in LF"));
      }
      const char end = text_[at_++];
      if (end == ',') continue;
      ++line_;
      return record;
    }
  }

 private:
  // Up to a comma or a line end, where at_ stands then.
  std::optional<LineFileError> TakeField(std::string& field) {
    if (!at_end() && text_[at_] == '"') return TakeQuoted(field);
    while (!at_end() && text_[at_] != ',' && text_[at_] != '\n') {
      const char c = text_[at_++];
      if (c == '\r')
        return Wrong(FileFault::kCarriage, line_, "a CR outside of quotes", "LF alone");
      if (c == '"') {
        return Wrong(FileFault::kSyntax, line_, "a quote within a field that has none in front");
      }
      field += c;
    }
    return std::nullopt;
  }

  std::optional<LineFileError> TakeQuoted(std::string& field) {
    const std::int64_t from = line_;
    ++at_;
    for (; !at_end(); ++at_) {
      const char c = text_[at_];
      line_ += c == '\n' ? 1 : 0;
      if (c != '"') {
        field += c;
        continue;
      }
      ++at_;
      if (at_end() || text_[at_] == ',' || text_[at_] == '\n') return std::nullopt;
      if (text_[at_] == '\r') {
        return Wrong(FileFault::kCarriage, line_, "a CR outside of quotes", "LF alone");
      }
      if (text_[at_] != '"') {
        return Wrong(FileFault::kSyntax, line_, "something stands behind a closing quote");
      }
      field += '"';
    }
    return Wrong(FileFault::kPartialLine, from, "a quote that begins here is never closed");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

model::Result<std::vector<std::size_t>, LineFileError> FieldsOf(const CsvRecord& header) {
  std::vector<std::size_t> fields;
  std::vector<bool> seen(kLineFieldCount, false);
  for (const std::string& name : header.fields) {
    const auto field = LineFieldNamed(name);
    if (!field || seen[*field]) {
      return model::Unexpected(
          Wrong(FileFault::kColumns, header.line,
                fmt::format("the header names \"{}\"{}", name.substr(0, 60), field ? " twice" : ""),
                "fields of a line item, each once"));
    }
    seen[*field] = true;
    fields.push_back(*field);
  }
  return fields;
}

}  // namespace

model::Result<std::vector<CsvRecord>, LineFileError> ReadCsvText(std::string_view text) {
  if (text.empty()) return model::Unexpected(Wrong(FileFault::kEmpty, 0, "the file is empty"));
  if (!IsPlainText(text)) {
    return model::Unexpected(Wrong(FileFault::kNotUtf8, 0, "the file is no UTF-8, or has a NUL"));
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return model::Unexpected(
        Wrong(FileFault::kSyntax, 1, "the file begins with a byte order mark"));
  }
  std::vector<CsvRecord> records;
  Records from(text);
  while (!from.at_end()) {
    auto record = from.Next();
    if (!record) return model::Unexpected(std::move(record).error());
    if (!records.empty() && record->fields.size() != records.front().fields.size()) {
      return model::Unexpected(
          Wrong(FileFault::kSyntax, record->line,
                fmt::format("a row of {} fields", record->fields.size()),
                fmt::format("{} fields, as in the header", records.front().fields.size())));
    }
    records.push_back(std::move(*record));
  }
  return records;
}

model::Result<std::vector<FileRow>, LineFileError> ReadLineFile(std::string_view text) {
  auto records = ReadCsvText(text);
  if (!records) return model::Unexpected(std::move(records).error());
  auto fields = FieldsOf(records->front());
  if (!fields) return model::Unexpected(std::move(fields).error());
  std::vector<FileRow> rows;
  rows.reserve(records->size() - 1);
  for (std::size_t i = 1; i < records->size(); ++i) {
    FileRow& row = rows.emplace_back();
    row.line = (*records)[i].line;
    for (std::size_t field = 0; field < fields->size(); ++field) {
      row.given[(*fields)[field]] = std::move((*records)[i].fields[field]);
    }
  }
  return rows;
}

}  // namespace twinbill::foreign
