#include <archive.h>
#include <archive_entry.h>

#include <optional>
#include <utility>
#include <vector>

#include "corpus/readers/packed_source.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;

constexpr std::size_t kInputBytes = 256 << 10;

// The zip is read as a stream, so that digest and content are of one read: what its directory at
// the end says is not asked.
class ZipSource final : public ByteSource {
 public:
  ZipSource(std::unique_ptr<StoredFile> file, const ReaderLimits& limits)
      : file_(std::move(file)), limits_(limits), input_(kInputBytes) {}
  ~ZipSource() override { archive_read_free(archive_); }
  ZipSource(const ZipSource&) = delete;
  ZipSource& operator=(const ZipSource&) = delete;

  // Goes to the first file within.
  model::Result<void> Begin() {
    archive_read_support_format_zip_streamable(archive_);
    if (archive_read_open(archive_, this, nullptr, &ZipSource::Supply, nullptr) != ARCHIVE_OK)
      return Damaged();
    TWINBILL_ASSIGN(found, NextFile());
    if (found) return {};
    return NotOneFile("the zip holds no file");
  }

  model::Result<std::size_t> Read(char* to, std::size_t size) override {
    if (ended_) return std::size_t{0};
    const la_ssize_t count = archive_read_data(archive_, to, size);
    if (count < 0) {
      if (input_failure_) return Fail(*input_failure_);
      if (archive_read_has_encrypted_entries(archive_) > 0) return Encrypted();
      return Propagate(Damaged());
    }
    unpacked_ += count;
    TWINBILL_TRY(CheckExpansion(file_->path(), file_->bytes_read(), unpacked_, limits_));
    if (count > 0) return static_cast<std::size_t>(count);
    TWINBILL_ASSIGN(another, NextFile());
    if (another) return Propagate(NotOneFile("the zip holds more than one file"));
    TWINBILL_TRY(ReadRest());
    ended_ = true;
    return std::size_t{0};
  }

  model::Digest digest() const override { return file_->digest(); }
  std::int64_t bytes_read() const override { return file_->bytes_read(); }
  std::int64_t bytes_total() const override { return file_->bytes_total(); }

 private:
  static la_ssize_t Supply(struct archive* archive, void* self, const void** buffer) {
    auto& source = *static_cast<ZipSource*>(self);
    auto count = source.file_->Read(source.input_.data(), source.input_.size());
    if (!count) {
      source.input_failure_ = std::move(count).error();
      archive_set_error(archive, -1, "reading failed");
      return -1;
    }
    *buffer = source.input_.data();
    return static_cast<la_ssize_t>(*count);
  }

  static model::Unexpected<model::Failure> Propagate(model::Result<void> result) {
    return model::Unexpected(std::move(result).error());
  }

  model::Position At() const {
    return {file_->path(), 0, 0, {}, member_.empty() ? "" : "file '" + member_ + "' of the zip"};
  }

  // Whether there is another file (folders are passed over).
  model::Result<bool> NextFile() {
    for (;;) {
      struct archive_entry* entry = nullptr;
      const int status = archive_read_next_header(archive_, &entry);
      if (input_failure_) return Fail(*input_failure_);
      if (status == ARCHIVE_EOF) return false;
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return Propagate(Damaged());
      if (archive_entry_is_encrypted(entry) != 0) return Encrypted();
      if (archive_entry_filetype(entry) == AE_IFDIR) continue;
      const char* name = archive_entry_pathname_utf8(entry);
      member_ = name == nullptr ? "?" : name;
      return true;
    }
  }

  // The stored bytes that the archive's end left unread belong to the digest as well.
  model::Result<void> ReadRest() {
    for (;;) {
      TWINBILL_ASSIGN(count, file_->Read(input_.data(), input_.size()));
      if (count == 0) return {};
    }
  }

  model::Unexpected<model::Failure> Encrypted() const {
    return Fail(model::InputFailure(Diagnostic(Code{"zip_encrypted"}, At(), "the zip is encrypted",
                                               "a zip without a password")));
  }

  model::Result<void> NotOneFile(const std::string& what) const {
    return Fail(model::InputFailure(
        Diagnostic(Code{"zip_not_one_file"}, At(), what, "a zip of exactly one report")));
  }

  model::Result<void> Damaged() const {
    const char* what = archive_error_string(archive_);
    return Fail(model::InputFailure(
        Diagnostic(Code{"zip_damaged"}, At(),
                   "the zip is damaged: " + std::string(what == nullptr ? "unknown" : what),
                   "a whole zip file")));
  }

  std::unique_ptr<StoredFile> file_;
  ReaderLimits limits_;
  std::vector<char> input_;
  struct archive* archive_ = archive_read_new();
  std::optional<model::Failure> input_failure_;
  std::string member_;
  std::int64_t unpacked_ = 0;
  bool ended_ = false;
};

}  // namespace

model::Result<std::unique_ptr<ByteSource>> UnpackZip(std::unique_ptr<StoredFile> file,
                                                     const ReaderLimits& limits) {
  auto source = std::make_unique<ZipSource>(std::move(file), limits);
  TWINBILL_TRY(source->Begin());
  return std::unique_ptr<ByteSource>(std::move(source));
}

}  // namespace twinbill::readers
