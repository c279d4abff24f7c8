#include "tests/support/history_ground.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <tuple>

#include "corpus/history/partition.h"
#include "corpus/store/workspace.h"

namespace twinbill::support {

namespace fs = std::filesystem;
using model::Decimal;
using model::Result;
using model::UsageRecord;

HistoryGround::HistoryGround() {
  // In memory where that can be: what is tested here is not the disk's patience with fsync.
  const fs::path memory = "/dev/shm";
  const bool in_memory = access(memory.c_str(), W_OK) == 0;
  std::string pattern =
      ((in_memory ? memory : fs::temp_directory_path()) / "twinbill-history-XXXXXX").string();
  TWINBILL_CHECK(mkdtemp(pattern.data()) != nullptr);
  workspace_ = pattern;
  TWINBILL_CHECK(store::InitWorkspace(workspace_).has_value());
}

HistoryGround::~HistoryGround() { fs::remove_all(workspace_); }

Result<history::WriteOutcome> HistoryGround::Write(std::span<const UsageRecord> records,
                                                   const history::WriterOptions& options) const {
  TWINBILL_ASSIGN(writer, history::HistoryWriter::Begin(workspace_, options));
  for (const UsageRecord& record : records) {
    const history::NewRow row{.id = record.id,
                              .slot = writer->InternSlot(record.slot),
                              .payer = writer->InternText(record.payer),
                              .currency = writer->InternText(record.currency),
                              .file = writer->InternText(record.source.file),
                              .period = record.period,
                              .start = record.start,
                              .quantity = record.quantity,
                              .unblended_cost = record.unblended_cost,
                              .rate = record.rate,
                              .public_cost = record.public_cost,
                              .row = record.source.row,
                              .line = record.source.line};
    TWINBILL_TRY(writer->Add({&row, 1}));
  }
  return writer->Commit(nullptr);
}

std::vector<UsageRecord> HistoryGround::ReadAll() const {
  std::vector<UsageRecord> all;
  const auto found = history::History::Open(workspace_);
  TWINBILL_CHECK(found.has_value());
  for (const history::PartitionInfo& info : found->partitions()) {
    const auto partition = history::Partition::Open(info);
    TWINBILL_CHECK(partition.has_value());
    auto records = (*partition)->ReadRecords(0, info.rows);
    TWINBILL_CHECK(records.has_value());
    all.insert(all.end(), records->begin(), records->end());
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> HistoryGround::Files() const {
  std::vector<std::pair<std::string, std::string>> files;
  if (!fs::exists(usage())) return files;
  for (const auto& entry : fs::recursive_directory_iterator(usage())) {
    if (!entry.is_regular_file()) continue;
    files.emplace_back(fs::relative(entry.path(), usage()).string(), ReadFile(entry.path()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

UsageRecord RecordOf(std::string_view id, int hour, std::int64_t row) {
  UsageRecord record;
  record.id = id;
  record.payer = "111122223333";
  record.period = model::Period::FromCivil(2025, 1);
  record.start = model::Timestamp::AtMidnight(model::Date::FromCivil(2025, 1, 1));
  record.start.micros += std::int64_t{hour} * 3'600'000'000;
  record.currency = "USD";
  record.slot.account = "1";
  record.slot.service = "AmazonEC2";
  record.slot.line_item_type = "Usage";
  record.quantity = Decimal::FromInteger(1);
  record.unblended_cost = *Decimal::Parse("2.5");
  record.source = {"usage.csv", row, row + 1};
  return record;
}

namespace {

Decimal RandomNumber(std::mt19937_64& random, int payer) {
  const auto value = static_cast<std::int64_t>(random() % 2'000'000) - 500'000;
  // Payer 2 needs 38 digits, payer 3 more than any one scale has.
  if (payer == 2 && random() % 4 == 0) {
    return *Decimal::FromUnits(model::Int128{value} * 1'000'000'000'000'000'000 + 7, 24);
  }
  if (payer == 3 && random() % 4 == 0) {
    return random() % 2 == 0 ? *Decimal::Parse("99999999999999999999999999999999999999")
                             : *Decimal::Parse("-0.0000000000000000000000000001");
  }
  return *Decimal::FromUnits(value, static_cast<int>(random() % 11));
}

}  // namespace

std::vector<UsageRecord> RandomRecords(std::uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  std::vector<UsageRecord> records;
  for (int i = 0; i < count; ++i) {
    const int payer = static_cast<int>(random() % 4);
    UsageRecord record =
        RecordOf(fmt::format("{:x}-{}", random() % 50, i), static_cast<int>(random() % 30), i + 1);
    record.payer =
        std::vector<std::string>{"0123", "payer/2 ü", "", "22"}[static_cast<std::size_t>(payer)];
    record.period = model::Period::FromCivil(2025, 1 + static_cast<int>(random() % 2));
    record.slot.account = std::to_string(random() % 3);
    record.slot.region = random() % 2 == 0 ? "" : "eu-west-1";
    if (random() % 3 == 0) record.slot.tags = {{"user_a", "\"x\"\n,"}, {"user_ü", "y"}};
    if (random() % 3 == 0) record.slot.product = {{"size", std::to_string(random() % 2)}};
    record.quantity = RandomNumber(random, payer);
    record.unblended_cost = RandomNumber(random, payer);
    if (random() % 2 == 0) record.rate = RandomNumber(random, payer);
    if (random() % 2 == 0) record.public_cost = RandomNumber(random, payer);
    record.source.file = random() % 2 == 0 ? "a.csv" : "b.parquet";
    if (record.source.file == "b.parquet") record.source.line = 0;
    records.push_back(std::move(record));
  }
  return records;
}

void SortAsRead(std::vector<UsageRecord>& records) {
  std::sort(records.begin(), records.end(), [](const UsageRecord& a, const UsageRecord& b) {
    return std::tie(a.payer, a.period, a.start, a.id) < std::tie(b.payer, b.period, b.start, b.id);
  });
}

std::string Describe(const UsageRecord& record) {
  std::string text = fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", record.id, record.payer,
                                 record.period.ToString(), record.start.ToString(), record.currency,
                                 record.slot.account, record.slot.service, record.slot.region,
                                 record.slot.usage_type, record.slot.operation,
                                 record.slot.line_item_type, record.slot.unit);
  for (const auto* attributes : {&record.slot.product, &record.slot.tags}) {
    for (const auto& [key, value] : *attributes) text += fmt::format("|{}={}", key, value);
    text += "|;";
  }
  text += fmt::format("|{}|{}|{}|{}", record.quantity.ToString(), record.unblended_cost.ToString(),
                      record.rate ? record.rate->ToString() : "none",
                      record.public_cost ? record.public_cost->ToString() : "none");
  return text + fmt::format("|{}:{}:{}", record.source.file, record.source.row, record.source.line);
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace twinbill::support
