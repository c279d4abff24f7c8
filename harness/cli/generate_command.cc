// twinbill generate: usage like the real thing, by a seed.
#include <fmt/core.h>

#include <ostream>

#include "corpus/generate/generate_csv.h"
#include "corpus/generate/generate_parquet.h"
#include "corpus/generate/usage_generator.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/output_file.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;

model::Result<void> Write(const generate::UsageGenerator& generator, const std::string& path,
                          bool parquet, int jobs) {
  OutputFile output;
  TWINBILL_TRY(output.Open(path));
  if (parquet) {
    TWINBILL_TRY(
        generate::GenerateParquet(generator, output.path_in_making(), [](std::int64_t) {}));
  } else {
    TWINBILL_TRY(generate::GenerateCsv(
        generator, jobs, [&](std::string_view bytes, std::int64_t) -> model::Result<void> {
          output.stream().write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
          if (output.stream()) return {};
          return output.Keep();  // says why
        }));
  }
  return output.Keep();
}

}  // namespace

int Run_generate(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "generate",
      "-o FILE [--rows N] [--accounts N] [--months N] [--seed N] [--format csv|parquet]",
      "Makes a CUR 2.0 with usage like the real thing: accounts, services, costs and quantities "
      "are spread as\n"
      "in published reports; ids come again each hour; there are free rows, late ones, corrections "
      "and credits.\n"
      "The same options give the same bytes.",
      "  twinbill generate -o usage.csv --rows 1000000 --accounts 50 --months 3 --seed 7\n"
      "  twinbill generate -o usage.parquet --format parquet --first-period 2025-01");
  options.options().add_options()("output,o", po::value<std::string>(), "the file to write")(
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
  if (!options.Has("output")) return options.Wrong("-o FILE is needed", streams);
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
  const std::string& path = options.Get<std::string>("output");
  const auto written = Write(generator, path, format == "parquet", jobs);
  if (!written) return Report(written.error(), streams);
  if (!options.quiet()) {
    streams.err << fmt::format("{}: {} rows of {} resources\n", path, generator.rows(),
                               generator.resources().size());
  }
  return kDone;
}

}  // namespace twinbill::cli
