// twinbill import: files of usage into the history.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "corpus/history/import.h"
#include "corpus/store/workspace.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/progress.h"
#include "harness/cli/shown_text.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using history::ImportedFile;
using history::ImportOutcome;
using history::ImportRecord;
using history::PartitionInfo;

class ShownProgress : public history::ImportProgress {
 public:
  ShownProgress(Streams& streams, bool quiet) : progress_(streams, quiet) {}
  void Read(std::int64_t rows, std::int64_t bytes, std::int64_t bytes_total) override {
    progress_.Show("reading", rows, bytes, std::max<std::int64_t>(bytes_total, 1));
  }
  void Written(std::int64_t rows, std::int64_t rows_total) override {
    progress_.Show("writing", rows, rows, std::max<std::int64_t>(rows_total, 1));
  }

 private:
  Progress progress_;
};

nlohmann::ordered_json ToJson(const ImportOutcome& outcome) {
  const ImportRecord& import = outcome.written.import;
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const ImportedFile& file : outcome.files) {
    files.push_back({{"file", file.input.file},
                     {"kind", file.input.kind},
                     {"digest", file.input.digest.ToHex()},
                     {"rows", file.input.rows},
                     {"already", file.already},
                     {"warnings", file.input.warnings}});
  }
  nlohmann::ordered_json partitions = nlohmann::ordered_json::array();
  for (const PartitionInfo& partition : outcome.written.partitions) {
    partitions.push_back({{"payer", partition.payer},
                          {"period", partition.period.ToString()},
                          {"rows", partition.rows},
                          {"digest", partition.records_digest.ToHex()}});
  }
  return {
      {"import", import.number},
      {"rows_read", import.rows_read},
      {"rows_taken", import.rows_taken},
      {"set_aside",
       {{"already_imported", import.rows_already}, {"replaced_by_later", import.rows_replaced}}},
      {"history_rows_replaced", import.history_rows_replaced},
      {"files", files},
      {"partitions", partitions}};
}

void Print(const ImportOutcome& outcome, std::ostream& out) {
  const ImportRecord& import = outcome.written.import;
  for (const ImportedFile& file : outcome.files) {
    out << fmt::format("{}: {}, {} rows{}\n", Shown(file.input.file), file.input.kind,
                       file.input.rows, file.already ? ", in the history already" : "");
  }
  out << fmt::format("rows read {} = taken {} + set aside {}\n", import.rows_read,
                     import.rows_taken, import.rows_already + import.rows_replaced);
  if (import.rows_already > 0) {
    out << fmt::format("  set aside {}: their file is in the history already\n",
                       import.rows_already);
  }
  if (import.rows_replaced > 0) {
    out << fmt::format("  set aside {}: a later row of this import is the same record\n",
                       import.rows_replaced);
  }
  if (import.history_rows_replaced > 0) {
    out << fmt::format("{} rows of the history gave way to later ones\n",
                       import.history_rows_replaced);
  }
  for (const PartitionInfo& partition : outcome.written.partitions) {
    out << fmt::format("payer {}, period {}: now {} rows\n", Shown(partition.payer),
                       partition.period.ToString(), partition.rows);
  }
  if (import.number == 0) out << "nothing changed\n";
}

}  // namespace

int Run_import(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options("import", "FILE… [--workspace DIR] [--keep-last] [--jobs N] [--json]",
                         "Takes usage into the history of a workspace: CUR 2.0, legacy CUR or "
                         "FOCUS; CSV, also in gzip "
                         "or zip,\nor Parquet. All files or none: where one is wrong, or the "
                         "program is killed, nothing "
                         "has changed.\nA file whose bytes the history has already is left out.",
                         "  twinbill import cur-2025-01.csv.gz cur-2025-02.csv.gz\n"
                         "  twinbill import usage/*.parquet --workspace parity --json\n"
                         "  twinbill import corrected.csv --keep-last");
  options.options().add_options()("workspace,w", po::value<std::string>()->default_value("."),
                                  "the workspace")(
      "keep-last",
      "where a record is there twice, the one that comes last stays (the order of the "
      "files as given counts); else it is an error")(
      "jobs,j", po::value<int>(),
      "threads; they change nothing in the result (default: all cores)")(
      "memory", po::value<int>()->default_value(384), "MiB for sorting; more is spilled to disk")(
      "json", "the result as one JSON object");
  options.Positional("file", -1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("file")) return options.Wrong("FILE is needed", streams);
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int jobs = options.Has("jobs") ? options.Get<int>("jobs") : cores;
  const int memory = options.Get<int>("memory");
  if (jobs < 1 || jobs > 256) return options.Wrong("--jobs takes a number from 1 to 256", streams);
  if (memory < 1 || memory > 1'000'000) {
    return options.Wrong("--memory takes a number from 1 to 1000000", streams);
  }
  const std::string& workspace = options.Get<std::string>("workspace");
  if (const auto found = store::RequireWorkspace(workspace); !found) {
    return Report(found.error(), streams);
  }
  history::ImportOptions wanted;
  wanted.writer.keep_last = options.Has("keep-last");
  wanted.writer.threads = jobs;
  wanted.writer.sort_bytes_max = std::int64_t{memory} << 20;
  wanted.reader.threads = jobs;
  const auto outcome = [&] {
    ShownProgress progress(streams, options.quiet());
    return history::ImportFiles(workspace, options.Get<std::vector<std::string>>("file"), wanted,
                                &progress);
  }();
  if (!outcome) return Report(outcome.error(), streams);
  for (const ImportedFile& file : outcome->files) {
    for (const model::Diagnostic& warning : file.warnings) {
      if (!options.quiet()) streams.err << "warning: " << model::Format(warning) << '\n';
    }
  }
  if (options.Has("json")) {
    streams.out << ToJson(*outcome).dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
                << '\n';
  } else if (!options.quiet()) {
    Print(*outcome, streams.out);
  }
  return kDone;
}

}  // namespace twinbill::cli
