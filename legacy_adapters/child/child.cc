#include "legacy_adapters/child/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <utility>
#include <vector>

#include "legacy_adapters/child/program_place.h"

namespace twinbill::child {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = std::size_t{64} << 10;

// A descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { Close(); }
  int get() const { return number_; }
  bool open() const { return number_ >= 0; }
  void Close() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

struct Pair {
  Descriptor first;
  Descriptor second;
};

bool MakePipe(Pair& pair) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  pair = {Descriptor(ends[0]), Descriptor(ends[1])};
  return true;
}

void DontBlock(const Descriptor& descriptor) {
  fcntl(descriptor.get(), F_SETFL, fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

// Writes to a pipe whose reader may be gone, without a signal for it.
ssize_t WriteQuietly(int descriptor, const char* from, std::size_t size) {
  sigset_t broken;
  sigset_t before;
  sigset_t pending;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  sigpending(&pending);
  const bool was_pending = sigismember(&pending, SIGPIPE) == 1;
  pthread_sigmask(SIG_BLOCK, &broken, &before);
  const ssize_t written = write(descriptor, from, size);
  const int error = errno;
  if (written < 0 && error == EPIPE && !was_pending) {
    const timespec at_once{0, 0};
    while (sigtimedwait(&broken, nullptr, &at_once) < 0 && errno == EINTR) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return written;
}

model::Failure Failed(const char* step, int error) {
  return model::SurroundingsFailure(
      {model::Code{"child_failed"}, {}, std::string(step) + ": " + std::strerror(error)});
}

class RunningChild final : public Child {
 public:
  RunningChild(const ChildLimits& limits, Milliseconds grace)
      : limits_(limits), grace_(grace), error_(limits.kept_bytes) {}
  RunningChild(const RunningChild&) = delete;
  RunningChild& operator=(const RunningChild&) = delete;
  ~RunningChild() override { Finish(); }

  model::Result<void> Open(const std::string& keeper, const KeeperOrder& order);

  void Send(std::string_view bytes) override {
    if (!input_broken_) unsent_ += bytes;
  }
  void CloseInput() override { closing_ = true; }
  std::size_t unsent() const override { return unsent_.size() - sent_; }
  bool input_broken() const override { return input_broken_; }
  void SetPhase(std::optional<Milliseconds> limit) override {
    phase_end_.reset();
    moved_ = Clock::now();
    output_bytes_ = 0;
    if (limit) phase_end_ = Clock::now() + *limit;
  }
  void SetIdleCounts(bool counts) override { idle_counts_ = counts; }
  std::string& received() override { return received_; }
  KeptBytes& standard_error() override { return error_; }
  Event Wait() override;
  ChildEnd Finish() override;

 private:
  enum class Moved { kNothing, kBytes, kSent };

  Moved Move(Milliseconds patience);
  bool Read(Descriptor& from, bool keep);
  bool Write();
  void HearKeeper();
  void Hear(const std::string& line);
  std::optional<Breach> Breached() const;
  void Tell(std::string_view word) {
    if (control_.open()) {
      [[maybe_unused]] const ssize_t sent =
          send(control_.get(), word.data(), word.size(), MSG_NOSIGNAL);
    }
  }
  bool over() const { return gone_ && !output_.open() && !error_stream_.open(); }

  ChildLimits limits_;
  Milliseconds grace_;
  Descriptor control_, input_, output_, error_stream_;
  pid_t keeper_ = -1;
  Clock::time_point started_ = Clock::now();
  Clock::time_point moved_ = started_;
  std::optional<Clock::time_point> phase_end_;
  std::string unsent_;
  std::size_t sent_ = 0;
  bool idle_counts_ = true;
  bool closing_ = false;
  bool input_broken_ = false;
  std::string received_;
  std::int64_t output_bytes_ = 0;
  KeptBytes error_;
  std::string words_;  // of the keeper
  bool gone_ = false;
  bool finished_ = false;
  bool discard_ = false;
  ChildEnd end_;
};

model::Result<void> RunningChild::Open(const std::string& keeper, const KeeperOrder& order) {
  Pair in;
  Pair out;
  Pair err;
  int ends[2];
  if (!MakePipe(in) || !MakePipe(out) || !MakePipe(err) ||
      socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return model::Fail(Failed("no pipe", errno));
  }
  control_ = Descriptor(ends[0]);
  // Above the numbers that it is put on, so that none is overwritten before its turn.
  std::array<Descriptor, 4> theirs;
  const std::array<int, 4> from = {in.first.get(), out.second.get(), err.second.get(), ends[1]};
  const Descriptor other_end(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    theirs[i] = Descriptor(fcntl(from[i], F_DUPFD_CLOEXEC, 10));
    posix_spawn_file_actions_adddup2(&actions, theirs[i].get(), static_cast<int>(i));
  }
  std::vector<std::string> words = ToArguments(order);
  words.insert(words.begin(), keeper);
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  std::array<char*, 1> no_environment = {nullptr};
  const int error = posix_spawn(&keeper_, keeper.c_str(), &actions, nullptr, pointers.data(),
                                no_environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    keeper_ = -1;
    finished_ = true;
    return model::Fail(Failed("the keeper can't be started", error));
  }
  input_ = std::move(in.second);
  output_ = std::move(out.first);
  error_stream_ = std::move(err.first);
  for (const Descriptor* end : {&control_, &input_, &output_, &error_stream_}) DontBlock(*end);
  return {};
}

// Reads what is there; true where bytes came.
bool RunningChild::Read(Descriptor& from, bool keep) {
  char buffer[kReadBytes];
  const ssize_t size = read(from.get(), buffer, sizeof buffer);
  if (size < 0 && (errno == EINTR || errno == EAGAIN)) return false;
  if (size <= 0) {
    from.Close();
    return false;
  }
  const std::string_view bytes(buffer, static_cast<std::size_t>(size));
  output_bytes_ += size;
  if (!keep) {
    error_.Add(bytes);
  } else if (!discard_) {
    received_ += bytes;
  }
  return true;
}

bool RunningChild::Write() {
  const ssize_t size = WriteQuietly(input_.get(), unsent_.data() + sent_, unsent());
  if (size < 0) {
    if (errno == EINTR || errno == EAGAIN) return false;
    input_broken_ = true;
    unsent_.clear();
    sent_ = 0;
    input_.Close();
    return true;
  }
  sent_ += static_cast<std::size_t>(size);
  if (sent_ == unsent_.size() || sent_ >= (std::size_t{1} << 20)) {
    unsent_.erase(0, sent_);
    sent_ = 0;
  }
  return size > 0;
}

void RunningChild::HearKeeper() {
  char buffer[1024];
  const ssize_t size = read(control_.get(), buffer, sizeof buffer);
  if (size < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (size <= 0) {
    gone_ = true;
    control_.Close();
    return;
  }
  words_.append(buffer, static_cast<std::size_t>(size));
  for (std::size_t end = 0; (end = words_.find('\n')) != std::string::npos;) {
    Hear(words_.substr(0, end));
    words_.erase(0, end + 1);
  }
}

void RunningChild::Hear(const std::string& line) {
  std::istringstream words(line);
  std::string word;
  words >> word;
  if (word == "contained") {
    words >> end_.level >> end_.means;
  } else if (word == "failed") {
    end_.kind = ChildEnd::Kind::kNotStarted;
    words >> end_.value;
  } else if (word == "crowd") {
    end_.breach = Breach::kCrowd;
    words >> end_.crowd;
  } else if (word == "ended") {
    std::string kind;
    int left = 0;
    words >> kind >> end_.value >> left >> end_.cpu_ms >> end_.rss_kib;
    end_.left_processes = left != 0;
    // What ends while it is stopped is not how it would have ended.
    if (end_.breach == Breach::kNone) {
      end_.kind = kind == "exit" ? ChildEnd::Kind::kExit : ChildEnd::Kind::kSignal;
    }
  }
}

// Moves bytes for at most `patience`.
RunningChild::Moved RunningChild::Move(Milliseconds patience) {
  if (closing_ && unsent() == 0) input_.Close();
  std::array<pollfd, 4> wanted = {{{control_.get(), POLLIN, 0},
                                   {output_.get(), POLLIN, 0},
                                   {error_stream_.get(), POLLIN, 0},
                                   {unsent() > 0 ? input_.get() : -1, POLLOUT, 0}}};
  const int ready = poll(wanted.data(), wanted.size(),
                         static_cast<int>(std::max<std::int64_t>(patience.count(), 0)));
  if (ready <= 0) return Moved::kNothing;
  Moved moved = Moved::kNothing;
  bool any = false;
  if (wanted[3].revents != 0 && Write()) {
    any = true;
    moved = Moved::kSent;
  }
  if (wanted[2].revents != 0) any = Read(error_stream_, false) || any;
  if (wanted[1].revents != 0 && Read(output_, true)) {
    any = true;
    moved = Moved::kBytes;
  }
  if (wanted[0].revents != 0) HearKeeper();
  if (any) moved_ = Clock::now();
  return moved;
}

std::optional<Breach> RunningChild::Breached() const {
  const Clock::time_point now = Clock::now();
  if (end_.breach == Breach::kCrowd) return Breach::kCrowd;
  if (output_bytes_ > limits_.output_bytes_max) return Breach::kFlood;
  if (now >= started_ + limits_.total) return Breach::kTotal;
  if (phase_end_ && now >= *phase_end_) return Breach::kPhase;
  if (idle_counts_ && now >= moved_ + limits_.idle) return Breach::kIdle;
  return std::nullopt;
}

Child::Event RunningChild::Wait() {
  for (;;) {
    if (const auto breach = Breached()) {
      end_.breach = *breach;
      end_.kind = ChildEnd::Kind::kStopped;
      return Event::kBreach;
    }
    if (over()) return Event::kEnded;
    Clock::time_point until = started_ + limits_.total;
    if (idle_counts_) until = std::min(until, moved_ + limits_.idle);
    if (phase_end_) until = std::min(until, *phase_end_);
    const Moved moved = Move(std::chrono::ceil<Milliseconds>(until - Clock::now()));
    if (moved == Moved::kBytes) return Event::kBytes;
    if (moved == Moved::kSent) return Event::kSent;
  }
}

ChildEnd RunningChild::Finish() {
  if (finished_) return end_;
  finished_ = true;
  discard_ = true;
  input_.Close();
  unsent_.clear();
  sent_ = 0;
  if (!gone_) Tell("stop\n");
  const Clock::time_point patience = Clock::now() + grace_ + Milliseconds(1000);
  while (!over() && Clock::now() < patience) {
    Move(std::chrono::ceil<Milliseconds>(patience - Clock::now()));
  }
  // The keeper's end is the end of the warden, and that the end of the namespaces.
  if (!over()) kill(keeper_, SIGKILL);
  while (waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
  }
  return end_;
}

}  // namespace

model::Result<std::unique_ptr<Child>> Child::Start(const KeeperOrder& order,
                                                   const ChildLimits& limits) {
  TWINBILL_ASSIGN(keeper, FindProgramBeside("twinbill-keeper"));
  auto child = std::make_unique<RunningChild>(limits, Milliseconds(order.grace_ms));
  TWINBILL_TRY(child->Open(keeper, order));
  return std::unique_ptr<Child>(std::move(child));
}

std::string SignalName(int number) {
  const char* name = sigabbrev_np(number);
  return name == nullptr ? "signal " + std::to_string(number) : "SIG" + std::string(name);
}

}  // namespace twinbill::child
