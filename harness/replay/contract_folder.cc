#include "harness/replay/contract_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "corpus/store/durable_file.h"

namespace twinbill::replay {
namespace {

namespace fs = std::filesystem;
using model::Code;
using model::Diagnostic;
using model::Result;

// Names in `folder`, by their bytes; none where there is no such folder.
Result<std::vector<std::string>> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    names.push_back(at->path().filename().string());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return model::Fail(store::FileFailure("read", folder, error.value()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<ContractFolder> ReadFolder(const std::string& path, const std::string& id) {
  ContractFolder folder;
  folder.id = id;
  folder.path = path;
  TWINBILL_ASSIGN(names, NamesIn(path));
  std::vector<std::string> legacy;
  for (const std::string& name : names) {
    if (name == "standard.json") folder.standard = path + "/" + name;
    if (name.starts_with("legacy.") && !name.ends_with("~")) legacy.push_back(name);
  }
  if (!legacy.empty()) folder.legacy = path + "/" + legacy.front();
  if (legacy.size() > 1) {
    folder.legacy_fault = Diagnostic(Code{"legacy_twice"}, store::InFile(path),
                                     fmt::format("there is both {} and {}", legacy[0], legacy[1]),
                                     "one legacy.* a contract");
  }
  TWINBILL_ASSIGN(counterexamples, NamesIn(folder.counterexample_folder()));
  for (const std::string& name : counterexamples) {
    if (name.ends_with(".json")) {
      folder.counterexamples.push_back(folder.counterexample_folder() + "/" + name);
    }
  }
  return folder;
}

}  // namespace

Result<std::vector<ContractFolder>> ListContracts(const store::WorkspacePaths& paths,
                                                  std::span<const std::string> wanted) {
  TWINBILL_ASSIGN(names, NamesIn(paths.contracts));
  std::error_code ignored;
  std::erase_if(names, [&](const std::string& name) {
    return name.starts_with(".") || !fs::is_directory(paths.contracts + "/" + name, ignored);
  });
  std::vector<std::string> chosen = names;
  if (!wanted.empty()) {
    chosen.assign(wanted.begin(), wanted.end());
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    for (const std::string& id : chosen) {
      if (std::binary_search(names.begin(), names.end(), id)) continue;
      const std::vector<std::string_view> candidates(names.begin(), names.end());
      const std::string_view near = model::NearMiss(id, candidates);
      return model::Fail(model::UsageFailure(Diagnostic(
          Code{"contract_unknown"}, store::InFile(paths.contracts),
          fmt::format("there is no contract \"{}\"", id), "the name of a folder in there",
          near.empty() ? "" : fmt::format("did you mean \"{}\"?", near))));
    }
  }
  std::vector<ContractFolder> folders;
  folders.reserve(chosen.size());
  for (const std::string& id : chosen) {
    TWINBILL_ASSIGN(folder, ReadFolder(paths.contracts + "/" + id, id));
    folders.push_back(std::move(folder));
  }
  return folders;
}

}  // namespace twinbill::replay
