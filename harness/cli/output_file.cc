#include "harness/cli/output_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace twinbill::cli {

namespace fs = std::filesystem;

namespace {

// Zero, or the error.
int Sync(const char* path) {
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  return error;
}

}  // namespace

OutputFile::~OutputFile() {
  if (replaces_ && !temporary_.empty()) std::remove(temporary_.c_str());
}

model::Failure OutputFile::Failed(const char* what, int error) const {
  return model::SurroundingsFailure({model::Code{"output_failed"},
                                     {path_, 0, 0, "", ""},
                                     fmt::format("can't be {}: {}", what, std::strerror(error))});
}

model::Result<void> OutputFile::Open(const std::string& path) {
  path_ = target_ = path;
  std::error_code none;
  const fs::file_status found = fs::status(path, none);
  if (fs::is_directory(found)) return model::Fail(Failed("written", EISDIR));
  replaces_ = !fs::exists(found) || fs::is_regular_file(found);
  if (replaces_ && fs::exists(found)) target_ = fs::canonical(path, none).string();
  if (target_.empty()) target_ = path;
  temporary_ = replaces_ ? target_ + ".part" + std::to_string(getpid()) : target_;
  if (replaces_) in_making_.Set(temporary_);
  errno = 0;
  stream_.open(temporary_, std::ios::binary | std::ios::trunc);
  if (!stream_) {
    const int error = errno;
    temporary_.clear();
    in_making_.Clear();
    return model::Fail(Failed("written", error));
  }
  return {};
}

model::Result<void> OutputFile::Keep() {
  errno = 0;
  stream_.close();
  if (!stream_) return model::Fail(Failed("written", errno != 0 ? errno : EIO));
  if (replaces_) TWINBILL_TRY(Replace());
  temporary_.clear();
  in_making_.Clear();
  return {};
}

model::Result<void> OutputFile::Replace() {
  if (const int error = Sync(temporary_.c_str()); error != 0) {
    return model::Fail(Failed("written", error));
  }
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) {
    return model::Fail(Failed("put in place", errno));
  }
  const fs::path above = fs::path(target_).parent_path();
  const int error = Sync(above.empty() ? "." : above.c_str());
  if (error != 0) return model::Fail(Failed("made durable", error));
  return {};
}

}  // namespace twinbill::cli
