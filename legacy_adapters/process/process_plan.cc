#include "legacy_adapters/process/process_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "legacy_adapters/foreign/packed_text.h"

namespace twinbill::process {

namespace fs = std::filesystem;
using foreign::JsonTree;
using foreign::KeyReader;
using model::Code;

namespace {

constexpr const char* kPath = "/usr/local/bin:/usr/bin:/bin";
constexpr std::int64_t kProgramBytesMax = std::int64_t{1} << 30;
constexpr std::size_t kReadFilesMax = 10'000;

struct NamedLimit {
  std::string_view name;
  std::int64_t ProcessLimits::*limit;
};
constexpr std::array<NamedLimit, 11> kLimits = {{{"start_ms", &ProcessLimits::start_ms},
                                                 {"idle_ms", &ProcessLimits::idle_ms},
                                                 {"period_ms", &ProcessLimits::period_ms},
                                                 {"grace_ms", &ProcessLimits::grace_ms},
                                                 {"search_ms", &ProcessLimits::search_ms},
                                                 {"memory_mib", &ProcessLimits::memory_mib},
                                                 {"cpu_seconds", &ProcessLimits::cpu_seconds},
                                                 {"processes", &ProcessLimits::processes},
                                                 {"files", &ProcessLimits::files},
                                                 {"file_mib", &ProcessLimits::file_mib},
                                                 {"output_mib", &ProcessLimits::output_mib}}};
constexpr std::array<std::string_view, 7> kWords = {"here",     "usage",      "lines", "taken",
                                                    "rejected", "parameters", "period"};

// The names in braces of a word; none of a word with a brace that begins no known name.
bool HasKnownWordsOnly(std::string_view word) {
  for (std::size_t at = 0; (at = word.find('{', at)) != std::string_view::npos; ++at) {
    const std::size_t end = word.find('}', at);
    if (end == std::string_view::npos) return false;
    const std::string_view name = word.substr(at + 1, end - at - 1);
    if (std::find(kWords.begin(), kWords.end(), name) == kWords.end()) return false;
  }
  return true;
}

void ReadLimits(KeyReader& keys, ProcessLimits& limits) {
  const JsonTree* tree = keys.Optional("limits");
  if (tree == nullptr) return;
  KeyReader of(*tree, keys.findings());
  for (const NamedLimit& named : kLimits) {
    limits.*named.limit = of.IntegerOr(named.name, 1, 1'000'000'000, limits.*named.limit);
  }
  of.Finish();
}

void ReadCommand(KeyReader& keys, ProcessPlan& plan) {
  plan.command = keys.TextsOr("command", {});
  const JsonTree* tree = keys.tree().Find("command");
  if (plan.command.empty() || plan.command.front().empty()) {
    keys.findings().emplace_back(Code{"process_no_command"},
                                 tree == nullptr ? keys.tree().position : tree->position,
                                 "there is no program to run",
                                 "an array of words, as [\"python3\", "
                                 "\"{here}/bill.py\"]");
    return;
  }
  for (std::size_t i = 0; i < plan.command.size(); ++i) {
    if (HasKnownWordsOnly(plan.command[i]) && plan.command[i].find('\0') == std::string::npos) {
      continue;
    }
    keys.findings().emplace_back(
        Code{"process_bad_word"}, tree->elements[i].position,
        fmt::format("the word {} can't be filled in", foreign::JsonText(plan.command[i])),
        "in braces: here, usage, lines, taken, rejected, parameters, period");
  }
}

// A file's name that stands for itself in the scratch folder; `-` where `stream_too`.
std::string ReadFileName(KeyReader& keys, std::string_view key, std::string otherwise,
                         bool stream_too) {
  std::string name = keys.TextOr(key, std::move(otherwise));
  const bool plain = name.find('/') == std::string::npos && name != "." && name != ".." &&
                     name.find('\0') == std::string::npos;
  if (!plain || (name == "-" && !stream_too)) {
    foreign::WrongForm(*keys.tree().Find(key), "a file's name, without a folder", keys.findings());
  }
  return name;
}

void ReadEnvironment(KeyReader& keys, ProcessPlan& plan) {
  const JsonTree* tree = keys.Optional("environment");
  if (tree == nullptr) return;
  if (tree->kind != JsonTree::Kind::kObject) {
    foreign::WrongForm(*tree, "an object of names and texts", keys.findings());
  }
  for (const foreign::JsonMember& member : tree->members) {
    if (member.value.kind != JsonTree::Kind::kString || member.key.empty() ||
        member.key.find('=') != std::string::npos) {
      foreign::WrongForm(member.value, "a text, under a name without =", keys.findings());
    }
    plan.environment.emplace_back(member.key, member.value.text);
  }
}

std::string Filled(std::string word,
                   const std::vector<std::pair<std::string, std::string>>& words) {
  std::string filled;
  std::size_t at = 0;
  while (at < word.size()) {
    const std::size_t end = word[at] == '{' ? word.find('}', at) : std::string::npos;
    if (end == std::string::npos) {
      filled += word[at++];
      continue;
    }
    const std::string name = word.substr(at + 1, end - at - 1);
    for (const auto& [key, text] : words) {
      if (key == name) filled += text;
    }
    at = end + 1;
  }
  return filled;
}

// Where the keeper will find the program.
std::string PlaceOfProgram(const ProcessPlan& plan) {
  const std::string name = Filled(plan.command.front(), {{"here", plan.folder}});
  if (name.find('/') != std::string::npos) return name;
  for (const std::string_view folder : {"/usr/local/bin/", "/usr/bin/", "/bin/"}) {
    std::error_code error;
    if (fs::is_regular_file(std::string(folder) + name, error)) return std::string(folder) + name;
  }
  return name;
}

// `name` is what it is called wherever the head lies.
void AddFile(const std::string& name, const std::string& path, std::string& all) {
  const auto bytes = foreign::ReadWholeFile(path, kProgramBytesMax);
  foreign::Pack(name, all);
  foreign::Pack(bytes ? model::Sha256::Of(*bytes).ToHex() : std::string("unreadable"), all);
}

// The files at or below `path`, by their names' bytes.
std::vector<std::string> FilesAt(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (auto entry = fs::recursive_directory_iterator(path, error);
       !error && entry != fs::recursive_directory_iterator() && files.size() < kReadFilesMax;
       entry.increment(error)) {
    if (entry->is_regular_file(error)) files.push_back(entry->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

model::Result<ProcessPlan> ReadProcessPlan(const foreign::HeadFile& file) {
  foreign::Findings findings;
  KeyReader keys(file.tree, findings);
  ProcessPlan plan;
  plan.head = foreign::ReadHead(keys, "process");
  plan.path = file.path;
  plan.folder = file.folder;
  ReadCommand(keys, plan);
  plan.level = static_cast<int>(keys.IntegerOr("level", 0, 1, 1));
  plan.earlier = keys.ChoiceOr("history", {"month", "term"}, 0) == 1;
  plan.runs = static_cast<int>(keys.IntegerOr("runs", 1, 5, 1));
  if (!keys.Elements("exit_codes").empty()) plan.exit_codes.clear();
  for (const JsonTree& code : keys.Elements("exit_codes")) {
    const auto number = foreign::WholeNumber(code);
    if (!number || *number < 0 || *number > 255) {
      foreign::WrongForm(code, "a whole number from 0 to 255", findings);
    }
    plan.exit_codes.push_back(number.value_or(0));
  }
  plan.lines = ReadFileName(keys, "lines", "-", true);
  plan.taken = ReadFileName(keys, "taken", "", false);
  plan.rejected = ReadFileName(keys, "rejected", "", false);
  ReadEnvironment(keys, plan);
  plan.contain = keys.ChoiceOr("containment", {"medium", "strong"}, 1) == 1;
  for (const std::string& path : keys.TextsOr("reads", {})) {
    plan.reads.push_back(foreign::PathFrom(file.folder, path));
  }
  ReadLimits(keys, plan.limits);
  keys.Finish();
  if (!findings.empty()) return model::Fail({model::FailureKind::kInput, std::move(findings)});
  return plan;
}

child::KeeperOrder OrderOf(const ProcessPlan& plan, const std::string& scratch,
                           const std::vector<std::pair<std::string, std::string>>& words) {
  child::KeeperOrder order;
  auto all = words;
  all.emplace_back("here", plan.folder);
  for (const std::string& word : plan.command) order.command.push_back(Filled(word, all));
  order.environment = {std::string("PATH=") + kPath, "LC_ALL=C", "TZ=UTC", "HOME=" + scratch,
                       "TMPDIR=" + scratch};
  for (const auto& [name, text] : plan.environment) {
    std::erase_if(order.environment,
                  [&](const std::string& entry) { return entry.starts_with(name + "="); });
    order.environment.push_back(name + "=" + text);
  }
  order.folder = scratch;
  order.readable = plan.reads;
  order.readable.push_back(plan.folder);
  // A file that the command names is one that it reads; so is what lies beside it.
  for (const std::string& word : order.command) {
    std::error_code error;
    if (word.starts_with('/') && fs::exists(word, error)) {
      order.readable.push_back(fs::path(word).parent_path().string());
    }
  }
  const ProcessLimits& limits = plan.limits;
  order.memory_bytes = limits.memory_mib << 20;
  order.cpu_seconds = limits.cpu_seconds;
  order.processes = limits.processes;
  order.files = limits.files;
  order.file_bytes = limits.file_mib << 20;
  order.grace_ms = limits.grace_ms;
  order.contain = plan.contain ? 1 : 0;
  return order;
}

child::ChildLimits ChildLimitsOf(const ProcessPlan& plan) {
  child::ChildLimits limits;
  limits.idle = child::Milliseconds(plan.limits.idle_ms);
  // Each phase has its own limit; a run of many periods has none.
  limits.total = std::chrono::hours(24 * 365);
  limits.output_bytes_max = plan.limits.output_mib << 20;
  return limits;
}

model::Digest DigestOf(const ProcessPlan& plan, std::string_view head_bytes) {
  std::string all;
  foreign::Pack("process 1", all);
  foreign::Pack(head_bytes, all);
  AddFile(plan.command.front(), PlaceOfProgram(plan), all);
  for (std::size_t i = 1; i < plan.command.size(); ++i) {
    const std::string word = Filled(plan.command[i], {{"here", plan.folder}});
    std::error_code error;
    if (fs::is_regular_file(word, error)) AddFile(plan.command[i], word, all);
  }
  for (const std::string& path : plan.reads) {
    for (const std::string& name : FilesAt(path))
      AddFile(fs::path(name).lexically_relative(plan.folder).string(), name, all);
  }
  return model::Sha256::Of(all);
}

}  // namespace twinbill::process
