#include "harness/fuzz/forked_jobs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace twinbill::fuzz {
namespace {

model::Failure JobFailure(std::string what) {
  return model::SurroundingsFailure(model::Diagnostic(
      model::Code{"job_failed"}, {}, std::move(what), "jobs that run to their end",
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

ForkedJobs::~ForkedJobs() {
  for (Job& job : jobs_) {
    if (job.process > 0) {
      ::kill(job.process, SIGKILL);
      ::waitpid(job.process, nullptr, 0);
    }
    if (job.pipe >= 0) ::close(job.pipe);
  }
}

void ForkedJobs::WorkOff(std::uint64_t first, std::uint64_t step, std::uint64_t pieces, int pipe,
                         const Worker& worker) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // no job outlives its parent
  for (std::uint64_t piece = first; piece < pieces; piece += step) {
    if (!WriteAll(pipe, std::to_string(piece) + " " + worker(piece) + "\n")) ::_exit(1);
  }
  ::_exit(0);  // without the parent's buffers and destructors
}

model::Result<void> ForkedJobs::Start(int jobs, std::uint64_t pieces, const Worker& worker) {
  step_ = static_cast<std::uint64_t>(jobs);
  pieces_ = pieces;
  for (int i = 0; i < jobs && static_cast<std::uint64_t>(i) < pieces; ++i) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      return model::Fail(JobFailure(fmt::format("no pipe for a job: {}", std::strerror(errno))));
    }
    const pid_t process = ::fork();
    if (process == 0) {
      ::close(ends[0]);
      WorkOff(static_cast<std::uint64_t>(i), step_, pieces, ends[1], worker);
    }
    ::close(ends[1]);
    jobs_.push_back({process, ends[0], static_cast<std::uint64_t>(i), {}});
    if (process < 0) {
      return model::Fail(JobFailure(fmt::format("no job can be forked: {}", std::strerror(errno))));
    }
  }
  return {};
}

// The first whole line that a job has sent, if it is there: a number, a space, the outcome.
std::optional<ForkedJobs::Outcome> ForkedJobs::TakeLine(Job& job) {
  const std::size_t end = job.unread.find('\n');
  if (end == std::string::npos) return std::nullopt;
  const std::size_t space = job.unread.find(' ');
  Outcome outcome{job.at, job.unread.substr(space + 1, end - space - 1)};
  job.unread.erase(0, end + 1);
  job.at += step_;
  return outcome;
}

model::Result<void> ForkedJobs::ReadFrom(Job& job) {
  char bytes[65536];
  const ssize_t count = ::read(job.pipe, bytes, sizeof(bytes));
  if (count > 0) {
    job.unread.append(bytes, static_cast<std::size_t>(count));
    return {};
  }
  if (count < 0 && errno == EINTR) return {};
  return Bury(job);
}

// The job has closed its pipe: it is done with its pieces, or it died.
model::Result<void> ForkedJobs::Bury(Job& job) {
  int status = 0;
  ::waitpid(job.process, &status, 0);
  ::close(job.pipe);
  job.process = -1;
  job.pipe = -1;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && job.at >= pieces_) return {};
  const std::string how = WIFSIGNALED(status)
                              ? fmt::format("was ended by signal {}", WTERMSIG(status))
                              : fmt::format("ended with code {}", WEXITSTATUS(status));
  return model::Fail(
      JobFailure(fmt::format("a forked job {} at its piece of work {}", how, job.at)));
}

model::Result<std::optional<ForkedJobs::Outcome>> ForkedJobs::Next(
    std::optional<int> milliseconds) {
  while (true) {
    std::vector<pollfd> waited;
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      if (auto outcome = TakeLine(jobs_[i])) return outcome;
      if (jobs_[i].pipe < 0) continue;
      waited.push_back({jobs_[i].pipe, POLLIN, 0});
      which.push_back(i);
    }
    if (waited.empty()) return std::optional<Outcome>();
    const int ready = ::poll(waited.data(), waited.size(), milliseconds.value_or(-1));
    if (ready == 0) return std::optional<Outcome>();
    for (std::size_t i = 0; ready > 0 && i < waited.size(); ++i) {
      if (waited[i].revents != 0) TWINBILL_TRY(ReadFrom(jobs_[which[i]]));
    }
  }
}

}  // namespace twinbill::fuzz
