// Progress: how far a long job is. On a terminal a bar that is drawn over itself, with rows a
// second, share, and time left; elsewhere a line every ten seconds; nothing where it is to be
// quiet.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "harness/cli/command.h"

namespace twinbill::cli {

class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  Progress(Streams& streams, bool quiet);
  ~Progress();  // takes the bar away

  // `step` is what is done now ("reading"); rows so far in it; done of total, in whatever it is
  // that tells the share (bytes, rows). total > 0. A new step starts anew.
  void Show(std::string_view step, std::int64_t rows, std::int64_t done, std::int64_t total);
  // As Show(), at a time that the caller tells.
  void ShowAt(Clock::time_point now, std::string_view step, std::int64_t rows, std::int64_t done,
              std::int64_t total);

 private:
  std::string Line(Clock::time_point now, std::int64_t rows, std::int64_t done,
                   std::int64_t total) const;

  std::ostream& err_;
  bool terminal_;
  bool quiet_;
  std::string step_;
  Clock::time_point step_begun_;
  Clock::time_point last_shown_;
  bool bar_shown_ = false;
};

}  // namespace twinbill::cli
