// KeeperOrder: what the keeper shall run, in which folder, with which limits; as its command line.
//
// The keeper (twinbill-keeper) is the program between twinbill and a program of others: it shuts
// that one in, limits it, and ends every process that comes of it. Source: docs/formats/
// process_protocol.md "Containment".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace twinbill::child {

struct KeeperOrder {
  std::vector<std::string> command;      // [0] is looked for in the PATH of `environment`
  std::vector<std::string> environment;  // NAME=text, and nothing else
  std::string folder;                    // where it runs, and the only place where it may write
  std::vector<std::string> readable;     // folders and files that it may read beside the system's
  std::int64_t memory_bytes = std::int64_t{2} << 30;  // of address space, a process
  std::int64_t cpu_seconds = 0;                       // a process; 0: no limit
  std::int64_t processes = 64;                        // at once
  std::int64_t files = 256;                           // open, a process
  std::int64_t file_bytes = std::int64_t{1} << 30;    // of a file that it writes
  std::int64_t grace_ms = 2000;                       // between SIGTERM and SIGKILL
  std::int64_t contain = 1;  // 0: no namespaces, files not confined; the tree's end is sure still

  bool operator==(const KeeperOrder&) const = default;
};

// The keeper's arguments, without its own name.
std::vector<std::string> ToArguments(const KeeperOrder& order);
// None where they are no order.
std::optional<KeeperOrder> FromArguments(std::span<const std::string> arguments);

// The descriptor over which keeper and twinbill talk, in lines. The keeper says
//   contained LEVEL MEANS,…     once, before the program starts
//   started                     the program runs
//   failed ERRNO                it can't be run
//   ended exit|signal VALUE LEFT CPU_MS RSS_KIB   LEFT: 1 where it left processes behind
//   crowd COUNT                 it had too many processes, and is ended for it
//   gone                        no process is left; the last word
// and hears `stop` (end it: SIGTERM, grace, SIGKILL) or the end of the line, which is `kill`.
inline constexpr int kControlDescriptor = 3;

}  // namespace twinbill::child
