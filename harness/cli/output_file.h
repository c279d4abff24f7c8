// OutputFile: a file that is there whole or not at all.
//
// It is written under another name in the same folder and gets its own only when it is kept; a
// command that fails or is killed leaves what was there before. Where its name is a link, the file
// that it leads to is replaced, not the link. What is no file (a pipe, `/dev/stdout`) can't be
// replaced: it is written to as it comes.
#pragma once

#include <fstream>
#include <string>

#include "corpus/model/result.h"
#include "harness/cli/interruption.h"

namespace twinbill::cli {

class OutputFile {
 public:
  OutputFile() = default;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();  // what was not kept is removed

  model::Result<void> Open(const std::string& path);
  std::ofstream& stream() { return stream_; }
  // For who writes it by other means than the stream: the file that Keep() renames.
  const std::string& path_in_making() const { return temporary_; }
  // Flushed to the disk and renamed; a failure where the disk did not take all of it. The rename
  // itself is durable, too.
  model::Result<void> Keep();

 private:
  model::Failure Failed(const char* what, int error) const;
  model::Result<void> Replace();

  std::string path_;       // as it was given
  std::string target_;     // what is replaced
  std::string temporary_;  // what is written
  bool replaces_ = true;
  NameInMaking in_making_;
  std::ofstream stream_;
};

}  // namespace twinbill::cli
