#include "harness/cli/data_files.h"

#include <fmt/core.h>

#include <array>
#include <filesystem>
#include <system_error>

namespace twinbill::cli {

namespace fs = std::filesystem;

namespace {

// `name` beside the program or, where it is not, `in_sources`.
model::Result<std::string> FindBeside(std::string_view name, const fs::path& in_sources,
                                      bool (*is_there)(const fs::path&,
                                                       std::error_code&) noexcept) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const std::array<fs::path, 2> places = {
      program.parent_path().parent_path() / TWINBILL_DATA_BESIDE_PROGRAM / name, in_sources};
  for (const fs::path& place : places) {
    if (is_there(place, error)) return place.string();
  }
  return model::Fail(
      model::SurroundingsFailure({model::Code{"data_file_missing"},
                                  {std::string(name), 0, 0, "", ""},
                                  fmt::format("came with the program, but is neither {} nor {}",
                                              places[0].string(), places[1].string()),
                                  "",
                                  "install the program anew"}));
}

}  // namespace

model::Result<std::string> FindDataFile(std::string_view name) {
  TWINBILL_CHECK(!name.empty() && name.find('/') == std::string_view::npos);
  return FindBeside(name, fs::path(TWINBILL_DATA_IN_SOURCES) / name, fs::is_regular_file);
}

model::Result<std::string> FindDefinitionFolder() {
  return FindBeside("constructs", TWINBILL_DEFINITIONS_IN_SOURCES, fs::is_directory);
}

}  // namespace twinbill::cli
