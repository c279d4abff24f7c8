// twinbill translate: a legacy configuration to a standard contract, and what came of each clause.
#include <filesystem>
#include <ostream>
#include <sstream>

#include "corpus/store/durable_file.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/output_file.h"
#include "harness/cli/standard_contract.h"
#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "standard_engine/contract/definition_match.h"
#include "translators/explanation.h"
#include "translators/sarif.h"
#include "translators/translation_json.h"
#include "translators/translator.h"

namespace twinbill::cli {

namespace po = boost::program_options;

namespace {

constexpr int kExplainColumns = 120;

struct Paths {
  std::string source;
  std::string contract;  // empty: standard output
  std::string trace;     // empty: none
};

// What is written: the contract with earlier edits kept, and how it came to be.
struct Outcome {
  translators::Translation translation;
  translators::ContractEdits edits;
  std::string source_text;
  std::string contract_text;
};

Paths PathsOf(const CommandOptions& options) {
  Paths paths;
  paths.source = options.Get<std::vector<std::string>>("file").front();
  if (options.Has("output")) paths.contract = options.Get<std::string>("output");
  if (options.Has("trace")) {
    paths.trace = options.Get<std::string>("trace");
  } else if (!paths.contract.empty()) {
    paths.trace = std::filesystem::path(paths.contract).replace_filename("translation.json");
  }
  return paths;
}

// The file's content; empty where there is no such file.
model::Result<std::string> ReadIfThere(const std::string& path) {
  std::error_code error;
  if (path.empty() || !std::filesystem::is_regular_file(path, error)) return std::string();
  return store::ReadWhole(path);
}

// Named constructs where one fits and `named` is wanted.
model::Result<Outcome> TranslateFile(const Paths& paths, bool named) {
  TWINBILL_ASSIGN(source_text, store::ReadWhole(paths.source));
  TWINBILL_ASSIGN(translation,
                  translators::Translate(translators::Translators(), source_text, paths.source));
  TWINBILL_ASSIGN(definitions, LoadDefinitions(std::nullopt));
  contract::Contract made = translation.contract;
  if (named) {
    for (contract::Construct& construct : made.constructs) {
      construct = contract::NameConstruct(definitions, construct);
    }
  }
  const std::string generated = contract::WriteContract(made);
  TWINBILL_ASSIGN(current, ReadIfThere(paths.contract));
  TWINBILL_ASSIGN(trace, ReadIfThere(paths.trace));
  TWINBILL_ASSIGN(edits,
                  translators::KeepEdits(generated, current, trace, paths.contract, paths.trace));
  // Read back whether it was edited or not: what is written is always a contract.
  const std::string name = paths.contract.empty() ? "the translation" : paths.contract;
  TWINBILL_ASSIGN(contract, contract::ReadContract(edits.text, name, definitions));
  std::string contract_text = contract::WriteContract(contract);
  return Outcome{std::move(translation), std::move(edits), std::move(source_text),
                 std::move(contract_text)};
}

model::Result<void> WriteFile(const std::string& path, const std::string& text) {
  OutputFile file;
  TWINBILL_TRY(file.Open(path));
  file.stream() << text;
  return file.Keep();
}

model::Result<void> WriteFiles(const Paths& paths, const Outcome& outcome,
                               const std::string& trace) {
  if (!paths.contract.empty()) TWINBILL_TRY(WriteFile(paths.contract, outcome.contract_text));
  if (!paths.trace.empty()) TWINBILL_TRY(WriteFile(paths.trace, trace));
  return {};
}

void PrintVisible(const std::string& text, std::ostream& out) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::string visible;
    model::AppendVisible(line, visible);
    out << visible << '\n';
  }
}

void Print(const CommandOptions& options, const Paths& paths, const Outcome& outcome,
           const std::string& format, const std::string& trace, Streams& streams) {
  if (format == "sarif") {
    streams.out << translators::WriteSarif(outcome.translation, paths.source);
  } else if (format == "json") {
    streams.out << trace;
  } else if (options.Has("explain")) {
    PrintVisible(translators::Explain(outcome.translation, outcome.edits, outcome.contract_text,
                                      kExplainColumns),
                 streams.out);
  } else if (paths.contract.empty()) {
    streams.out << outcome.contract_text;
  }
  if (!options.quiet()) {
    PrintVisible(translators::Summarize(outcome.translation, outcome.edits, paths.source),
                 streams.err);
  }
}

}  // namespace

int Run_translate(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "translate",
      "FILE [-o FILE] [--trace FILE] [--primitive] [--explain] [--format text|json|sarif]",
      "Turns a legacy configuration into a standard contract, clause by clause. What can't be\n"
      "said in standard constructs is refused by name and place; what is the same under a\n"
      "condition only is kept with an obligation. translation.json (beside the contract, or where\n"
      "--trace says) has where each value came from. What was edited in the contract since the\n"
      "last run stays.\n"
      "Exit code 0: translated whole; 1: something was refused, the rest is written and marked\n"
      "incomplete.",
      "  twinbill translate legacy.json -o standard.json\n"
      "  twinbill translate legacy.json --explain\n"
      "  twinbill translate legacy.json --format sarif > review.sarif");
  options.options().add_options()("output,o", po::value<std::string>(),
                                  "write the contract to this file, not to standard output")(
      "trace", po::value<std::string>(), "write translation.json to this file")(
      "primitive", "named constructs written out as primitives")(
      "explain", "print both sides beside each other")(
      "format", po::value<std::string>()->default_value("text"),
      "of standard output: text, json (translation.json) or sarif")("json", "as --format json");
  options.Positional("file", 1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("file")) return options.Wrong("FILE is missing", streams);
  const std::string format = options.Has("json") ? "json" : options.Get<std::string>("format");
  if (format != "text" && format != "json" && format != "sarif") {
    return options.Wrong("--format takes text, json or sarif, not \"" + format + "\"", streams);
  }
  const Paths paths = PathsOf(options);
  const auto outcome = TranslateFile(paths, !options.Has("primitive"));
  if (!outcome) return Report(outcome.error(), streams);
  const std::string trace = translators::WriteTranslation(
      outcome->translation, {paths.source, outcome->source_text}, outcome->edits);
  if (const auto written = WriteFiles(paths, *outcome, trace); !written) {
    return Report(written.error(), streams);
  }
  Print(options, paths, *outcome, format, trace, streams);
  return outcome->translation.is_whole() ? kDone : kAnswerIsNo;
}

}  // namespace twinbill::cli
