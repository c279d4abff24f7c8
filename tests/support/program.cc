#include "tests/support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "corpus/model/check.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::support {
namespace {

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The caller's environment with `changes` in it.
std::vector<std::string> Environment(const std::vector<std::string>& changes) {
  std::vector<std::string> entries;
  const auto name = [](std::string_view entry) { return entry.substr(0, entry.find('=')); };
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const bool changed = std::any_of(changes.begin(), changes.end(), [&](const auto& change) {
      return name(change) == name(*entry);
    });
    if (!changed) entries.emplace_back(*entry);
  }
  entries.insert(entries.end(), changes.begin(), changes.end());
  return entries;
}

// Whether `child` ends within the limit; it is not waited for.
bool EndsWithin(pid_t child, std::chrono::milliseconds limit) {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, child, 0U));
  TWINBILL_CHECK(handle >= 0);
  const auto until = std::chrono::steady_clock::now() + limit;
  int ready = -1;
  do {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd wanted{handle, POLLIN, 0};
    ready = poll(&wanted, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
  } while (ready < 0 && errno == EINTR);
  close(handle);
  TWINBILL_CHECK(ready >= 0);
  return ready > 0;
}

}  // namespace

ProgramRun RunProgram(const std::string& path, const std::vector<std::string>& arguments,
                      const ProgramOptions& options) {
  // The streams are files, so that no pipe can fill up and hold the child.
  const TemporaryFolder streams;
  const std::string input = streams.Write("input", options.standard_input);
  const std::string output = streams.Write("output", "");
  const std::string error = streams.Write("error", "");
  std::vector<std::string> words = {path};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = Environment(options.environment);

  posix_spawn_file_actions_t actions;
  TWINBILL_CHECK(posix_spawn_file_actions_init(&actions) == 0);
  const auto open_as = [&](int stream, const std::string& file, int flags) {
    TWINBILL_CHECK(posix_spawn_file_actions_addopen(&actions, stream, file.c_str(), flags, 0600) ==
                   0);
  };
  open_as(STDIN_FILENO, input, O_RDONLY);
  open_as(STDOUT_FILENO, output, O_WRONLY | O_APPEND);
  open_as(STDERR_FILENO, error, O_WRONLY | O_APPEND);
  if (!options.folder.empty()) {
    TWINBILL_CHECK(posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str()) == 0);
  }
  pid_t child = 0;
  TWINBILL_CHECK(posix_spawn(&child, path.c_str(), &actions, nullptr, Pointers(words).data(),
                             Pointers(environment).data()) == 0);
  posix_spawn_file_actions_destroy(&actions);

  ProgramRun run;
  if (!EndsWithin(child, options.time_limit)) {
    run.timed_out = true;
    kill(child, SIGKILL);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) TWINBILL_CHECK(errno == EINTR);
  run.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  run.standard_output = ReadBytes(output);
  run.standard_error = ReadBytes(error);
  return run;
}

ProgramRun RunTwinbill(const std::vector<std::string>& arguments, const ProgramOptions& options) {
  return RunProgram(TWINBILL_PROGRAM, arguments, options);
}

}  // namespace twinbill::support
