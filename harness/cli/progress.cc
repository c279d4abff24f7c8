#include "harness/cli/progress.h"

#include <fmt/format.h>

#include <algorithm>

namespace twinbill::cli {
namespace {

constexpr auto kBarEvery = std::chrono::milliseconds(200);
constexpr auto kLineEvery = std::chrono::seconds(10);
constexpr int kBarWidth = 30;

std::string Duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace

Progress::Progress(Streams& streams, bool quiet)
    : err_(streams.err), terminal_(streams.err_is_terminal), quiet_(quiet) {}

Progress::~Progress() {
  if (bar_shown_) err_ << "\r\x1b[K" << std::flush;
}

void Progress::Show(std::string_view step, std::int64_t rows, std::int64_t done,
                    std::int64_t total) {
  if (!quiet_) ShowAt(Clock::now(), step, rows, done, total);
}

void Progress::ShowAt(Clock::time_point now, std::string_view step, std::int64_t rows,
                      std::int64_t done, std::int64_t total) {
  if (quiet_) return;
  if (step != step_) {
    step_ = step;
    step_begun_ = last_shown_ = now;
  }
  const auto every = terminal_ ? Clock::duration(kBarEvery) : Clock::duration(kLineEvery);
  if (now - last_shown_ < every) return;
  last_shown_ = now;
  const double share = std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0);
  if (!terminal_) {
    err_ << step_ << ": " << Line(now, rows, share) << std::endl;
    return;
  }
  const int filled = static_cast<int>(share * kBarWidth);
  err_ << '\r' << step_ << " [" << std::string(static_cast<std::size_t>(filled), '#')
       << std::string(static_cast<std::size_t>(kBarWidth - filled), '.') << "] "
       << Line(now, rows, share) << "\x1b[K" << std::flush;
  bar_shown_ = true;
}

std::string Progress::Line(Clock::time_point now, std::int64_t rows, double share) const {
  const double seconds = std::chrono::duration<double>(now - step_begun_).count();
  const double rate = seconds > 0 ? static_cast<double>(rows) / seconds : 0;
  std::string line = fmt::format("{:.0f} %, {} rows, {:.0f} rows/s", share * 100, rows, rate);
  if (share > 0) line += fmt::format(", {} left", Duration(seconds * (1 - share) / share));
  return line;
}

}  // namespace twinbill::cli
