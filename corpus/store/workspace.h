// Workspace: the folder that people keep in git, with what the program makes in it.
//
// Source: specification, command_line.md "A workspace". `twinbill.json` makes a folder a workspace.
#pragma once

#include <optional>
#include <string>

#include "corpus/model/result.h"
#include "corpus/store/database.h"

namespace twinbill::store {

struct WorkspacePaths {
  explicit WorkspacePaths(const std::string& directory);

  std::string root;
  std::string settings;   // twinbill.json
  std::string contracts;  // contracts/
  std::string usage;      // usage/
  std::string database;   // twinbill.db
  std::string reports;    // reports/
  std::string lock;       // .twinbill.lock
};

// Makes `directory` (and the folders above it) a workspace: `twinbill.json`, `contracts/`, and the
// lines of `.gitignore` that keep out what the program makes. Refuses where one is already.
model::Result<void> InitWorkspace(const std::string& directory);

// Fails where `directory` is no workspace, with a hint where one of the folders above it is.
model::Result<void> RequireWorkspace(const std::string& directory);

// The workspace's database. None where it has none yet and `create` is not set.
model::Result<std::optional<Database>> OpenDatabase(const WorkspacePaths& paths, bool create);

// The right to change the workspace, held by one process at a time and let go by the destructor, or
// by the kernel when the process dies.
class WorkspaceLock {
 public:
  WorkspaceLock(WorkspaceLock&& other) noexcept;
  WorkspaceLock& operator=(WorkspaceLock&&) = delete;
  ~WorkspaceLock();

  // Does not wait: where another process has it, a failure that names that process.
  static model::Result<WorkspaceLock> Take(const WorkspacePaths& paths);

 private:
  explicit WorkspaceLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace twinbill::store
