#include "harness/compare/difference_spool.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace twinbill::compare {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;

void AppendSize(std::size_t size, std::string& out) {
  std::array<char, sizeof(size)> raw;
  std::memcpy(raw.data(), &size, raw.size());
  out.append(raw.data(), raw.size());
}

}  // namespace

void DifferenceSpool::Take(const Difference& difference) {
  bytes_ += static_cast<char>(difference.difference_class);
  for (const std::string* row : {&difference.a, &difference.b}) {
    AppendSize(row->size(), bytes_);
    bytes_ += *row;
  }
  if (bytes_.size() > memory_bytes_max_ && error_ == 0 && Spill()) bytes_.clear();
}

bool DifferenceSpool::Spill() {
  if (!file_) {
    const int descriptor = open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0) file_.reset(fdopen(descriptor, "w+b"));
    if (!file_) {
      error_ = errno;
      return false;
    }
  }
  if (std::fwrite(bytes_.data(), 1, bytes_.size(), file_.get()) == bytes_.size()) return true;
  error_ = errno;
  return false;
}

bool DifferenceSpool::Fill(std::size_t bytes) {
  while (bytes_.size() - at_ < bytes) {
    if (!file_) return false;
    bytes_.erase(0, at_);
    at_ = 0;
    const std::size_t kept = bytes_.size();
    bytes_.resize(kept + kReadBytes);
    const std::size_t got = std::fread(bytes_.data() + kept, 1, kReadBytes, file_.get());
    bytes_.resize(kept + got);
    if (got == 0) return false;
  }
  return true;
}

model::Failure DifferenceSpool::Failed() const {
  return model::SurroundingsFailure(
      {model::Code{"temporary_file_failed"},
       {folder_, 0, 0, "", ""},
       fmt::format("a temporary file can't be kept here: {}", std::strerror(error_))});
}

model::Result<bool> DifferenceSpool::Next(Difference& difference) {
  if (!reading_ && error_ == 0) {
    reading_ = true;
    if (file_) {
      if (!Spill() || std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0) {
        error_ = errno;
      }
      bytes_.clear();
    }
  }
  if (error_ != 0) return model::Fail(Failed());
  if (!Fill(1)) return false;
  difference.difference_class = static_cast<DifferenceClass>(bytes_[at_++]);
  for (std::string* row : {&difference.a, &difference.b}) {
    std::size_t size = 0;
    bool whole = Fill(sizeof(size));
    if (whole) {
      std::memcpy(&size, bytes_.data() + at_, sizeof(size));
      at_ += sizeof(size);
      whole = Fill(size);
    }
    if (!whole) {
      error_ = EIO;
      return model::Fail(Failed());
    }
    *row = bytes_.substr(at_, size);
    at_ += size;
  }
  return true;
}

}  // namespace twinbill::compare
