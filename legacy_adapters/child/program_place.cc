#include "legacy_adapters/child/program_place.h"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <system_error>

namespace twinbill::child {

namespace fs = std::filesystem;

model::Result<std::string> FindProgramBeside(std::string_view name) {
  std::error_code error;
  const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  const std::array<fs::path, 3> places = {folder.parent_path() / "libexec" / "twinbill" / name,
                                          folder / name, folder.parent_path() / name};
  for (const fs::path& place : places) {
    if (access(place.c_str(), X_OK) == 0) return place.string();
  }
  return model::Fail(model::SurroundingsFailure(
      {model::Code{"child_program_missing"},
       {std::string(name), 0, 0, "", ""},
       "came with the program, but is neither " + places[0].string() + " nor " + places[1].string(),
       "",
       "install the program anew"}));
}

}  // namespace twinbill::child
