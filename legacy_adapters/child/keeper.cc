#include "legacy_adapters/child/keeper.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "legacy_adapters/child/containment.h"
#include "legacy_adapters/child/process_tree.h"
#include "legacy_adapters/child/warden.h"

namespace twinbill::child {
namespace {

using Clock = std::chrono::steady_clock;

// How often the processes are counted.
constexpr int kTickMs = 50;

class Keeper {
 public:
  explicit Keeper(const KeeperOrder& order) : order_(order) {}

  int Run() {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) signal(number, SIG_IGN);
    setsid();
    int words[2];
    if (pipe2(words, O_CLOEXEC) != 0) return Fail(errno);
    if (order_.contain != 0) means_ = EnterNamespaces();
    const bool namespaces = !means_.empty();
    if (StartWarden(order_, namespaces, words[1]) < 0) return Fail(errno);
    close(words[1]);
    LeaveStreams();
    while (!done_) Watch(words[0]);
    EndDescendants();
    Say("gone");
    return 0;
  }

 private:
  void Say(const std::string& line) {
    const std::string text = line + "\n";
    std::size_t sent = 0;
    while (sent < text.size()) {
      const ssize_t size =
          send(kControlDescriptor, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (size < 0 && errno != EINTR) return;
      if (size > 0) sent += static_cast<std::size_t>(size);
    }
  }

  int Fail(int reason) {
    Say("failed " + std::to_string(reason));
    Say("gone");
    return 1;
  }

  // The streams are the program's alone.
  static void LeaveStreams() {
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, stream);
    close(nothing);
  }

  void Watch(int words) {
    pollfd wanted[2] = {{words, POLLIN, 0}, {kControlDescriptor, POLLIN, 0}};
    const int ready = poll(wanted, 2, kTickMs);
    if (ready > 0 && wanted[0].revents != 0) HearWarden(words);
    if (ready > 0 && wanted[1].revents != 0) HearMaster();
    if (!done_ && started_) Count();
    if (!done_ && stopping_ && Clock::now() >= kill_at_) done_ = true;
  }

  void HearWarden(int words) {
    WardenWord word;
    const ssize_t size = read(words, &word, sizeof word);
    if (size < 0 && errno == EINTR) return;
    if (size != static_cast<ssize_t>(sizeof word)) {
      done_ = true;  // it is gone without a word
      return;
    }
    switch (word.kind) {
      case WardenWord::kContained: TakeMeans(word.value); break;
      case WardenWord::kStarted:
        started_ = true;
        Say("contained " + LevelOf(means_) + " " + Joined());
        Say("started");
        break;
      case WardenWord::kFailed:
        Say("failed " + std::to_string(word.value));
        done_ = true;
        break;
      default:
        Say(std::string("ended ") + (word.kind == WardenWord::kExit ? "exit " : "signal ") +
            std::to_string(word.value) + " " + std::to_string(word.left) + " " +
            std::to_string(word.cpu_ms) + " " + std::to_string(word.rss_kib));
        done_ = true;
    }
  }

  void TakeMeans(int value) {
    if ((value & 1) != 0) means_.emplace_back("processes");
    if ((value & 2) != 0) means_.emplace_back("files");
    if ((value & 4) != 0) means_.emplace_back("limits");
  }

  std::string Joined() const {
    std::string text;
    for (const std::string& name : means_) text += (text.empty() ? "" : ",") + name;
    return text.empty() ? "none" : text;
  }

  // One command, `stop`; the end of the line is the master's end, or its wish to be quick.
  void HearMaster() {
    char buffer[64];
    const ssize_t size = read(kControlDescriptor, buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) return;
    if (size <= 0 || std::string_view(buffer, static_cast<std::size_t>(size)) != "stop\n") {
      done_ = true;
      return;
    }
    if (stopping_) return;
    stopping_ = true;
    kill_at_ = Clock::now() + std::chrono::milliseconds(order_.grace_ms);
    for (const pid_t process : Descendants(getpid())) kill(process, SIGTERM);
  }

  void Count() {
    const auto count = static_cast<std::int64_t>(Descendants(getpid()).size()) - 1;  // the warden
    if (count <= order_.processes) return;
    Say("crowd " + std::to_string(count));
    done_ = true;
  }

  const KeeperOrder& order_;
  std::vector<std::string> means_;
  bool started_ = false;
  bool stopping_ = false;
  bool done_ = false;
  Clock::time_point kill_at_;
};

}  // namespace

int Keep(const KeeperOrder& order) { return Keeper(order).Run(); }

}  // namespace twinbill::child
