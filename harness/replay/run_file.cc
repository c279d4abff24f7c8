#include "harness/replay/run_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

#include "harness/evidence/evidence_json.h"

namespace twinbill::replay {
namespace {

using Json = nlohmann::ordered_json;
using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Result;

constexpr std::string_view kContract = "{\"contract\":";
constexpr std::string_view kDifference = "{\"difference\":";
constexpr std::string_view kEnd = "{\"end\":";

// Lines out, counted and digested for the last one.
class LineWriter {
 public:
  explicit LineWriter(std::ostream& out) : out_(out) {}

  void Write(const std::string& line) {
    digest_.Update(line);
    digest_.Update("\n");
    ++lines_;
    out_ << line << '\n';
  }
  void End() {
    out_ << fmt::format("{}{{\"lines\":{},\"sha256\":\"{}\"}}}}\n", kEnd, lines_,
                        digest_.Finish().ToHex());
  }

 private:
  std::ostream& out_;
  model::Sha256 digest_;
  std::int64_t lines_ = 0;
};

struct ContractPlace {
  std::size_t file = 0;
  std::streamoff begin = 0;  // of its first line
  std::int64_t lines = 0;
};

// A run file, read once to its end.
struct ReadFile {
  std::size_t number = 0;
  std::string path;
  Json header;
  std::string digest;
  std::vector<std::pair<std::string, ContractPlace>> contracts;
};

model::Failure Damaged(const std::string& path, std::int64_t line, std::string what) {
  return model::InputFailure(Diagnostic(Code{"run_file_damaged"}, {path, line, 0, {}, {}},
                                        std::move(what), "a whole file of `twinbill replay -o`",
                                        "run the shard again"));
}

std::string HeaderText(const Json& header) {
  Json rest = header;
  rest.erase("shard");
  rest.erase("contracts");
  return rest.dump();
}

class FileReader {
 public:
  FileReader(std::string path, std::size_t number, MergedRun& merged)
      : path_(std::move(path)), number_(number), merged_(merged) {}

  Result<ReadFile> Read() {
    std::ifstream in(path_, std::ios::binary);
    if (!in) return Fail(store::FileFailure("opened", path_, errno));
    ReadFile file;
    file.number = number_;
    file.path = path_;
    std::string line;
    std::streamoff begin = 0;
    for (std::int64_t number = 1; std::getline(in, line); ++number) {
      if (in.eof()) return Fail(Damaged(path_, number, "the file ends within a line"));
      if (number > 1 && line.starts_with(kEnd)) {
        TWINBILL_TRY(CheckEnd(line, number));
        file.digest = digest_text_;
        if (in.peek() != std::ifstream::traits_type::eof()) {
          return Fail(Damaged(path_, number + 1, "there is more behind the end"));
        }
        return file;
      }
      digest_.Update(line);
      digest_.Update("\n");
      TWINBILL_TRY(Take(line, number, begin, file));
      begin = in.tellg();
    }
    return Fail(Damaged(path_, 0, "the file is cut: its last line is missing"));
  }

 private:
  Result<void> Take(const std::string& line, std::int64_t number, std::streamoff begin,
                    ReadFile& file) {
    if (number == 1) {
      file.header = Json::parse(line, nullptr, false);
      if (!file.header.is_object() || file.header.value("twinbill_replay", 0) != 1) {
        return Fail(Damaged(path_, 1, "the first line is not that of a run"));
      }
      return {};
    }
    if (line.starts_with(kContract)) {
      const auto contract = evidence::ReadContract(
          std::string_view(line).substr(kContract.size(), line.size() - kContract.size() - 1),
          {path_, number, 0, {}, {}});
      if (!contract) return Fail(Damaged(path_, number, "a contract can't be read"));
      ++merged_.verdicts[std::string(evidence::Name(contract->verdict))];
      merged_.exit_code = std::max(merged_.exit_code, contract->exit_code);
      file.contracts.emplace_back(contract->id, ContractPlace{number_, begin, 1});
      return {};
    }
    if (!line.starts_with(kDifference) || file.contracts.empty()) {
      return Fail(Damaged(path_, number, "a line is neither contract nor difference"));
    }
    ++file.contracts.back().second.lines;
    return {};
  }

  Result<void> CheckEnd(const std::string& line, std::int64_t number) {
    const Json json = Json::parse(line, nullptr, false);
    digest_text_ = digest_.Finish().ToHex();
    const bool fits = json.is_object() && json.at("end").is_object() &&
                      json.at("end").value("lines", std::int64_t{-1}) == number - 1 &&
                      json.at("end").value("sha256", "") == digest_text_;
    if (fits) return {};
    return Fail(Damaged(path_, number, "the lines are not those that were written"));
  }

