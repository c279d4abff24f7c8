#include "harness/cli/output_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace twinbill::cli {

OutputFile::~OutputFile() {
  if (!temporary_.empty()) std::remove(temporary_.c_str());
}

model::Failure OutputFile::Failed(const char* what, int error) const {
  return model::SurroundingsFailure({model::Code{"output_failed"},
                                     {path_, 0, 0, "", ""},
                                     fmt::format("can't be {}: {}", what, std::strerror(error))});
}

model::Result<void> OutputFile::Open(const std::string& path) {
  path_ = path;
  temporary_ = path + ".part" + std::to_string(getpid());
  errno = 0;
  stream_.open(temporary_, std::ios::binary | std::ios::trunc);
  if (!stream_) {
    const int error = errno;
    temporary_.clear();
    return model::Fail(Failed("written", error));
  }
  return {};
}

model::Result<void> OutputFile::Keep() {
  errno = 0;
  stream_.close();
  if (!stream_) return model::Fail(Failed("written", errno != 0 ? errno : EIO));
  const int descriptor = open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) close(descriptor);
  if (!synced) return model::Fail(Failed("written", error));
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0)
    return model::Fail(Failed("put in place", errno));
  temporary_.clear();
  return {};
}

}  // namespace twinbill::cli
