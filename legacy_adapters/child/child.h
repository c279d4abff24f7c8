// Child: a program of others that runs under the keeper, its streams drained without end, its time
// limited; when it is over, no process of it is left.
//
// One thread drives it: Send() and CloseInput() queue, Wait() moves bytes until something happened.
// Whatever the program does, Wait() comes back at the latest when a limit is hit, and Finish() in
// the grace and a second more.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/model/result.h"
#include "legacy_adapters/child/keeper_order.h"
#include "legacy_adapters/child/kept_bytes.h"

namespace twinbill::child {

using Milliseconds = std::chrono::milliseconds;

struct ChildLimits {
  Milliseconds idle{30'000};                                // without a byte in or out
  Milliseconds total{600'000};                              // of its life
  std::int64_t output_bytes_max = std::int64_t{256} << 20;  // stdout and stderr together
  std::size_t kept_bytes = std::size_t{64} << 10;           // of stderr, from each end
};

// Which limit it was stopped for.
enum class Breach { kNone, kIdle, kTotal, kPhase, kFlood, kCrowd };

// How it ended.
struct ChildEnd {
  enum class Kind { kExit, kSignal, kNotStarted, kStopped };
  Kind kind = Kind::kStopped;
  int value = 0;  // the exit code, the signal, the errno
  Breach breach = Breach::kNone;
  bool left_processes = false;  // it ended, others that it had started did not (they are gone now)
  std::int64_t crowd = 0;       // processes it had, where they were too many
  std::string level;            // `strong`, `medium`; empty where it never ran
  std::string means;            // "user,pid,net,…"
  std::int64_t cpu_ms = 0;
  std::int64_t rss_kib = 0;
};

class Child {
 public:
  // Fails with `child_program_missing` and `child_failed`. That the program itself can't be run is
  // seen when it ends.
  static model::Result<std::unique_ptr<Child>> Start(const KeeperOrder& order,
                                                     const ChildLimits& limits);
  virtual ~Child() = default;  // ends it

  virtual void Send(std::string_view bytes) = 0;
  virtual void CloseInput() = 0;  // once what was sent is through
  virtual std::size_t unsent() const = 0;
  virtual bool input_broken() const = 0;  // it reads no more

  // A time limit for what is now waited for; none takes it away. Hit, it is Breach::kPhase. Idle
  // time and bytes count anew from here.
  virtual void SetPhase(std::optional<Milliseconds> limit) = 0;

  // Whether Breach::kIdle is looked for; it is, unless this says otherwise.
  virtual void SetIdleCounts(bool counts) = 0;

  enum class Event { kBytes, kSent, kEnded, kBreach };
  // kBytes: received() has grown. kSent: less is unsent. kEnded: it has ended and all that it said
  // was received. kBreach: a limit was hit; it is being stopped.
  virtual Event Wait() = 0;

  // What it wrote to stdout and nobody took yet; whoever takes bytes erases them.
  virtual std::string& received() = 0;
  virtual KeptBytes& standard_error() = 0;

  // Ends it where it runs still, and waits until nothing of it is left.
  virtual ChildEnd Finish() = 0;
};

// `SIGSEGV`, `signal 40`.
std::string SignalName(int number);

}  // namespace twinbill::child
