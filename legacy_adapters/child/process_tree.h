// The processes that came of this one, as /proc tells.
#pragma once

#include <sys/types.h>

#include <vector>

namespace twinbill::child {

// All descendants of `root` that have not ended, in no particular order. Orphans are among them
// where `root` is a subreaper.
std::vector<pid_t> Descendants(pid_t root);

// Kills every descendant of this process, which must be a subreaper, until none is left and all are
// reaped. How many there were that had not ended by themselves.
int EndDescendants();

}  // namespace twinbill::child
