#include "corpus/store/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

namespace twinbill::store {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Position;
using model::Result;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

Result<void> WriteAll(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Fail(FileFailure("written", path, errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Position InFile(std::string file) {
  Position position;
  position.file = std::move(file);
  return position;
}

model::Failure FileFailure(std::string_view step, const std::string& path, int error) {
  // EFBIG: a limit of the file's size is a full disk of one's own.
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    return model::SurroundingsFailure(Diagnostic(
        Code{"disk_full"}, InFile(path),
        fmt::format("the file can't be {}: {}", step, std::strerror(error)), "room on the disk"));
  }
  return model::SurroundingsFailure(
      Diagnostic(Code{"file_failed"}, InFile(path),
                 fmt::format("the file can't be {}: {}", step, std::strerror(error))));
}

Result<void> MakeDirectories(const std::string& path) {
  namespace fs = std::filesystem;
  std::vector<fs::path> missing;
  std::error_code error;
  for (fs::path at = fs::path(path); !at.empty() && !fs::exists(at, error); at = at.parent_path()) {
    missing.push_back(at);
  }
  for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
    if (mkdir(at->c_str(), 0777) != 0 && errno != EEXIST) {
      return Fail(FileFailure("made", at->string(), errno));
    }
    const fs::path above = at->has_parent_path() ? at->parent_path() : fs::path(".");
    TWINBILL_TRY(Sync(above.string()));
  }
  return {};
}

Result<void> Sync(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return Fail(FileFailure("opened", path, errno));
  if (fsync(file.number()) != 0) return Fail(FileFailure("made durable", path, errno));
  return {};
}

Result<void> WriteWhole(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".new";
  {
    const Descriptor file(open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (file.number() < 0) return Fail(FileFailure("made", beside, errno));
    Result<void> done = WriteAll(file.number(), bytes, beside);
    if (done && fsync(file.number()) != 0) done = Fail(FileFailure("made durable", beside, errno));
    if (!done) {
      unlink(beside.c_str());
      return done;
    }
  }
  TWINBILL_TRY(Rename(beside, path));
  const std::filesystem::path above = std::filesystem::path(path).parent_path();
  return Sync(above.empty() ? "." : above.string());
}

Result<std::string> ReadWhole(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return Fail(FileFailure("opened", path, errno));
  std::string bytes;
  char buffer[1 << 16];
  while (true) {
    const ssize_t got = read(file.number(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(FileFailure("read", path, errno));
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
}

Result<void> Rename(const std::string& from, const std::string& to) {
  if (rename(from.c_str(), to.c_str()) != 0) return Fail(FileFailure("renamed", to, errno));
  return {};
}

Result<FileStamp> StampOf(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return Fail(FileFailure("found", path, errno));
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  return FileStamp{.size = found.st_size,
                   .changed_ns = found.st_mtim.tv_sec * kNanoseconds + found.st_mtim.tv_nsec,
                   .inode = static_cast<std::int64_t>(found.st_ino)};
}

}  // namespace twinbill::store
