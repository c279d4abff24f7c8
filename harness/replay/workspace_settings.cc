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
    OnlyKeys(json, "", {"twinbill", "replay", "fuzz", "policy", "$schema"});
    if (!json.contains("twinbill") || json.at("twinbill") != 1) {
      Wrong("/twinbill", "the version of the settings is missing or another one", "1");
    }
    if (const Json* replay = Section(json, "replay")) {
      OnlyKeys(*replay, "/replay", {"jobs", "certificate_records", "shrink_probes"});
      settings.jobs = static_cast<int>(Number(*replay, "/replay", "jobs", 256, settings.jobs));
      settings.certificate_records = Number(*replay, "/replay", "certificate_records", 1'000'000,
                                            settings.certificate_records);
      settings.shrink_probes =
          Number(*replay, "/replay", "shrink_probes", 10'000'000, settings.shrink_probes);
    }
    if (const Json* fuzz = Section(json, "fuzz")) {
      OnlyKeys(*fuzz, "/fuzz", {"cases", "seconds"});
      settings.fuzz_cases = Number(*fuzz, "/fuzz", "cases", 1'000'000'000, settings.fuzz_cases);
      settings.fuzz_seconds = Number(*fuzz, "/fuzz", "seconds", 86'400, settings.fuzz_seconds);
    }
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

  // The object under `key`; null where it is not there, or is wrong, which is said.
  const Json* Section(const Json& json, const char* key) {
    if (!json.contains(key)) return nullptr;
    if (json.at(key).is_object()) return &json.at(key);
    Wrong(fmt::format("/{}", key), "it is no object", "an object");
    return nullptr;
  }

  // A whole number from 0 to `high`.
  std::int64_t Number(const Json& json, const std::string& at, const char* key, std::int64_t high,
                      std::int64_t otherwise) {
    if (!json.contains(key)) return otherwise;
    const Json& value = json.at(key);
    if (value.is_number_integer() && value >= 0 && value <= high) return value;
    Wrong(fmt::format("{}/{}", at, key), fmt::format("{} is {}", key, value.dump()),
          fmt::format("a whole number from 0 to {}", high));
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
