// Small Parquet files for the tests, written by Arrow.
#pragma once

#include <arrow/api.h>
#include <parquet/properties.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/model/usage_record.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {

// A report of CUR 2.0 whose columns can be put and taken away.
class ReportTable {
 public:
  // `rows` rows: id i0, i1, …; payer p; quantities 1.5; costs 0.1.
  explicit ReportTable(std::int64_t rows);

  ReportTable& Put(const std::string& name, std::shared_ptr<arrow::Array> values);
  ReportTable& Drop(const std::string& name);

  struct Form {
    bool checksums = true;
    bool int96 = false;
    bool zstd = false;
    std::int64_t row_group_rows = 1000;
    // What else is asked of the writer.
    std::function<void(parquet::WriterProperties::Builder&)> also = {};
  };
  // Writes the file and gives its path.
  std::string Write(const std::string& name, const Form& form) const;
  std::string Write(const std::string& name) const { return Write(name, Form{}); }

 private:
  std::vector<std::pair<std::string, std::shared_ptr<arrow::Array>>> columns_;
};

std::shared_ptr<arrow::Array> Texts(const std::vector<std::string>& texts);
std::shared_ptr<arrow::Array> Doubles(const std::vector<double>& values);

struct ReadBack {
  std::vector<model::UsageRecord> records;
  std::vector<model::Diagnostic> warnings;
  std::vector<model::Diagnostic> errors;  // none: it was read to its end
  std::string slots_and_texts;            // of the reader, by their numbers
  std::string digest;                     // where it was read to its end
};
ReadBack ReadAll(const std::string& path, const ReaderOptions& options = {});

// All that a reader gives of a file, as one text: a line a row.
std::string Image(const ReadBack& back);

std::string FolderForTests();
std::string BytesOf(const std::string& path);
void WriteBytes(const std::string& path, const std::string& bytes);

}  // namespace twinbill::readers
