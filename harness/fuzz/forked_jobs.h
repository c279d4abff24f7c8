// ForkedJobs: processes that each work off every n-th of some numbered pieces of work and send what
// came of it, a line a piece.
//
// RapidCheck keeps plain static state, so several of it need several processes. A piece's outcome
// depends on its number alone, not on the jobs.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "corpus/model/result.h"

namespace twinbill::fuzz {

class ForkedJobs {
 public:
  // Does one piece of work; called in a job. What it gives has no line end.
  using Worker = std::function<std::string(std::uint64_t piece)>;

  // What came of a piece.
  struct Outcome {
    std::uint64_t piece = 0;
    std::string text;
  };

  ForkedJobs() = default;
  ForkedJobs(const ForkedJobs&) = delete;
  ForkedJobs& operator=(const ForkedJobs&) = delete;
  ~ForkedJobs();  // kills what still runs

  // Forks `jobs` processes for the pieces [0, pieces); the caller has one thread.
  model::Result<void> Start(int jobs, std::uint64_t pieces, const Worker& worker);
  // The next outcome of any job, in no order; none where all are done or `milliseconds` (none: no
  // limit) went by. A job that dies is a failure (`job_failed`) that names its piece.
  model::Result<std::optional<Outcome>> Next(std::optional<int> milliseconds);

 private:
  struct Job {
    pid_t process = -1;
    int pipe = -1;
    std::uint64_t at = 0;  // the piece it works on
    std::string unread;
  };

  std::optional<Outcome> TakeLine(Job& job);
  model::Result<void> ReadFrom(Job& job);
  model::Result<void> Bury(Job& job);
  [[noreturn]] static void WorkOff(std::uint64_t first, std::uint64_t step, std::uint64_t pieces,
                                   int pipe, const Worker& worker);

  std::vector<Job> jobs_;
  std::uint64_t step_ = 1;
  std::uint64_t pieces_ = 0;
};

}  // namespace twinbill::fuzz
