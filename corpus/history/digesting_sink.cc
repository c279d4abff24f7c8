#include "corpus/history/digesting_sink.h"

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace twinbill::history {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Failure;
using model::Result;

class DigestingSink::Stream : public arrow::io::OutputStream {
 public:
  Stream(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~Stream() override {
    if (descriptor_ >= 0) close(descriptor_);
  }

  arrow::Status Write(const void* data, std::int64_t bytes) override {
    // Parquet writes headers and small pages one by one: those go out together.
    constexpr std::size_t kHeldMax = std::size_t{1} << 20;
    const std::string_view given(static_cast<const char*>(data), static_cast<std::size_t>(bytes));
    position_ += bytes;
    if (held_.size() + given.size() < kHeldMax) {
      held_ += given;
      return arrow::Status::OK();
    }
    const bool done = WriteOut(held_) && WriteOut(given);
    held_.clear();
    return done ? arrow::Status::OK() : arrow::Status::IOError("write failed");
  }
  arrow::Result<std::int64_t> Tell() const override { return position_; }
  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return descriptor_ < 0; }

  Result<FileFacts> Finish() {
    if (failure_ || !WriteOut(held_)) return Fail(*failure_);
    if (fsync(descriptor_) != 0) return Fail(store::FileFailure("made durable", path_, errno));
    close(std::exchange(descriptor_, -1));
    TWINBILL_ASSIGN(stamp, store::StampOf(path_));
    return FileFacts{digest_.Finish(), stamp};
  }
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  bool WriteOut(std::string_view bytes) {
    digest_.Update(bytes);
    while (!bytes.empty()) {
      const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        failure_ = store::FileFailure("written", path_, errno);
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  int descriptor_;
  std::string path_;
  std::int64_t position_ = 0;
  std::string held_;
  model::Sha256 digest_;
  std::optional<Failure> failure_;
};

DigestingSink::DigestingSink(std::string path, std::shared_ptr<Stream> stream)
    : path_(std::move(path)), file_(std::move(stream)), stream_(file_) {}
DigestingSink::~DigestingSink() = default;

Result<std::unique_ptr<DigestingSink>> DigestingSink::Make(const std::string& path) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return Fail(store::FileFailure("made", path, errno));
  return std::unique_ptr<DigestingSink>(
      new DigestingSink(path, std::make_shared<Stream>(descriptor, path)));
}

const std::shared_ptr<arrow::io::OutputStream>& DigestingSink::stream() const { return stream_; }

Result<FileFacts> DigestingSink::Finish() { return file_->Finish(); }

Failure DigestingSink::FailureOf(const std::string& what) const {
  if (file_->failure()) return *file_->failure();
  return model::SurroundingsFailure(
      Diagnostic(Code{"history_not_written"}, store::InFile(path_), what));
}

}  // namespace twinbill::history
