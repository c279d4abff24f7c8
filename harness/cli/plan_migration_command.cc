// twinbill plan-migration: many legacy contracts, which translate, and what holds the rest back.
#include <algorithm>
#include <filesystem>
#include <ostream>
#include <sstream>

#include "corpus/store/durable_file.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "translators/migration.h"
#include "translators/translator.h"

namespace twinbill::cli {

namespace po = boost::program_options;
namespace fs = std::filesystem;

namespace {

// All files below the folder that could be legacy configurations, by name.
model::Result<std::vector<std::string>> FilesBelow(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    const std::string extension = at->path().extension();
    if (extension == ".json" || extension == ".jsonc" || extension == ".cbas") {
      files.push_back(at->path());
    }
  }
  if (error) return model::Fail(store::FileFailure("be listed", folder, error.value()));
  std::sort(files.begin(), files.end());
  return files;
}

bool IsLegacy(std::string_view text) {
  const auto all = translators::Translators();
  return std::any_of(all.begin(), all.end(), [&](const translators::Translator* translator) {
    return translator->Knows(text);
  });
}

struct Planned {
  translators::MigrationPlan plan;
  std::size_t left_aside = 0;  // files that are of no legacy kind
};

model::Result<Planned> PlanFolder(const std::string& folder) {
  TWINBILL_ASSIGN(files, FilesBelow(folder));
  translators::MigrationPlanner planner;
  Planned planned;
  for (const std::string& path : files) {
    TWINBILL_ASSIGN(text, store::ReadWhole(path));
    if (!IsLegacy(text)) {
      ++planned.left_aside;
      continue;
    }
    const std::string name = fs::path(path).lexically_relative(folder);
    const auto translation = translators::Translate(translators::Translators(), text, name);
    if (translation) {
      planner.Add(name, *translation);
    } else {
      planner.AddInvalid(name, model::Format(translation.error().diagnostics.front()));
    }
  }
  planned.plan = planner.Finish();
  return planned;
}

int ExitCodeOf(const translators::MigrationPlan& plan) {
  using translators::MigrationState;
  if (plan.Count(MigrationState::kInvalid) > 0) return kInputWrong;
  // Nothing planned is no answer of yes.
  return !plan.contracts.empty() && plan.Count(MigrationState::kWhole) == plan.contracts.size()
             ? kDone
             : kAnswerIsNo;
}

}  // namespace

int Run_plan_migration(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "plan-migration", "DIR [--json]",
      "Translates every legacy configuration below a folder, and says which translate whole, in\n"
      "part and not at all, and which missing feature holds back how many contracts.\n"
      "Exit code 0: all translate whole; 1: some don't; 3: one is no valid configuration.",
      "  twinbill plan-migration contracts\n"
      "  twinbill plan-migration contracts --json");
  options.options().add_options()("json", "the plan as JSON");
  options.Positional("dir", 1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("dir")) return options.Wrong("DIR is missing", streams);
  const auto planned = PlanFolder(options.Get<std::vector<std::string>>("dir").front());
  if (!planned) return Report(planned.error(), streams);
  if (options.Has("json")) {
    streams.out << translators::WriteMigrationJson(planned->plan);
  } else {
    std::istringstream lines(translators::WriteMigrationText(planned->plan));
    for (std::string line; std::getline(lines, line);) {
      std::string visible;
      model::AppendVisible(line, visible);
      streams.out << visible << '\n';
    }
  }
  if (planned->left_aside > 0 && !options.quiet()) {
    streams.err << planned->left_aside << " files of no legacy kind were left aside\n";
  }
  return ExitCodeOf(planned->plan);
}

}  // namespace twinbill::cli
