// ScratchFolder: a fresh folder in the system's place for such, gone with the object.
#pragma once

#include <string>

#include "corpus/model/result.h"

namespace twinbill::child {

class ScratchFolder {
 public:
  // Fails with `child_failed`.
  static model::Result<ScratchFolder> Make();
  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder();

  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace twinbill::child
