// twinbill generate: usage like the real thing, by a seed.
#include <fmt/core.h>

#include <algorithm>
#include <ostream>
#include <vector>

#include "corpus/generate/generate_csv.h"
#include "corpus/generate/generate_parquet.h"
#include "corpus/generate/usage_generator.h"
#include "corpus/history/history_writer.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/output_file.h"
#include "harness/cli/progress.h"
#include "harness/cli/shown_text.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;

model::Result<void> Write(const generate::UsageGenerator& generator, const std::string& path,
                          bool parquet, int jobs, Progress& progress) {
  OutputFile output;
  TWINBILL_TRY(output.Open(path));
  std::int64_t done = 0;
  const auto show = [&](std::int64_t rows) {
    done += rows;
    progress.Show("writing", done, done, generator.rows());
  };
  if (parquet) {
    TWINBILL_TRY(generate::GenerateParquet(generator, output.path_in_making(), show));
  } else {
    TWINBILL_TRY(generate::GenerateCsv(
        generator, jobs, [&](std::string_view bytes, std::int64_t rows) -> model::Result<void> {
          show(rows);
          output.stream().write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
          if (output.stream()) return {};
          return output.Keep();  // says why
        }));
  }
  return output.Keep();
}

// What decides the usage, as the history names it.
std::string SourceOf(const generate::GeneratorOptions& wanted) {
  return fmt::format("generated for payer {} with seed {}, {} rows, {} accounts, {} months from {}",
                     wanted.payer, wanted.seed, wanted.rows, wanted.accounts, wanted.months,
                     wanted.first_period.ToString());
}

// Straight into the history of a workspace, without a file between; false where the history has it.
model::Result<bool> WriteHistory(const generate::UsageGenerator& generator,
                                 const std::string& workspace, int jobs, Progress& progress) {
  history::WriterOptions writer_options;
  writer_options.threads = jobs;
  TWINBILL_ASSIGN(writer, history::HistoryWriter::Begin(workspace, writer_options));
  const generate::GeneratorOptions& wanted = generator.options();
  const std::string source = SourceOf(wanted);
  const history::InputRecord input{.file = source,
                                   .kind = "generated",
                                   .digest = model::Sha256::Of(source),
                                   .bytes = 0,
                                   .rows = wanted.rows,
                                   .warnings = {}};
  for (const history::InputRecord& known : writer->inputs()) {
    if (known.digest == input.digest) return false;
  }
  std::vector<std::uint32_t> slots;
  for (const generate::Resource& resource : generator.resources()) {
    slots.push_back(writer->InternSlot(resource.slot));
  }
  const std::uint32_t payer = writer->InternText(wanted.payer);
  const std::uint32_t currency = writer->InternText("USD");
  const std::uint32_t file = writer->InternText(source);
  const auto decimal = [](std::int64_t units) {
    return model::Decimal::FromUnits(units, generate::kUnitDigits).value();
  };
  constexpr std::int64_t kBatchRows = 65'536;
  std::vector<generate::GeneratedRow> rows;
  std::vector<history::NewRow> batch;
  for (std::int64_t first = 0; first < generator.rows(); first += kBatchRows) {
    rows.resize(static_cast<std::size_t>(std::min(kBatchRows, generator.rows() - first)));
    generator.Fill(first, rows);
    batch.clear();
    for (const generate::GeneratedRow& row : rows) {
      const generate::Resource& resource = generator.resources()[row.resource];
      history::NewRow& made = batch.emplace_back();
      made.id = resource.id;
      made.slot = slots[row.resource];
      made.payer = payer;
      made.currency = currency;
      made.file = file;
      made.period = row.period;
      made.start = row.start;
      made.quantity = decimal(row.quantity);
      made.unblended_cost = decimal(row.cost);
      made.rate = decimal(resource.rate);
      made.public_cost = decimal(row.public_cost);
      made.row = first + static_cast<std::int64_t>(batch.size());
    }
    TWINBILL_TRY(writer->Add(batch));
    const std::int64_t done = first + static_cast<std::int64_t>(rows.size());
    progress.Show("sorting", done, done, generator.rows());
  }
  class ShownProgress final : public history::WriteProgress {
   public:
    explicit ShownProgress(Progress& shown) : shown_(shown) {}
    void Written(std::int64_t written, std::int64_t total) override {
      shown_.Show("writing", written, written, std::max<std::int64_t>(total, 1));
    }

   private:
    Progress& shown_;
  };
  ShownProgress shown(progress);
  writer->AddInput(input, false);
  TWINBILL_TRY(writer->Commit(&shown));
  return true;
}

}  // namespace

