#include <arrow/util/compression.h>

#include <utility>
#include <vector>

#include "corpus/readers/packed_source.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Position;

constexpr std::size_t kInputBytes = 256 << 10;

class GzipSource final : public ByteSource {
 public:
  GzipSource(std::unique_ptr<StoredFile> file, const ReaderLimits& limits)
      : file_(std::move(file)), limits_(limits), input_(kInputBytes) {}

  model::Result<std::size_t> Read(char* to, std::size_t size) override {
    for (;;) {
      if (begin_ == end_ && !at_end_) {
        TWINBILL_ASSIGN(count, file_->Read(input_.data(), input_.size()));
        begin_ = 0;
        end_ = count;
        at_end_ = count == 0;
      }
      if (between_members_) {
        if (at_end_) return std::size_t{0};
        TWINBILL_TRY(BeginMember());
      }
      TWINBILL_ASSIGN(written, Inflate(to, size));
      if (written > 0) return written;
      if (at_end_ && !between_members_) {
        return Fail(
            model::InputFailure(Diagnostic(Code{"gzip_truncated"}, At(bytes_read()),
                                           "the gzip ends within its data", "a whole gzip file")));
      }
    }
  }

  model::Digest digest() const override { return file_->digest(); }
  std::int64_t bytes_read() const override { return file_->bytes_read(); }
  std::int64_t bytes_total() const override { return file_->bytes_total(); }

 private:
  Position At(std::int64_t byte) const {
    return {file_->path(), 0, 0, {}, "compressed byte " + std::to_string(byte)};
  }

  std::int64_t consumed() const {
    return file_->bytes_read() - static_cast<std::int64_t>(end_ - begin_);
  }

  model::Result<void> BeginMember() {
    // gzip's members begin with the same byte; whatever else stands there is no gzip.
    if (static_cast<unsigned char>(input_[begin_]) != 0x1F) {
      return Fail(model::InputFailure(Diagnostic(Code{"gzip_trailing_bytes"}, At(consumed() + 1),
                                                 "there are other bytes behind the gzip's end",
                                                 "gzip members and nothing else")));
    }
    auto codec = arrow::util::Codec::Create(arrow::Compression::GZIP);
    if (!codec.ok()) return Damaged(codec.status().message());
    auto decompressor = (*codec)->MakeDecompressor();
    if (!decompressor.ok()) return Damaged(decompressor.status().message());
    decompressor_ = *std::move(decompressor);
    codec_ = *std::move(codec);
    between_members_ = false;
    return {};
  }

  model::Result<std::size_t> Inflate(char* to, std::size_t size) {
    const auto result = decompressor_->Decompress(
        static_cast<std::int64_t>(end_ - begin_),
        reinterpret_cast<const std::uint8_t*>(input_.data()) + begin_,
        static_cast<std::int64_t>(size), reinterpret_cast<std::uint8_t*>(to));
    if (!result.ok()) return Damaged(result.status().message());
    begin_ += static_cast<std::size_t>(result->bytes_read);
    unpacked_ += result->bytes_written;
    between_members_ = decompressor_->IsFinished();
    TWINBILL_TRY(CheckExpansion(file_->path(), consumed(), unpacked_, limits_));
    return static_cast<std::size_t>(result->bytes_written);
  }

  model::Unexpected<model::Failure> Damaged(const std::string& what) const {
    return Fail(
        model::InputFailure(Diagnostic(Code{"gzip_damaged"}, At(consumed()),
                                       "the gzip is damaged: " + what, "a whole gzip file")));
  }

  std::unique_ptr<StoredFile> file_;
  ReaderLimits limits_;
  std::vector<char> input_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;
  bool between_members_ = true;
  std::int64_t unpacked_ = 0;
  std::unique_ptr<arrow::util::Codec> codec_;
  std::shared_ptr<arrow::util::Decompressor> decompressor_;
};

}  // namespace

std::unique_ptr<ByteSource> UnpackGzip(std::unique_ptr<StoredFile> file,
                                       const ReaderLimits& limits) {
  return std::make_unique<GzipSource>(std::move(file), limits);
}

}  // namespace twinbill::readers
