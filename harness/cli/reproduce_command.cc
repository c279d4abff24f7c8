// twinbill reproduce: a saved counterexample, run again.
#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/counterexample_text.h"
#include "harness/cli/standard_contract.h"
#include "harness/replay/counterexample.h"
#include "harness/replay/opened_sides.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using model::Result;

struct Reproduced {
  replay::Counterexample counterexample;
  replay::CounterexampleRun run;
};

// The contract's files beside the counterexample (contracts/ID/counterexamples/FILE).
Result<std::pair<std::string, std::string>> FilesOfToday(const std::string& file) {
  const fs::path folder = fs::absolute(file).parent_path().parent_path();
  std::string legacy;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("legacy.") && (legacy.empty() || name < legacy)) legacy = name;
  }
  if (legacy.empty() || !fs::exists(folder / "standard.json", error)) {
    return model::Fail(model::InputFailure(model::Diagnostic(
        model::Code{"counterexample_alone"}, {file, 0, 0, {}, {}},
        "the file does not lie in a contract's counterexamples/, so there are no contract files to "
        "hold it against",
        "contracts/ID/counterexamples/FILE", "--as-found runs it with the files that it holds")));
  }
  return std::pair((folder / legacy).string(), (folder / "standard.json").string());
}

Result<Reproduced> Reproduce(const std::string& file, bool as_found) {
  TWINBILL_ASSIGN(text, store::ReadWhole(file));
  TWINBILL_ASSIGN(counterexample, replay::ReadCounterexample(text, file));
  std::string legacy_path, standard_path;
  std::string scratch;
  if (as_found) {
    scratch = (fs::temp_directory_path() / "twinbill_reproduce_XXXXXX").string();
    if (mkdtemp(scratch.data()) == nullptr) {
      return model::Fail(store::FileFailure("made", scratch, errno));
    }
    legacy_path =
        scratch + "/" +
        fs::path(counterexample.legacy_name.empty() ? "legacy.json" : counterexample.legacy_name)
            .filename()
            .string();
    standard_path = scratch + "/standard.json";
    TWINBILL_TRY(store::WriteWhole(legacy_path, counterexample.legacy_text));
    TWINBILL_TRY(store::WriteWhole(standard_path, counterexample.standard_text));
  } else {
    TWINBILL_ASSIGN(files, FilesOfToday(file));
    legacy_path = files.first;
    standard_path = files.second;
  }
  const auto run = [&]() -> Result<replay::CounterexampleRun> {
    TWINBILL_ASSIGN(legacy, replay::OpenLegacySide(legacy_path));
    TWINBILL_ASSIGN(definitions, LoadDefinitions(WorkspaceAbove(standard_path)));
    TWINBILL_ASSIGN(standard, replay::OpenStandardSide(standard_path, definitions));
    return replay::RunCounterexample(counterexample, *legacy, *standard);
  };
  auto result = run();
  std::error_code ignored;
  if (!scratch.empty()) fs::remove_all(scratch, ignored);
  if (!result) return model::Fail(std::move(result).error());
  return Reproduced{std::move(counterexample), std::move(*result)};
}

}  // namespace

int Run_reproduce(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "reproduce", "FILE [--as-found]",
      "Runs a saved counterexample again, with the contract's files of today. Exit code 1: the two "
      "sides still differ; 0: they\nbill the same; 4: a side crashed, hung or broke its protocol.",
      "  twinbill reproduce contracts/NORTHWIND-2025/counterexamples/2025-03-0123456789ab.json\n"
      "  twinbill reproduce --as-found 2025-03-0123456789ab.json");
  options.options().add_options()("as-found",
                                  "with the contract files as they were when it was found");
  options.Positional("file", 1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("file")) return options.Wrong("FILE is needed", streams);
  const auto reproduced =
      Reproduce(options.Get<std::vector<std::string>>("file").front(), options.Has("as-found"));
  if (!reproduced) return Report(reproduced.error(), streams);
  const replay::CounterexampleRun& run = reproduced->run;
  if (!options.quiet()) {
    PrintCounterexample(reproduced->counterexample, run.legacy_lines, run.standard_lines,
                        streams.out);
    for (const model::Diagnostic& refusal : run.refusals) {
      streams.out << "  " << model::Format(refusal) << '\n';
    }
    streams.out << evidence::Name(run.verdict) << '\n';
  }
  if (run.verdict == evidence::Verdict::kIdentical) return kDone;
  if (run.verdict == evidence::Verdict::kDifferent) return kAnswerIsNo;
  return static_cast<int>(run.refusal_kind);
}

}  // namespace twinbill::cli
