#include "legacy_adapters/child/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace twinbill::child {
namespace {

std::string ReadSmall(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  std::string text;
  char buffer[4096];
  ssize_t size = 0;
  while ((size = read(file, buffer, sizeof buffer)) > 0) {
    text.append(buffer, static_cast<std::size_t>(size));
  }
  close(file);
  return text;
}

// `PID (name) state parent …`; the name may hold anything.
struct Line {
  char state = 0;
  pid_t parent = 0;
};

Line ReadLine(const std::string& text) {
  Line line;
  const std::size_t behind = text.rfind(") ");
  if (behind == std::string::npos || behind + 4 >= text.size()) return line;
  line.state = text[behind + 2];
  std::from_chars(text.data() + behind + 4, text.data() + text.size(), line.parent);
  return line;
}

// The numbers in the names of a folder's entries.
std::vector<pid_t> NumbersIn(const std::string& folder) {
  std::vector<pid_t> numbers;
  DIR* entries = opendir(folder.c_str());
  if (entries == nullptr) return numbers;
  while (const dirent* entry = readdir(entries)) {
    const std::string_view name = entry->d_name;
    pid_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && end == name.data() + name.size()) numbers.push_back(number);
  }
  closedir(entries);
  return numbers;
}

// Parent to children, of all processes there are: where the kernel keeps no lists of children.
std::multimap<pid_t, pid_t> AllProcesses() {
  std::multimap<pid_t, pid_t> children;
  for (const pid_t process : NumbersIn("/proc")) {
    const Line line = ReadLine(ReadSmall("/proc/" + std::to_string(process) + "/stat"));
    if (line.state != 0) children.emplace(line.parent, process);
  }
  return children;
}

std::vector<pid_t> ListedChildren(pid_t process) {
  const std::string tasks = "/proc/" + std::to_string(process) + "/task";
  std::vector<pid_t> children;
  for (const pid_t task : NumbersIn(tasks)) {
    const std::string list = ReadSmall(tasks + "/" + std::to_string(task) + "/children");
    const char* at = list.data();
    const char* const end = at + list.size();
    while (at < end) {
      pid_t child = 0;
      const auto [behind, error] = std::from_chars(at, end, child);
      if (error == std::errc()) children.push_back(child);
      at = error == std::errc() ? behind : at + 1;
    }
  }
  return children;
}

bool HasLists() {
  const std::string self = std::to_string(getpid());
  return access(("/proc/" + self + "/task/" + self + "/children").c_str(), R_OK) == 0;
}

bool HasEnded(pid_t process) {
  const char state = ReadLine(ReadSmall("/proc/" + std::to_string(process) + "/stat")).state;
  return state == 0 || state == 'Z' || state == 'X';
}

}  // namespace

std::vector<pid_t> Descendants(pid_t root) {
  static const bool has_lists = HasLists();
  const std::multimap<pid_t, pid_t> all =
      has_lists ? std::multimap<pid_t, pid_t>() : AllProcesses();
  std::vector<pid_t> found;
  std::vector<pid_t> open = {root};
  std::set<pid_t> seen = {root};
  while (!open.empty()) {
    const pid_t parent = open.back();
    open.pop_back();
    std::vector<pid_t> children;
    if (has_lists) {
      children = ListedChildren(parent);
    } else {
      const auto [from, to] = all.equal_range(parent);
      for (auto child = from; child != to; ++child) children.push_back(child->second);
    }
    for (const pid_t child : children) {
      if (!seen.insert(child).second) continue;
      open.push_back(child);
      if (!HasEnded(child)) found.push_back(child);
    }
  }
  return found;
}

int EndDescendants() {
  std::set<pid_t> killed;
  for (;;) {
    // Stopped first, so that none forks while the others are killed.
    const std::vector<pid_t> left = Descendants(getpid());
    for (const pid_t process : left) kill(process, SIGSTOP);
    for (const pid_t process : left) {
      if (kill(process, SIGKILL) == 0) killed.insert(process);
    }
    pid_t reaped = 0;
    while ((reaped = waitpid(-1, nullptr, WNOHANG)) > 0) {
    }
    if (reaped < 0 && errno == ECHILD) return static_cast<int>(killed.size());
    const timespec pause{0, 2'000'000};
    nanosleep(&pause, nullptr);
  }
}

}  // namespace twinbill::child