  std::string path_;
  std::size_t number_;
  MergedRun& merged_;
  model::Sha256 digest_;
  std::string digest_text_;
};

model::Failure DoNotFit(const std::string& path, std::string what, std::string allowed) {
  return model::InputFailure(Diagnostic(Code{"shards_do_not_fit"}, store::InFile(path),
                                        std::move(what), std::move(allowed)));
}

// Each shard of the run once, or why they are not.
Result<std::vector<ReadFile>> FitShards(std::vector<ReadFile> files) {
  const std::string wanted = HeaderText(files.front().header);
  const std::string first_path = files.front().path;
  std::map<std::string, ReadFile> shards;  // by "i/n"
  for (ReadFile& file : files) {
    const Json& shard = file.header["shard"];
    const std::string name = shard.is_string() ? shard.get<std::string>() : "1/1";
    if (HeaderText(file.header) != wanted) {
      return Fail(DoNotFit(file.path, "it is of another run than " + first_path,
                           "shards of the same program, settings and periods"));
    }
    const auto there = shards.find(name);
    if (there != shards.end() && there->second.digest != file.digest) {
      return Fail(model::InputFailure(Diagnostic(
          Code{"shards_disagree"}, store::InFile(file.path),
          fmt::format("shard {} is there twice, and {} says something else", name,
                      there->second.path),
          "the same bytes from each attempt",
          "something in a shard is not deterministic; keep both files and find out what")));
    }
    shards.try_emplace(name, std::move(file));
  }
  const std::string first = shards.begin()->first;
  const std::string count = first.substr(first.find('/') + 1);
  std::vector<ReadFile> fitting;
  for (int i = 1; std::to_string(shards.size()) == count && i <= std::ssize(shards); ++i) {
    const auto shard = shards.find(fmt::format("{}/{}", i, count));
    if (shard == shards.end()) break;
    fitting.push_back(shard->second);
  }
  if (std::to_string(fitting.size()) == count) return fitting;
  std::vector<std::string> names;
  for (const auto& [name, file] : shards) names.push_back(name);
  return Fail(DoNotFit(fitting.empty() ? shards.begin()->second.path : fitting.front().path,
                       fmt::format("these are the shards {}", fmt::join(names, ", ")),
                       fmt::format("all {} of the run", count)));
}

}  // namespace

Result<void> WriteRunFile(ReplayOutcome& outcome, std::ostream& out) {
  LineWriter lines(out);
  lines.Write(outcome.header);
  for (const ReplayedContract& contract : outcome.contracts) {
    lines.Write(std::string(kContract) + contract.json + "}");
    TWINBILL_TRY(outcome.ReadDifferences(contract, [&](const std::string& json) -> Result<void> {
      lines.Write(std::string(kDifference) + json + "}");
      return {};
    }));
  }
  lines.End();
  return {};
}

Result<MergedRun> MergeRunFiles(std::span<const std::string> paths, std::ostream& out) {
  std::vector<MergedRun> of_file(paths.size());  // so that a shard given twice counts once
  std::vector<ReadFile> files;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    TWINBILL_ASSIGN(file, FileReader(paths[i], i, of_file[i]).Read());
    files.push_back(std::move(file));
  }
  TWINBILL_ASSIGN(shards, FitShards(std::move(files)));
  MergedRun merged;
  std::map<std::string, ContractPlace> places;
  for (const ReadFile& shard : shards) {
    const MergedRun& part = of_file[shard.number];
    merged.exit_code = std::max(merged.exit_code, part.exit_code);
    for (const auto& [verdict, count] : part.verdicts) merged.verdicts[verdict] += count;
    for (const auto& [id, place] : shard.contracts) {
      if (places.try_emplace(id, place).second) continue;
      return Fail(DoNotFit(shard.path, "contract " + id + " is in another shard, too",
                           "each contract in one shard"));
    }
  }
  if (places.empty()) merged.exit_code = std::max(merged.exit_code, 1);
  Json header = shards.front().header;
  header["shard"] = nullptr;
  header["contracts"] = places.size();
  LineWriter lines(out);
  lines.Write(header.dump());
  std::vector<std::ifstream> open(paths.size());
  std::string line;
  for (const auto& [id, place] : places) {
    std::ifstream& in = open[place.file];
    if (!in.is_open()) in.open(paths[place.file], std::ios::binary);
    in.seekg(place.begin);
    for (std::int64_t i = 0; i < place.lines; ++i) {
      if (!std::getline(in, line)) {
        return Fail(Damaged(paths[place.file], 0, "the file changed while it was read"));
      }
      lines.Write(line);
    }
  }
  lines.End();
  return merged;
}

}  // namespace twinbill::replay