int Run_generate(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "generate",
      "-o FILE | --workspace DIR [--rows N] [--accounts N] [--months N] [--seed N] [--format "
      "csv|parquet]",
      "Makes a CUR 2.0 with usage like the real thing: accounts, services, costs and quantities "
      "are spread as\n"
      "in published reports; ids come again each hour; there are free rows, late ones, corrections "
      "and credits.\n"
      "The same options give the same bytes; a history that has them already stays as it is.",
      "  twinbill generate -o usage.csv --rows 1000000 --accounts 50 --months 3 --seed 7\n"
      "  twinbill generate -o usage.parquet --format parquet --first-period 2025-01\n"
      "  twinbill generate --workspace northwind --rows 20000000 --months 12");
  options.options().add_options()("output,o", po::value<std::string>(), "the file to write")(
      "workspace", po::value<std::string>(), "take it into the history of this workspace instead")(
      "rows", po::value<std::int64_t>()->default_value(100'000), "how many rows")(
      "accounts", po::value<int>()->default_value(20),
      "how many accounts at the most, 1 to 100000")("months", po::value<int>()->default_value(1),
                                                    "how many periods, 1 to 120")(
      "first-period", po::value<std::string>()->default_value("2025-01"),
      "the first of them, YYYY-MM")(
      "payer", po::value<std::string>()->default_value("111122223333"), "the payer's account")(
      "seed", po::value<std::uint64_t>()->default_value(1), "another seed, other usage")(
      "format", po::value<std::string>()->default_value("csv"), "csv or parquet")(
      "jobs,j", po::value<int>()->default_value(2), "threads; they do not change the bytes");
  if (const auto code = options.Parse(arguments, streams)) return *code;
  generate::GeneratorOptions wanted;
  wanted.seed = options.Get<std::uint64_t>("seed");
  wanted.rows = options.Get<std::int64_t>("rows");
  wanted.accounts = options.Get<int>("accounts");
  wanted.months = options.Get<int>("months");
  wanted.payer = options.Get<std::string>("payer");
  const auto first_period = model::Period::Parse(options.Get<std::string>("first-period"));
  const std::string& format = options.Get<std::string>("format");
  const int jobs = options.Get<int>("jobs");
  if (options.Has("output") == options.Has("workspace")) {
    return options.Wrong("one of -o FILE and --workspace DIR is needed", streams);
  }
  if (wanted.rows < 1) return options.Wrong("--rows takes a number from 1", streams);
  if (wanted.accounts < 1 || wanted.accounts > 100'000) {
    return options.Wrong("--accounts takes a number from 1 to 100000", streams);
  }
  if (wanted.months < 1 || wanted.months > 120) {
    return options.Wrong("--months takes a number from 1 to 120", streams);
  }
  if (!first_period || first_period->year() > 9000) {
    return options.Wrong("--first-period takes YYYY-MM", streams);
  }
  if (format != "csv" && format != "parquet")
    return options.Wrong("--format takes csv or parquet", streams);
  if (jobs < 1 || jobs > 256) return options.Wrong("--jobs takes a number from 1 to 256", streams);
  wanted.first_period = *first_period;

  const generate::UsageGenerator generator(wanted);
  const bool to_file = options.Has("output");
  const std::string& path = options.Get<std::string>(to_file ? "output" : "workspace");
  const auto written = [&]() -> model::Result<bool> {
    Progress progress(streams, options.quiet());
    if (!to_file) return WriteHistory(generator, path, jobs, progress);
    TWINBILL_TRY(Write(generator, path, format == "parquet", jobs, progress));
    return true;
  }();
  if (!written) return Report(written.error(), streams);
  if (!options.quiet()) {
    streams.err << fmt::format("{}: {} rows of {} resources{}\n", Shown(path), generator.rows(),
                               generator.resources().size(),
                               *written ? "" : ", in the history already; nothing changed");
  }
  return kDone;
}

}  // namespace twinbill::cli
