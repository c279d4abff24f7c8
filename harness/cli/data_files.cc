#include "harness/cli/data_files.h"

#include <fmt/core.h>

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

namespace twinbill::cli {

namespace fs = std::filesystem;

namespace {

using IsThere = bool (*)(const fs::path&, std::error_code&) noexcept;

// `name` beside the program or, where it is not, at one of the places in the source tree.
model::Result<std::string> FindBeside(std::string_view name, std::vector<fs::path> in_sources,
                                      IsThere is_there) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  std::vector<fs::path> places = std::move(in_sources);
  places.insert(places.begin(),
                program.parent_path().parent_path() / TWINBILL_DATA_BESIDE_PROGRAM / name);
  std::string looked_at;
  for (const fs::path& place : places) {
    if (is_there(place, error)) return place.string();
    looked_at += (looked_at.empty() ? "" : " nor ") + place.string();
  }
  return model::Fail(model::SurroundingsFailure(
      {model::Code{"data_file_missing"},
       {std::string(name), 0, 0, "", ""},
       fmt::format("came with the program, but is neither {}", looked_at),
       "",
       "install the program anew"}));
}

}  // namespace

model::Result<std::string> FindDataFile(std::string_view name) {
  TWINBILL_CHECK(!name.empty() && name.find('/') == std::string_view::npos);
  return FindBeside(
      name, {fs::path(TWINBILL_DATA_IN_SOURCES) / name, fs::path(TWINBILL_DEMO_IN_SOURCES) / name},
      fs::is_regular_file);
}

model::Result<std::string> FindDefinitionFolder() {
  return FindBeside("constructs", {TWINBILL_DEFINITIONS_IN_SOURCES}, fs::is_directory);
}

}  // namespace twinbill::cli
