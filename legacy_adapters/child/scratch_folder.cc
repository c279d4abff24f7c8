#include "legacy_adapters/child/scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace twinbill::child {

model::Result<ScratchFolder> ScratchFolder::Make() {
  std::error_code error;
  std::filesystem::path place = std::filesystem::temp_directory_path(error);
  if (error) place = "/tmp";
  std::string path = place / "twinbill-run-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) {
    return model::Fail(model::SurroundingsFailure(
        {model::Code{"child_failed"},
         {path, 0, 0, "", ""},
         std::string("no folder can be made there: ") + std::strerror(errno)}));
  }
  return ScratchFolder(std::move(path));
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

ScratchFolder::~ScratchFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace twinbill::child
