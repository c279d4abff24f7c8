// twinbill compare: two files of line items, byte for byte.
#include <fmt/core.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "corpus/model/line_item.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/output_file.h"
#include "harness/compare/canonical_row.h"
#include "harness/compare/compare.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using compare::Comparison;
using compare::Difference;
using compare::DifferenceClass;

std::string WithoutLf(const std::string& row) {
  return row.empty() ? row : row.substr(0, row.size() - 1);
}

// Shows the first differences as they are found and writes all of them to a file where one is asked
// for.
class Teller : public compare::DifferenceSink {
 public:
  Teller(std::ostream* out, std::int64_t show_max, std::ofstream* file)
      : out_(out), show_max_(show_max), file_(file) {
    if (file_ != nullptr) *file_ << "class,a,b\n";
  }

  void Take(const Difference& difference) override {
    ++count_;
    if (file_ != nullptr) {
      std::string row(Name(difference.difference_class));
      for (const std::string* side : {&difference.a, &difference.b}) {
        row += ',';
        model::AppendCsvField(WithoutLf(*side), row);
      }
      *file_ << row << '\n';
    }
    if (out_ == nullptr || count_ > show_max_) return;
    if (count_ == 1) *out_ << "first differences:\n";
    *out_ << "  " << Name(difference.difference_class) << '\n';
    if (!difference.a.empty()) *out_ << "    A " << difference.a;
    if (!difference.b.empty()) *out_ << "    B " << difference.b;
    out_->flush();
  }

 private:
  std::ostream* out_;
  std::int64_t show_max_;
  std::ofstream* file_;
  std::int64_t count_ = 0;
};

constexpr std::array<DifferenceClass, compare::kDifferenceClassCount> kClasses = {
    DifferenceClass::kMissing,  DifferenceClass::kExtra, DifferenceClass::kAmount,
    DifferenceClass::kQuantity, DifferenceClass::kText,  DifferenceClass::kRepetition};

void PrintText(const Comparison& comparison, std::ostream& out) {
  const std::int64_t count = comparison.difference_count();
  if (comparison.parity()) {
    out << fmt::format("parity: {} line items are the same bytes\n", comparison.equal);
  } else if (count == 0) {
    out << "no parity: nothing was compared, both files have no line item\n";
  } else {
    out << fmt::format("no parity: {} difference{}\n", count, count == 1 ? "" : "s");
  }
  out << fmt::format("  A {} rows, B {} rows, {} equal\n", comparison.rows_a, comparison.rows_b,
                     comparison.equal);
  for (const DifferenceClass difference_class : kClasses) {
    const std::int64_t of_class =
        comparison.differences[static_cast<std::size_t>(difference_class)];
    if (of_class > 0) out << fmt::format("  {:<10} {}\n", Name(difference_class), of_class);
  }
  for (const auto& [currency, money] : comparison.money) {
    out << fmt::format("  {}: B bills {} more and {} less than A\n", currency,
                       money.over.ToString(), money.under.ToString());
  }
  if (!comparison.sorted_a) out << "  A's rows are not in canonical order\n";
  if (!comparison.sorted_b) out << "  B's rows are not in canonical order\n";
}

nlohmann::ordered_json ToJson(const Comparison& comparison) {
  nlohmann::ordered_json json;
  json["parity"] = comparison.parity();
  json["rows"] = {{"a", comparison.rows_a}, {"b", comparison.rows_b}};
  json["equal"] = comparison.equal;
  for (const DifferenceClass difference_class : kClasses) {
    json["differences"][std::string(Name(difference_class))] =
        comparison.differences[static_cast<std::size_t>(difference_class)];
  }
  json["money"] = nlohmann::ordered_json::object();
  for (const auto& [currency, money] : comparison.money) {
    json["money"][currency] = {{"over", money.over.ToString()}, {"under", money.under.ToString()}};
  }
  json["sorted"] = {{"a", comparison.sorted_a}, {"b", comparison.sorted_b}};
  return json;
}

}  // namespace

int Run_compare(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "compare", "A.csv B.csv [-o FILE] [--json]",
      "Compares two files of line items, byte for byte. Equal rows cancel; the rest pair by their "
      "first ten\n"
      "fields; what is left over is missing (only in A) or extra (only in B).\n"
      "Exit code 0: parity; 1: differences, or nothing to compare; 3: a file is not canonical.",
      "  twinbill compare legacy.csv standard.csv\n"
      "  twinbill compare legacy.csv standard.csv --show 50 -o differences.csv\n"
      "  twinbill compare legacy.csv standard.csv --json --digests");
  options.options().add_options()("output,o", po::value<std::string>(),
                                  "write all differences to this CSV file")(
      "show", po::value<std::int64_t>()->default_value(10),
      "how many differences to print at the most")("json", "the result as JSON")(
      "digests", "with the SHA-256 of both files")(
      "temporary", po::value<std::string>()->default_value("/tmp"),
      "folder for temporary files, needed where large files are not sorted")(
      "memory", po::value<std::int64_t>()->default_value(768), "MiB of memory to aim at")(
      "jobs,j", po::value<int>()->default_value(2), "threads; they do not change the result");
  options.Positional("file", 2);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("file") || options.Get<std::vector<std::string>>("file").size() != 2) {
    return options.Wrong("two files are needed", streams);
  }
  const auto& files = options.Get<std::vector<std::string>>("file");
  const int jobs = options.Get<int>("jobs");
  const std::int64_t memory = options.Get<std::int64_t>("memory");
  const std::int64_t show = options.Get<std::int64_t>("show");
  if (jobs < 1 || jobs > 256) return options.Wrong("--jobs takes a number from 1 to 256", streams);
  if (memory < 16) return options.Wrong("--memory takes a number of MiB from 16", streams);
  if (show < 0) return options.Wrong("--show takes a number from 0", streams);
  const bool json = options.Has("json");

  OutputFile output;
  if (options.Has("output")) {
    const auto opened = output.Open(options.Get<std::string>("output"));
    if (!opened) return Report(opened.error(), streams);
  }
  Teller teller(json || options.quiet() ? nullptr : &streams.out, show,
                options.Has("output") ? &output.stream() : nullptr);
  const auto comparison = compare::CompareFiles(
      files[0], files[1],
      {jobs, static_cast<std::size_t>(memory) << 20U, options.Get<std::string>("temporary")},
      teller);
  if (!comparison) return Report(comparison.error(), streams);
  if (options.Has("output")) {
    const auto kept = output.Keep();
    if (!kept) return Report(kept.error(), streams);
  }
  nlohmann::ordered_json as_json = ToJson(*comparison);
  if (!json) PrintText(*comparison, streams.out);
  if (options.Has("digests")) {
    for (std::size_t i = 0; i < 2; ++i) {
      const auto digest = compare::DigestOf(files[i]);
      if (!digest) return Report(digest.error(), streams);
      as_json["sha256"][i == 0 ? "a" : "b"] = digest->ToHex();
      if (!json)
        streams.out << "  SHA-256 of " << (i == 0 ? "A " : "B ") << digest->ToHex() << '\n';
    }
  }
  if (json) streams.out << as_json.dump(2) << '\n';
  return comparison->parity() ? kDone : kAnswerIsNo;
}

}  // namespace twinbill::cli
