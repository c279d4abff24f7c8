// twinbill compare: two files of line items, byte for byte.
#include <fmt/core.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "corpus/model/diagnostic.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/output_file.h"
#include "harness/compare/compare.h"
#include "harness/compare/difference_row.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using compare::Comparison;
using compare::Difference;
using compare::DifferenceClass;

std::string WithoutLf(const std::string& row) {
  return row.empty() ? row : row.substr(0, row.size() - 1);
}

void PrintRow(std::string_view side, const std::string& row, std::ostream& out) {
  if (row.empty()) return;
  std::string line = fmt::format("    {} ", side);
  model::AppendVisible(WithoutLf(row), line);
  out << line << '\n';
}

// Shows the first differences as they are found, or keeps them for JSON, and writes all of them to
// a file where one is asked for.
class Teller : public compare::DifferenceSink {
 public:
  Teller(std::ostream* out, std::int64_t show_max, std::ofstream* file)
      : out_(out), show_max_(show_max), file_(file) {
    if (file_ != nullptr) *file_ << compare::DifferenceHeader();
  }

  void Take(const Difference& difference) override {
    ++count_;
    if (file_ != nullptr) {
      row_.clear();
      compare::AppendDifference(difference, row_);
      *file_ << row_;
    }
    if (count_ > show_max_) return;
    if (out_ != nullptr) {
      Print(difference);
    } else {
      Keep(difference);
    }
  }
  nlohmann::ordered_json& first() { return first_; }

 private:
  void Print(const Difference& difference) {
    if (count_ == 1) *out_ << "first differences:\n";
    std::string line = fmt::format("  {}", Name(difference.difference_class));
    for (const std::string_view field : DifferingFields(difference)) {
      if (field != Name(difference.difference_class)) line += fmt::format(", {}", field);
    }
    if (const auto amount = AmountDifference(difference)) {
      line += fmt::format(": B less A {}", *amount);
    }
    *out_ << line << '\n';
    PrintRow("A", difference.a, *out_);
    PrintRow("B", difference.b, *out_);
    out_->flush();
  }
  void Keep(const Difference& difference) {
    nlohmann::ordered_json json;
    json["class"] = Name(difference.difference_class);
    json["fields"] = DifferingFields(difference);
    const auto amount = AmountDifference(difference);
    json["amount_difference"] = amount ? nlohmann::ordered_json(*amount) : nullptr;
    json["a"] = difference.a.empty() ? nullptr : nlohmann::ordered_json(WithoutLf(difference.a));
    json["b"] = difference.b.empty() ? nullptr : nlohmann::ordered_json(WithoutLf(difference.b));
    first_.push_back(std::move(json));
  }

  std::ostream* out_;
  std::int64_t show_max_;
  std::ofstream* file_;
  std::int64_t count_ = 0;
  std::string row_;
  nlohmann::ordered_json first_ = nlohmann::ordered_json::array();
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
    std::string line = "  ";
    model::AppendVisible(currency, line);
    out << line
        << fmt::format(": B bills {} more and {} less than A, net {}\n", money.over.ToString(),
                       money.under.ToString(), money.Net().ToString());
  }
  if (!comparison.sorted_a) out << "  A's rows are not in canonical order; compared all the same\n";
  if (!comparison.sorted_b) out << "  B's rows are not in canonical order; compared all the same\n";
  if (comparison.digest_a) out << "  SHA-256 of A " << comparison.digest_a->ToHex() << '\n';
  if (comparison.digest_b) out << "  SHA-256 of B " << comparison.digest_b->ToHex() << '\n';
}

nlohmann::ordered_json ToJson(const std::vector<std::string>& files, const Comparison& comparison) {
  nlohmann::ordered_json json;
  json["files"] = {{"a", files[0]}, {"b", files[1]}};
  json["parity"] = comparison.parity();
  json["rows"] = {{"a", comparison.rows_a}, {"b", comparison.rows_b}};
  json["equal"] = comparison.equal;
  for (const DifferenceClass difference_class : kClasses) {
    json["differences"][std::string(Name(difference_class))] =
        comparison.differences[static_cast<std::size_t>(difference_class)];
  }
  json["money"] = nlohmann::ordered_json::object();
  for (const auto& [currency, money] : comparison.money) {
    json["money"][currency] = {{"over", money.over.ToString()},
                               {"under", money.under.ToString()},
                               {"net", money.Net().ToString()}};
  }
  json["sorted"] = {{"a", comparison.sorted_a}, {"b", comparison.sorted_b}};
  json["sha256"] = {{"a", comparison.digest_a->ToHex()}, {"b", comparison.digest_b->ToHex()}};
  return json;
}

// The folder that a path lies in.
std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

bool SameFile(const std::string& path, const std::string& other) {
  std::error_code error;
  return std::filesystem::equivalent(path, other, error) && !error;
}

void AddOptions(po::options_description& options) {
  options.add_options()("output,o", po::value<std::string>(),
                        "write all differences to this CSV file")(
      "show", po::value<std::int64_t>()->default_value(10),
      "how many differences to print at the most")(
      "json", "the result as JSON, with the first differences and both files' SHA-256")(
      "digests", "with the SHA-256 of both files")(
      "temporary", po::value<std::string>(),
      "folder for temporary files, needed where large files are not sorted (default: beside the "
      "output, else /tmp)")("memory", po::value<std::int64_t>()->default_value(768),
                            "MiB of memory to aim at")("jobs,j", po::value<int>()->default_value(2),
                                                       "threads; they do not change the result");
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
      "  twinbill compare legacy.csv standard.csv --json");
  AddOptions(options.options());
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
  std::string temporary = "/tmp";
  if (options.Has("output")) {
    const auto& path = options.Get<std::string>("output");
    if (SameFile(path, files[0]) || SameFile(path, files[1])) {
      return options.Wrong("--output is one of the two files", streams);
    }
    const auto opened = output.Open(path);
    if (!opened) return Report(opened.error(), streams);
    temporary = FolderOf(path);
  }
  if (options.Has("temporary")) temporary = options.Get<std::string>("temporary");
  Teller teller(json ? nullptr : &streams.out, show,
                options.Has("output") ? &output.stream() : nullptr);
  const auto comparison = compare::CompareFiles(
      files[0], files[1],
      {jobs, static_cast<std::size_t>(memory) << 20U, temporary, json || options.Has("digests")},
      teller);
  if (!comparison) return Report(comparison.error(), streams);
  if (options.Has("output")) {
    const auto kept = output.Keep();
    if (!kept) return Report(kept.error(), streams);
  }
  if (json) {
    nlohmann::ordered_json as_json = ToJson(files, *comparison);
    as_json["first"] = std::move(teller.first());
    streams.out << as_json.dump(2) << '\n';
  } else {
    PrintText(*comparison, streams.out);
  }
  return comparison->parity() ? kDone : kAnswerIsNo;
}

}  // namespace twinbill::cli
