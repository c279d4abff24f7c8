#include "legacy_adapters/child/containment.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace twinbill::child {
namespace {

// The user that the program is inside; not 0, so that it has no capabilities there.
constexpr int kInnerUser = 1000;

// Newer than the system's header.
constexpr std::uint64_t kAccessTruncate = 1ULL << 14;
constexpr std::uint64_t kAccessDeviceControl = 1ULL << 15;

constexpr std::uint64_t kFileReads =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kFileWrites =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM;
// What a rule for a file, not a folder, may grant.
constexpr std::uint64_t kOfFiles = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                                   LANDLOCK_ACCESS_FS_WRITE_FILE | kAccessTruncate;

// Folders of "/" where people and programs keep what is theirs, and files of /etc that are secret.
constexpr std::array<std::string_view, 10> kNotOfRoot = {"root", "home",  "tmp", "run",  "var",
                                                         "mnt",  "media", "srv", "boot", "etc"};
constexpr std::array<std::string_view, 8> kNotOfEtc = {
    "shadow", "shadow-", "gshadow", "gshadow-", "sudoers", "sudoers.d", "ssh", "krb5.keytab"};

bool WriteText(const char* path, const std::string& text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  return written;
}

long LandlockVersion() {
  return syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

std::uint64_t HandledBy(long version) {
  std::uint64_t handled = kFileReads | kFileWrites;
  if (version >= 2) handled |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) handled |= kAccessTruncate;
  if (version >= 5) handled |= kAccessDeviceControl;
  return handled;
}

// Grants `access` below `path`; a path that isn't there grants nothing.
void Grant(int rules, const std::string& path, std::uint64_t access) {
  const int place = open(path.c_str(), O_PATH | O_CLOEXEC);
  if (place < 0) return;
  struct stat state {};
  if (fstat(place, &state) == 0) {
    if (!S_ISDIR(state.st_mode)) access &= kOfFiles;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = access;
    rule.parent_fd = place;
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  }
  close(place);
}

template <std::size_t kCount>
void GrantEntries(int rules, const std::string& folder,
                  const std::array<std::string_view, kCount>& besides) {
  DIR* entries = opendir(folder.c_str());
  if (entries == nullptr) return;
  while (const dirent* entry = readdir(entries)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (std::find(besides.begin(), besides.end(), name) != besides.end()) continue;
    Grant(rules, folder + std::string(name), kFileReads);
  }
  closedir(entries);
}

bool Limit(__rlimit_resource resource, std::int64_t value) {
  rlimit limit{};
  getrlimit(resource, &limit);
  const rlim_t wanted = std::min(static_cast<rlim_t>(value), limit.rlim_max);
  limit = {wanted, wanted};
  return setrlimit(resource, &limit) == 0;
}

}  // namespace

std::vector<std::string> EnterNamespaces() {
  const std::string user = std::to_string(geteuid());
  const std::string group = std::to_string(getegid());
  if (unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC) != 0) {
    return {};
  }
  const std::string inner = std::to_string(kInnerUser);
  WriteText("/proc/self/setgroups", "deny");
  WriteText("/proc/self/uid_map", inner + " " + user + " 1");
  WriteText("/proc/self/gid_map", inner + " " + group + " 1");
  return {"user", "pid", "net", "mount", "ipc"};
}

bool MountProcesses() {
  if (unshare(CLONE_NEWNS) != 0) return false;
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0;
}

bool LimitResources(const KeeperOrder& order, bool own_users) {
  bool all = Limit(RLIMIT_CORE, 0);
  all = Limit(RLIMIT_AS, order.memory_bytes) && all;
  all = Limit(RLIMIT_NOFILE, order.files) && all;
  all = Limit(RLIMIT_FSIZE, order.file_bytes) && all;
  // Counted by user namespace, threads too: a bound, while the keeper counts processes.
  if (own_users) all = Limit(RLIMIT_NPROC, order.processes * 8 + 64) && all;
  if (order.cpu_seconds > 0) all = Limit(RLIMIT_CPU, order.cpu_seconds) && all;
  return all;
}

bool CanConfineFiles() { return LandlockVersion() >= 1; }

bool ConfineFiles(const KeeperOrder& order) {
  const long version = LandlockVersion();
  if (version < 1) return false;
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = HandledBy(version);
  const int rules =
      static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
  if (rules < 0) return false;
  GrantEntries(rules, "/", kNotOfRoot);
  GrantEntries(rules, "/etc/", kNotOfEtc);
  for (const char* device : {"/dev/null", "/dev/zero", "/dev/full"}) {
    Grant(rules, device, kFileReads | LANDLOCK_ACCESS_FS_WRITE_FILE);
  }
  for (const std::string& path : order.readable) Grant(rules, path, kFileReads);
  Grant(rules, order.folder, attributes.handled_access_fs & ~kAccessDeviceControl);
  const bool confined = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  close(rules);
  return confined;
}

std::string LevelOf(const std::vector<std::string>& means) {
  const auto has = [&](std::string_view name) {
    return std::find(means.begin(), means.end(), name) != means.end();
  };
  return has("pid") && has("net") && has("files") ? "strong" : "medium";
}

}  // namespace twinbill::child
