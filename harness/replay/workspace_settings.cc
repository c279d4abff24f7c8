#include "harness/replay/workspace_settings.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "corpus/store/durable_file.h"

namespace twinbill::replay {
namespace {

using Json = nlohmann::json;
using model::Code;
using model::Diagnostic;

class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  WorkspaceSettings Read(const Json& json) {
    WorkspaceSettings settings;
    if (!json.is_object()) {
      Wrong("", "the settings are no JSON object", "an object");
      return settings;
    }
    OnlyKeys(json, "", {"twinbill", "replay", "policy", "$schema"});
    if (!json.contains("twinbill") || json.at("twinbill") != 1) {
      Wrong("/twinbill", "the version of the settings is missing or another one", "1");
    }
    if (!json.contains("replay")) return settings;
    const Json& replay = json.at("replay");
    if (!replay.is_object()) {
      Wrong("/replay", "it is no object", "an object");
      return settings;
    }
    OnlyKeys(replay, "/replay", {"jobs", "certificate_records", "shrink_probes"});
    settings.jobs = static_cast<int>(Number(replay, "jobs", 0, 256, settings.jobs));
    settings.certificate_records =
        Number(replay, "certificate_records", 0, 1'000'000, settings.certificate_records);
    settings.shrink_probes = Number(replay, "shrink_probes", 0, 10'000'000, settings.shrink_probes);
    return settings;
  }

  std::vector<Diagnostic>& faults() { return faults_; }

 private:
  void Wrong(std::string pointer, std::string what, std::string allowed, std::string hint = {}) {
    faults_.emplace_back(Code{"settings_wrong"},
                         model::Position{file_, 0, 0, std::move(pointer), {}}, std::move(what),
                         std::move(allowed), std::move(hint));
  }

  void OnlyKeys(const Json& json, const std::string& at,
                const std::vector<std::string_view>& allowed) {
    for (const auto& [key, value] : json.items()) {
      if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
      const std::string_view near = model::NearMiss(key, allowed);
      Wrong(at + "/" + key, fmt::format("there is no setting \"{}\"", key),
            fmt::format("{}", fmt::join(allowed, ", ")),
            near.empty() ? "" : fmt::format("did you mean \"{}\"?", near));
    }
  }

  std::int64_t Number(const Json& json, const char* key, std::int64_t low, std::int64_t high,
                      std::int64_t otherwise) {
    if (!json.contains(key)) return otherwise;
    const Json& value = json.at(key);
    if (value.is_number_integer() && value >= low && value <= high) return value;
    Wrong(fmt::format("/replay/{}", key), fmt::format("{} is {}", key, value.dump()),
          fmt::format("a whole number from {} to {}", low, high));
    return otherwise;
  }

  std::string file_;
  std::vector<Diagnostic> faults_;
};

}  // namespace

std::string WorkspaceSettings::Decisive() const {
  return fmt::format("certificate_records={} shrink_probes={}", certificate_records, shrink_probes);
}

model::Result<WorkspaceSettings> ParseSettings(std::string_view text, const std::string& file) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) {
    return model::Fail(model::InputFailure(Diagnostic(Code{"settings_wrong"}, store::InFile(file),
                                                      "the settings are no JSON", "JSON")));
  }
  Reader reader(file);
  WorkspaceSettings settings = reader.Read(json);
  if (reader.faults().empty()) return settings;
  return model::Fail(model::Failure{model::FailureKind::kInput, std::move(reader.faults())});
}

model::Result<WorkspaceSettings> ReadSettings(const std::string& path) {
  TWINBILL_ASSIGN(text, store::ReadWhole(path));
  return ParseSettings(text, path);
}

}  // namespace twinbill::replay
