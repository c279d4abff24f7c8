// Interruption: what is left of a command that SIGINT, SIGTERM or SIGHUP ends.
//
// Output files in the making are removed, and the exit code is 128 + the signal, as a shell has it:
// 130, 143, 129. Everything else is made so that it stands a sudden end anyway. Source:
// specification, command_line.md.
#pragma once

#include <cstddef>
#include <string>

namespace twinbill::cli {

// From now on these signals end the program so, where whoever started it had not set them aside.
void EndCleanlyOnInterruption();

// The name of a file that is removed where an interruption comes while this lives. The file itself
// is its maker's. At most 64 at a time; what is beyond that stays behind.
class NameInMaking {
 public:
  NameInMaking() = default;
  explicit NameInMaking(const std::string& path);
  NameInMaking(const NameInMaking&) = delete;
  NameInMaking& operator=(const NameInMaking&) = delete;
  ~NameInMaking();

  void Set(const std::string& path);
  void Clear();

 private:
  char* name_ = nullptr;
  std::size_t place_ = 0;
};

}  // namespace twinbill::cli
