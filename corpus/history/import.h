// Import: files of usage into the history of a workspace, all of them or none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus/history/history_writer.h"
#include "corpus/model/diagnostic.h"
#include "corpus/model/result.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::history {

struct ImportOptions {
  WriterOptions writer;
  readers::ReaderOptions reader;
};

// Told how far an import is. Reading comes first, then writing.
class ImportProgress : public WriteProgress {
 public:
  // Rows read, and bytes of all files (as stored) that were gone through.
  virtual void Read(std::int64_t rows, std::int64_t bytes, std::int64_t bytes_total) = 0;
};

// What became of one of the files.
struct ImportedFile {
  InputRecord input;
  bool already = false;  // the history has it, from an earlier import or an earlier file
  std::vector<model::Diagnostic> warnings;
};

struct ImportOutcome {
  WriteOutcome written;
  std::vector<ImportedFile> files;  // in the order given
};

// A file whose bytes the history has already is not read again. `workspace` is one; `progress` may
// be null.
model::Result<ImportOutcome> ImportFiles(const std::string& workspace,
                                         const std::vector<std::string>& files,
                                         const ImportOptions& options, ImportProgress* progress);

}  // namespace twinbill::history
