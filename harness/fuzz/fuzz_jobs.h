// FuzzJobs: forked processes that each work off every n-th batch and send what came of it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "harness/fuzz/fuzz_batch.h"

namespace twinbill::fuzz {

class FuzzJobs {
 public:
  // Runs one batch; called in a job.
  using Worker = std::function<BatchOutcome(std::uint64_t batch)>;

  FuzzJobs() = default;
  FuzzJobs(const FuzzJobs&) = delete;
  FuzzJobs& operator=(const FuzzJobs&) = delete;
  ~FuzzJobs();  // kills what still runs

  // Forks `jobs` processes for the batches [0, batches); the caller has one thread.
  model::Result<void> Start(int jobs, std::uint64_t batches, const Worker& worker);
  // The next outcome of any job, in no order; none where all are done or `milliseconds` (none: no
  // limit) went by.
  model::Result<std::optional<BatchOutcome>> Next(std::optional<int> milliseconds);
  bool is_done() const { return running_ == 0; }

 private:
  struct Job {
    pid_t process = -1;
    int pipe = -1;
    std::uint64_t at = 0;  // the batch it works on
    std::string unread;
  };

  model::Result<std::optional<BatchOutcome>> TakeLine(Job& job);
  model::Result<void> ReadFrom(Job& job);
  model::Result<void> Bury(Job& job);
  [[noreturn]] static void WorkOff(std::uint64_t first, std::uint64_t step, std::uint64_t batches,
                                   int pipe, const Worker& worker);

  std::vector<Job> jobs_;
  std::uint64_t step_ = 1;
  std::uint64_t batches_ = 0;
  int running_ = 0;
};

}  // namespace twinbill::fuzz
