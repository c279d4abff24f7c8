#include "corpus/store/workspace.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "corpus/store/durable_file.h"
#include "corpus/store/schema.h"

namespace twinbill::store {
namespace {

namespace fs = std::filesystem;
using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Result;

constexpr std::string_view kSettings = R"({
  "twinbill": 1
}
)";

constexpr std::string_view kIgnored[] = {"/usage/",    "/twinbill.db", "/twinbill.db-journal",
                                         "/evidence/", "/reports/",    "/.twinbill.lock"};

bool HasLine(std::string_view text, std::string_view line) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (text.substr(0, end) == line) return true;
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return false;
}

Result<void> IgnoreWhatIsMade(const WorkspacePaths& paths) {
  const std::string path = paths.root + "/.gitignore";
  std::string text;
  std::error_code error;
  if (fs::exists(path, error)) {
    TWINBILL_ASSIGN(found, ReadWhole(path));
    text = std::move(found);
  }
  if (!text.empty() && text.back() != '\n') text += '\n';
  for (const std::string_view line : kIgnored) {
    if (!HasLine(text, line)) text.append(line).append("\n");
  }
  return WriteWhole(path, text);
}

}  // namespace

WorkspacePaths::WorkspacePaths(const std::string& directory)
    : root(directory),
      settings(directory + "/twinbill.json"),
      contracts(directory + "/contracts"),
      usage(directory + "/usage"),
      database(directory + "/twinbill.db"),
      reports(directory + "/reports"),
      lock(directory + "/.twinbill.lock") {}

Result<void> InitWorkspace(const std::string& directory) {
  const WorkspacePaths paths(directory);
  std::error_code error;
  if (fs::exists(paths.settings, error)) {
    return Fail(
        model::InputFailure(Diagnostic(Code{"workspace_exists"}, InFile(paths.settings),
                                       "the folder is a workspace already", "a new folder")));
  }
  TWINBILL_TRY(MakeDirectories(directory));
  TWINBILL_TRY(MakeDirectories(paths.contracts));
  TWINBILL_TRY(IgnoreWhatIsMade(paths));
  TWINBILL_TRY(WriteWhole(paths.lock, ""));
  return WriteWhole(paths.settings, kSettings);
}

Result<void> RequireWorkspace(const std::string& directory) {
  std::error_code error;
  if (fs::is_regular_file(WorkspacePaths(directory).settings, error)) return {};
  std::string hint = fmt::format("`twinbill init {}` makes it one", directory);
  for (fs::path at = fs::weakly_canonical(directory, error); at.has_relative_path();) {
    at = at.parent_path();
    if (fs::is_regular_file(at / "twinbill.json", error)) {
      hint = fmt::format("{} is one: --workspace {}", at.string(), at.string());
      break;
    }
  }
  return Fail(model::UsageFailure(Diagnostic(Code{"no_workspace"}, InFile(directory),
                                             "the folder is no workspace: it has no twinbill.json",
                                             "a workspace", std::move(hint))));
}

Result<std::optional<Database>> OpenDatabase(const WorkspacePaths& paths, bool create) {
  return Database::Open(paths.database, kSchema, create);
}

WorkspaceLock::WorkspaceLock(WorkspaceLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

WorkspaceLock::~WorkspaceLock() {
  if (descriptor_ < 0) return;
  // No one's number stays behind; where that can't be, it is that of a process that is gone.
  [[maybe_unused]] const int emptied = ftruncate(descriptor_, 0);
  close(descriptor_);
}

Result<WorkspaceLock> WorkspaceLock::Take(const WorkspacePaths& paths) {
  WorkspaceLock lock(open(paths.lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (lock.descriptor_ < 0) return Fail(FileFailure("opened", paths.lock, errno));
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (fcntl(lock.descriptor_, F_OFD_SETLK, &whole) != 0) {
    if (errno != EAGAIN && errno != EACCES) return Fail(FileFailure("locked", paths.lock, errno));
    char text[32] = {};
    const ssize_t got = pread(lock.descriptor_, text, sizeof text - 1, 0);
    const std::string_view holder(text, got > 0 ? static_cast<std::size_t>(got) : 0);
    return Fail(model::SurroundingsFailure(Diagnostic(
        Code{"workspace_busy"}, InFile(paths.root),
        fmt::format("process {} is changing the workspace", holder.substr(0, holder.find('\n'))),
        "one change at a time", "wait until it is done")));
  }
  const std::string holder = fmt::format("{}\n", getpid());
  if (ftruncate(lock.descriptor_, 0) != 0 ||
      pwrite(lock.descriptor_, holder.data(), holder.size(), 0) < 0) {
    return Fail(FileFailure("written", paths.lock, errno));
  }
  return lock;
}

}  // namespace twinbill::store
