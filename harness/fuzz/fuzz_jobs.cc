#include "harness/fuzz/fuzz_jobs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/fuzz/batch_json.h"

namespace twinbill::fuzz {
namespace {

model::Failure JobFailure(std::string what) {
  return model::SurroundingsFailure(model::Diagnostic(
      model::Code{"fuzz_job_failed"}, {}, std::move(what), "jobs that run to their end",
      "run it again with --jobs 1 to see it alone"));
}

bool WriteAll(int pipe, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(pipe, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

FuzzJobs::~FuzzJobs() {
  for (Job& job : jobs_) {
    if (job.process > 0) {
      ::kill(job.process, SIGKILL);
      ::waitpid(job.process, nullptr, 0);
    }
    if (job.pipe >= 0) ::close(job.pipe);
  }
}

void FuzzJobs::WorkOff(std::uint64_t first, std::uint64_t step, std::uint64_t batches, int pipe,
                       const Worker& worker) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // no job outlives its parent
  for (std::uint64_t batch = first; batch < batches; batch += step) {
    if (!WriteAll(pipe, WriteBatch(worker(batch)) + "\n")) ::_exit(1);
  }
  ::_exit(0);  // without the parent's buffers and destructors
}

model::Result<void> FuzzJobs::Start(int jobs, std::uint64_t batches, const Worker& worker) {
  step_ = static_cast<std::uint64_t>(jobs);
  batches_ = batches;
  for (int i = 0; i < jobs && static_cast<std::uint64_t>(i) < batches; ++i) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      return model::Fail(JobFailure(fmt::format("no pipe for a job: {}", std::strerror(errno))));
    }
    const pid_t process = ::fork();
    if (process == 0) {
      ::close(ends[0]);
      WorkOff(static_cast<std::uint64_t>(i), step_, batches, ends[1], worker);
    }
    ::close(ends[1]);
    jobs_.push_back({process, ends[0], static_cast<std::uint64_t>(i), {}});
    if (process < 0) {
      return model::Fail(JobFailure(fmt::format("no job can be forked: {}", std::strerror(errno))));
    }
    ++running_;
  }
  return {};
}

// The first whole line that a job has sent, if it is there.
model::Result<std::optional<BatchOutcome>> FuzzJobs::TakeLine(Job& job) {
  const std::size_t end = job.unread.find('\n');
  if (end == std::string::npos) return std::optional<BatchOutcome>();
  TWINBILL_ASSIGN(outcome, ReadBatch(std::string_view(job.unread).substr(0, end)));
  job.unread.erase(0, end + 1);
  job.at = outcome.batch + step_;
  return std::optional(std::move(outcome));
}

model::Result<void> FuzzJobs::ReadFrom(Job& job) {
  char bytes[65536];
  const ssize_t count = ::read(job.pipe, bytes, sizeof(bytes));
  if (count > 0) {
    job.unread.append(bytes, static_cast<std::size_t>(count));
    return {};
  }
  if (count < 0 && errno == EINTR) return {};
  return Bury(job);
}

// The job has closed its pipe: it is done with its batches, or it died.
model::Result<void> FuzzJobs::Bury(Job& job) {
  int status = 0;
  ::waitpid(job.process, &status, 0);
  ::close(job.pipe);
  job.process = -1;
  job.pipe = -1;
  --running_;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && job.at >= batches_) return {};
  const std::string how = WIFSIGNALED(status)
                              ? fmt::format("was ended by signal {}", WTERMSIG(status))
                              : fmt::format("ended with code {}", WEXITSTATUS(status));
  return model::Fail(JobFailure(fmt::format("a job of the fuzzer {} in batch {}", how, job.at)));
}

model::Result<std::optional<BatchOutcome>> FuzzJobs::Next(std::optional<int> milliseconds) {
  while (true) {
    std::vector<pollfd> waited;
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      TWINBILL_ASSIGN(outcome, TakeLine(jobs_[i]));
      if (outcome) return outcome;
      if (jobs_[i].pipe < 0) continue;
      waited.push_back({jobs_[i].pipe, POLLIN, 0});
      which.push_back(i);
    }
    if (waited.empty()) return std::optional<BatchOutcome>();
    const int ready = ::poll(waited.data(), waited.size(), milliseconds.value_or(-1));
    if (ready == 0) return std::optional<BatchOutcome>();
    for (std::size_t i = 0; ready > 0 && i < waited.size(); ++i) {
      if (waited[i].revents != 0) TWINBILL_TRY(ReadFrom(jobs_[which[i]]));
    }
  }
}

}  // namespace twinbill::fuzz
