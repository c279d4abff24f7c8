#include "harness/cli/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "corpus/model/decimal.h"

namespace twinbill::cli {
namespace {

constexpr auto kBarEvery = std::chrono::milliseconds(200);
constexpr auto kLineEvery = std::chrono::seconds(10);
constexpr std::size_t kBarWidth = 30;

// whole · part / total, rounded down; whatever the numbers, the product fits.
std::int64_t Part(std::int64_t whole, std::int64_t part, std::int64_t total) {
  return static_cast<std::int64_t>(model::Int128{whole} * part / total);
}

std::string Duration(std::int64_t seconds) {
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {:02} min", seconds / 3600, seconds / 60 % 60);
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
  done = std::clamp<std::int64_t>(done, 0, total);
  if (!terminal_) {
    err_ << step_ << ": " << Line(now, rows, done, total) << std::endl;
    return;
  }
  const auto filled = static_cast<std::size_t>(Part(kBarWidth, done, total));
  err_ << '\r' << step_ << " [" << std::string(filled, '#') << std::string(kBarWidth - filled, '.')
       << "] " << Line(now, rows, done, total) << "\x1b[K" << std::flush;
  bar_shown_ = true;
}

std::string Progress::Line(Clock::time_point now, std::int64_t rows, std::int64_t done,
                           std::int64_t total) const {
  using std::chrono::milliseconds;
  const std::int64_t elapsed = std::chrono::duration_cast<milliseconds>(now - step_begun_).count();
  std::string line = fmt::format("{} %, {} rows, {} rows/s", Part(100, done, total), rows,
                                 Part(1000, rows, std::max<std::int64_t>(elapsed, 1)));
  if (done > 0) {
    line += fmt::format(", {} left", Duration((Part(elapsed, total - done, done) + 500) / 1000));
  }
  return line;
}

}  // namespace twinbill::cli
