#include "corpus/history/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <utility>

#include "corpus/history/partition_files.h"
#include "corpus/readers/stored_file.h"

namespace twinbill::history {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Result;

// A reader's numbers of slots and texts as the writer's.
class Renumbering {
 public:
  void Extend(const readers::UsageReader& reader, HistoryWriter& writer) {
    const model::SlotTable& slots = reader.slots();
    for (auto i = static_cast<std::uint32_t>(slots_.size()); i < slots.size(); ++i) {
      slots_.push_back(writer.InternSlot(slots[i]));
    }
    const auto& texts = reader.texts();
    for (std::size_t i = texts_.size(); i < texts.size(); ++i) {
      texts_.push_back(writer.InternText(texts[i]));
    }
  }
  std::uint32_t slot(std::uint32_t number) const { return slots_[number]; }
  std::uint32_t text(std::uint32_t number) const { return texts_[number]; }

 private:
  std::vector<std::uint32_t> slots_;
  std::vector<std::uint32_t> texts_;
};

class Importer {
 public:
  Importer(HistoryWriter& writer, const ImportOptions& options, ImportProgress* progress)
      : writer_(writer), options_(options), progress_(progress) {
    for (const InputRecord& input : writer.inputs()) Know(input);
  }

  Result<ImportOutcome> Import(const std::vector<std::string>& files) {
    std::vector<std::int64_t> sizes;
    for (const std::string& file : files) {
      TWINBILL_ASSIGN(opened, readers::StoredFile::Open(file));
      sizes.push_back(opened->bytes_total());
      bytes_total_ += sizes.back();
    }
    ImportOutcome outcome;
    for (std::size_t i = 0; i < files.size(); ++i) {
      TWINBILL_ASSIGN(imported, ImportFile(files[i], sizes[i]));
      writer_.AddInput(imported.input, imported.already);
      if (!imported.already) Know(imported.input);
      outcome.files.push_back(std::move(imported));
      bytes_before_ += sizes[i];
    }
    TWINBILL_ASSIGN(written, writer_.Commit(progress_));
    outcome.written = std::move(written);
    return outcome;
  }

 private:
  void Know(const InputRecord& input) {
    known_.push_back(input);
    known_sizes_.insert(input.bytes);
  }

  const InputRecord* Known(const model::Digest& digest) const {
    for (const InputRecord& input : known_) {
      if (input.digest == digest) return &input;
    }
    return nullptr;
  }

  Result<ImportedFile> ImportFile(const std::string& file, std::int64_t size) {
    // Only a file as long as a known one can be it.
    if (known_sizes_.contains(size)) {
      TWINBILL_ASSIGN(digest, DigestOf(file));
      if (const InputRecord* known = Known(digest)) {
        ImportedFile imported{.input = *known, .already = true, .warnings = {}};
        imported.input.file = file;
        return imported;
      }
    }
    return ReadFile(file);
  }

  Result<ImportedFile> ReadFile(const std::string& file) {
    TWINBILL_ASSIGN(reader, readers::OpenUsage(file, options_.reader));
    Renumbering renumbering;
    readers::UsageBatch batch;
    std::vector<NewRow> rows;
    const std::uint32_t file_number = writer_.InternText(file);
    std::int64_t count = 0;
    while (true) {
      TWINBILL_ASSIGN(more, reader->Next(batch));
      if (!more) break;
      renumbering.Extend(*reader, writer_);
      rows.clear();
      for (const readers::UsageRow& row : batch.rows) {
        rows.push_back({.id = row.id,
                        .slot = renumbering.slot(row.slot),
                        .payer = renumbering.text(row.payer),
                        .currency = renumbering.text(row.currency),
                        .file = file_number,
                        .period = row.period,
                        .start = row.start,
                        .quantity = row.quantity,
                        .unblended_cost = row.unblended_cost,
                        .rate = row.rate,
                        .public_cost = row.public_cost,
                        .row = row.row,
                        .line = row.line});
      }
      TWINBILL_TRY(writer_.Add(rows));
      count += std::ssize(rows);
      rows_read_ += std::ssize(rows);
      if (progress_ != nullptr) {
        progress_->Read(rows_read_, bytes_before_ + reader->bytes_read(), bytes_total_);
      }
    }
    ImportedFile imported;
    imported.warnings = reader->warnings();
    std::set<std::string> codes;
    for (const Diagnostic& warning : imported.warnings) codes.insert(warning.code);
    imported.input = {.file = file,
                      .kind = std::string(Name(reader->shape().kind)),
                      .digest = reader->digest(),
                      .bytes = reader->bytes_total(),
                      .rows = count,
                      .warnings = fmt::format("{}", fmt::join(codes, " "))};
    return imported;
  }

  HistoryWriter& writer_;
  const ImportOptions& options_;
  ImportProgress* progress_;
  std::vector<InputRecord> known_;
  std::set<std::int64_t> known_sizes_;
  std::int64_t rows_read_ = 0;
  std::int64_t bytes_before_ = 0;  // of the files before this one
  std::int64_t bytes_total_ = 0;
};

}  // namespace

Result<ImportOutcome> ImportFiles(const std::string& workspace,
                                  const std::vector<std::string>& files,
                                  const ImportOptions& options, ImportProgress* progress) {
  TWINBILL_ASSIGN(writer, HistoryWriter::Begin(workspace, options.writer));
  return Importer(*writer, options, progress).Import(files);
}

}  // namespace twinbill::history
