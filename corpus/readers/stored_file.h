// StoredFile: a regular file as it lies there, read once from front to back.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <optional>

#include "corpus/readers/byte_source.h"

namespace twinbill::readers {

class StoredFile final : public ByteSource {
 public:
  // Fails with `file_not_found`, `file_not_regular`, `file_unreadable`.
  static model::Result<std::unique_ptr<StoredFile>> Open(const std::string& path);
  ~StoredFile() override;
  StoredFile(const StoredFile&) = delete;
  StoredFile& operator=(const StoredFile&) = delete;

  // Fails with `file_unreadable`, or with `file_changed` where the file did while it was read.
  model::Result<std::size_t> Read(char* to, std::size_t size) override;
  model::Digest digest() const override;
  std::int64_t bytes_read() const override { return bytes_read_.load(std::memory_order_relaxed); }
  std::int64_t bytes_total() const override { return static_cast<std::int64_t>(stat_.st_size); }

  const std::string& path() const { return path_; }

 private:
  StoredFile(std::string path, int descriptor, const struct stat& status);
  model::Result<void> FinishAtEnd();

  std::string path_;
  int descriptor_;
  struct stat stat_;
  model::Sha256 hash_;
  std::optional<model::Digest> digest_;
  std::atomic<std::int64_t> bytes_read_ = 0;
};

}  // namespace twinbill::readers
