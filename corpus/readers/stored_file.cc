#include "corpus/readers/stored_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Position;

std::string ErrorText(int error) {
  char buffer[256] = {};
  return strerror_r(error, buffer, sizeof(buffer));  // the GNU form: gives the text
}

Position At(const std::string& path) { return {path, 0, 0, {}, {}}; }

}  // namespace

model::Result<std::unique_ptr<StoredFile>> StoredFile::Open(const std::string& path) {
  // O_NONBLOCK: a FIFO without a writer is refused below, not waited for.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return Fail(
        model::InputFailure(Diagnostic(Code{"file_not_found"}, At(path), "there is no such file")));
  }
  struct stat status = {};
  if (descriptor < 0 || fstat(descriptor, &status) != 0) {
    const int error = errno;
    if (descriptor >= 0) close(descriptor);
    return Fail(model::SurroundingsFailure(Diagnostic(
        Code{"file_unreadable"}, At(path), "the file can't be opened: " + ErrorText(error))));
  }
  if (!S_ISREG(status.st_mode)) {
    close(descriptor);
    return Fail(model::InputFailure(
        Diagnostic(Code{"file_not_regular"}, At(path),
                   S_ISDIR(status.st_mode) ? "this is a folder" : "this is no regular file",
                   "a file that can be read again")));
  }
  return std::unique_ptr<StoredFile>(new StoredFile(path, descriptor, status));
}

StoredFile::StoredFile(std::string path, int descriptor, const struct stat& status)
    : path_(std::move(path)), descriptor_(descriptor), stat_(status) {}

StoredFile::~StoredFile() { close(descriptor_); }

model::Result<std::size_t> StoredFile::Read(char* to, std::size_t size) {
  ssize_t count = 0;
  do {
    count = read(descriptor_, to, size);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    return Fail(model::SurroundingsFailure(
        Diagnostic(Code{"file_unreadable"}, At(path_), "reading failed: " + ErrorText(errno))));
  }
  const auto length = static_cast<std::size_t>(count);
  if (length == 0) {
    TWINBILL_TRY(FinishAtEnd());
    return length;
  }
  hash_.Update({to, length});
  bytes_read_.fetch_add(count, std::memory_order_relaxed);
  return length;
}

model::Result<void> StoredFile::FinishAtEnd() {
  if (digest_) return {};
  struct stat now = {};
  const bool same = fstat(descriptor_, &now) == 0 && now.st_size == stat_.st_size &&
                    now.st_ino == stat_.st_ino && now.st_mtim.tv_sec == stat_.st_mtim.tv_sec &&
                    now.st_mtim.tv_nsec == stat_.st_mtim.tv_nsec &&
                    bytes_read() == static_cast<std::int64_t>(stat_.st_size);
  if (!same) {
    return Fail(model::SurroundingsFailure(
        Diagnostic(Code{"file_changed"}, At(path_),
                   "the file changed while it was read: " + std::to_string(stat_.st_size) +
                       " bytes at first, " + std::to_string(bytes_read()) + " bytes read, " +
                       std::to_string(now.st_size) + " bytes now",
                   {}, "read it again when nothing writes to it")));
  }
  digest_ = hash_.Finish();
  return {};
}

model::Digest StoredFile::digest() const {
  TWINBILL_CHECK(digest_.has_value());
  return *digest_;
}

}  // namespace twinbill::readers
