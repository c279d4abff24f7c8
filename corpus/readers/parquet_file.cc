#include "corpus/readers/parquet_file.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/schema.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "corpus/readers/parquet_guard.h"
#include "corpus/readers/stored_file.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;

void CollectLeaves(const parquet::arrow::SchemaField& field, std::vector<int>& leaves) {
  if (field.is_leaf()) leaves.push_back(field.column_index);
  for (const parquet::arrow::SchemaField& child : field.children) CollectLeaves(child, leaves);
}

bool SameMoment(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

}  // namespace

// What of a file changes when its bytes do. The time of the last change of its inode is among it,
// which nobody can set back.
struct ParquetFile::Identity {
  struct stat status {};

  static std::unique_ptr<Identity> Of(int descriptor) {
    auto identity = std::make_unique<Identity>();
    return fstat(descriptor, &identity->status) == 0 ? std::move(identity) : nullptr;
  }
  bool operator==(const Identity& other) const {
    return status.st_size == other.status.st_size &&
           SameMoment(status.st_mtim, other.status.st_mtim) &&
           SameMoment(status.st_ctim, other.status.st_ctim);
  }
};

ParquetFile::ParquetFile(std::string path) : path_(std::move(path)) {}
ParquetFile::~ParquetFile() = default;

std::int64_t ParquetFile::bytes() const {
  return static_cast<std::int64_t>(identity_->status.st_size);
}

model::Result<std::unique_ptr<ParquetFile>> ParquetFile::Open(const std::string& path) {
  TWINBILL_TRY(StoredFile::Open(path));  // says what is wrong with the path, as for any file
  std::unique_ptr<ParquetFile> file(new ParquetFile(path));
  TWINBILL_TRY(GuardParquet(path, "footer", [&] { return file->TakeFooter(); }));
  return file;
}

model::Result<void> ParquetFile::TakeFooter() {
  PARQUET_ASSIGN_OR_THROW(stored_, arrow::io::ReadableFile::Open(path_));
  identity_ = Identity::Of(stored_->file_descriptor());
  if (identity_ == nullptr || !S_ISREG(identity_->status.st_mode)) {
    return Fail(ParquetDamaged(path_, "", "this is no regular file"));
  }
  footer_ = parquet::ReadMetaData(stored_);
  rows_ = footer_->num_rows();
  groups_ = footer_->num_row_groups();
  std::int64_t left = rows_;
  for (int group = 0; group < groups_; ++group) {
    const std::int64_t rows = footer_->RowGroup(group)->num_rows();
    if (rows < 0 || rows > left) left = -1;
    if (left < 0) break;
    left -= rows;
  }
  if (left != 0) {
    return Fail(ParquetDamaged(path_, "footer", "its row groups have other rows than the file"));
  }
  parquet::arrow::SchemaManifest manifest;
  PARQUET_THROW_NOT_OK(
      parquet::arrow::SchemaManifest::Make(footer_->schema(), footer_->key_value_metadata(),
                                           parquet::default_arrow_reader_properties(), &manifest));
  for (const parquet::arrow::SchemaField& field : manifest.schema_fields) {
    CollectLeaves(field, columns_.emplace_back(ParquetColumn{field.field->name(), {}}).leaves);
  }
  return {};
}

bool ParquetFile::IsPlainText(std::size_t column) const {
  const std::vector<int>& leaves = columns_[column].leaves;
  return leaves.size() == 1 &&
         footer_->schema()->Column(leaves[0])->physical_type() == parquet::Type::BYTE_ARRAY;
}

model::Result<std::string> ParquetFile::ReadAt(std::int64_t offset, std::int64_t size,
                                               const std::string& part) const {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  const auto got = stored_->ReadAt(offset, size, bytes.data());
  if (got.ok() && *got == size) return bytes;
  return Fail(ParquetDamaged(path_, part, "the file ends too early"));
}

model::Result<model::Digest> ParquetFile::DigestUnchanged() const {
  constexpr std::int64_t kPieceBytes = std::int64_t{1} << 20;
  model::Sha256 hash;
  bool whole = true;
  std::string piece(kPieceBytes, '\0');
  for (std::int64_t at = 0; at < bytes() && whole; at += kPieceBytes) {
    const std::int64_t size = std::min(kPieceBytes, bytes() - at);
    const auto got = stored_->ReadAt(at, size, piece.data());
    whole = got.ok() && *got == size;
    if (whole) hash.Update({piece.data(), static_cast<std::size_t>(size)});
  }
  const auto now = Identity::Of(stored_->file_descriptor());
  if (whole && now != nullptr && *now == *identity_) return hash.Finish();
  return Fail(model::SurroundingsFailure(Diagnostic(Code{"file_changed"}, {path_, 0, 0, "", ""},
                                                    "the file changed while it was read", {},
                                                    "read it again when nothing writes to it")));
}

}  // namespace twinbill::readers
