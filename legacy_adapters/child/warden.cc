#include "legacy_adapters/child/warden.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#include "legacy_adapters/child/containment.h"

namespace twinbill::child {
namespace {

void Say(int words, const WardenWord& word) {
  while (write(words, &word, sizeof word) < 0 && errno == EINTR) {
  }
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Where the command's first word is found, by the PATH of the order's environment.
std::vector<std::string> PlacesOf(const KeeperOrder& order) {
  const std::string& name = order.command.front();
  if (name.find('/') != std::string::npos) return {name};
  std::string_view path;
  for (const std::string& entry : order.environment) {
    if (entry.starts_with("PATH=")) path = std::string_view(entry).substr(5);
  }
  std::vector<std::string> places;
  while (!path.empty()) {
    const std::size_t end = path.find(':');
    if (end != 0) places.push_back(std::string(path.substr(0, end)) + "/" + name);
    path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
  }
  return places;
}

// Becomes the program; comes back only where it can't, with the reason.
int BecomeProgram(KeeperOrder order, bool namespaces, int words) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  umask(022);
  if (chdir(order.folder.c_str()) != 0) return errno;
  WardenWord word{WardenWord::kContained, 0, 0, 0, 0};
  if (order.contain != 0 && ConfineFiles(order)) word.value |= 2;
  if (LimitResources(order, namespaces)) word.value |= 4;
  Say(words, word);
  syscall(SYS_close_range, 3U, ~0U, 4U);  // CLOSE_RANGE_CLOEXEC
  std::vector<char*> command = Pointers(order.command);
  std::vector<char*> environment = Pointers(order.environment);
  int reason = ENOENT;
  for (const std::string& place : PlacesOf(order)) {
    execve(place.c_str(), command.data(), environment.data());
    if (errno != ENOENT && errno != ENOTDIR) reason = errno;
  }
  return reason;
}

void Guard(const KeeperOrder& order, bool namespaces, int words) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  // Held out of the program's reach; SIGTERM is for the program, not for its warden.
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) signal(number, SIG_IGN);
  if (namespaces && MountProcesses()) Say(words, {WardenWord::kContained, 1, 0, 0, 0});
  int started[2];
  if (pipe2(started, O_CLOEXEC) != 0) {
    Say(words, {WardenWord::kFailed, errno, 0, 0, 0});
    return;
  }
  const pid_t program = fork();
  if (program == 0) {
    const int reason = BecomeProgram(order, namespaces, words);
    while (write(started[1], &reason, sizeof reason) < 0 && errno == EINTR) {
    }
    _exit(127);
  }
  close(started[1]);
  // Only the program holds its streams, so that their end can be seen.
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) close(stream);
  int reason = program < 0 ? errno : 0;
  if (program > 0) {
    while (read(started[0], &reason, sizeof reason) < 0 && errno == EINTR) {
    }
  }
  if (reason != 0) {
    Say(words, {WardenWord::kFailed, reason, 0, 0, 0});
    return;
  }
  Say(words, {WardenWord::kStarted, 0, 0, 0, 0});
  int status = 0;
  rusage used{};
  pid_t ended = 0;
  while ((ended = wait4(-1, &status, 0, &used)) != program) {
    if (ended < 0 && errno != EINTR) return;
  }
  WardenWord word;
  word.kind = WIFSIGNALED(status) ? WardenWord::kSignal : WardenWord::kExit;
  word.value = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
  while ((ended = waitpid(-1, nullptr, WNOHANG)) > 0) {
  }
  word.left = ended == 0 ? 1 : 0;
  word.cpu_ms = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 +
                (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
  word.rss_kib = used.ru_maxrss;
  Say(words, word);
}

}  // namespace

pid_t StartWarden(const KeeperOrder& order, bool namespaces, int words) {
  const pid_t warden = fork();
  if (warden != 0) return warden;
  Guard(order, namespaces, words);
  _exit(0);
}

}  // namespace twinbill::child
