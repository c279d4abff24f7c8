#include "harness/replay/result_store.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "corpus/store/seal.h"
#include "harness/evidence/evidence_json.h"
#include "harness/replay/difference_parquet.h"

namespace twinbill::replay {
namespace {

using model::Fail;
using model::Result;

// As many are kept in the database; more in a file of their own.
constexpr std::int64_t kInDatabaseMax = 1000;

std::string JoinKeys(const std::vector<std::string>& keys) {
  return fmt::format("{}", fmt::join(keys, " "));
}

std::vector<std::string> SplitKeys(std::string_view text) {
  std::vector<std::string> keys;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    keys.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return keys;
}

}  // namespace

evidence::DifferenceEvidence EvidenceOf(model::Period period,
                                        const compare::Difference& difference) {
  return {period, std::string(compare::Name(difference.difference_class)), difference.a,
          difference.b};
}

Result<std::optional<ResultStore>> ResultStore::Open(const store::WorkspacePaths& paths,
                                                     bool create) {
  TWINBILL_ASSIGN(database, store::OpenDatabase(paths, create));
  if (!database) return std::optional<ResultStore>();
  ResultStore results(paths, std::move(*database));
  TWINBILL_TRY(results.ReadNotes());
  return std::optional<ResultStore>(std::move(results));
}

model::Failure ResultStore::BrokenSeal(std::string_view table) const {
  return model::InputFailure(model::Diagnostic(
      model::Code{"database_damaged"}, store::InFile(database_.path()),
      fmt::format("a row of {} is not as it was written", table), "an undamaged database",
      "take it from a backup; or delete the row: what it says is found again"));
}

Result<void> ResultStore::ReadNotes() {
  TWINBILL_ASSIGN(rows, database_.Prepare("SELECT path, size, changed_ns, inode, facts, seal "
                                          "FROM replay_file"));
  while (true) {
    TWINBILL_ASSIGN(more, rows.Step());
    if (!more) return {};
    std::vector<std::string> columns;
    columns.reserve(5);
    for (int i = 0; i < 5; ++i) columns.push_back(rows.Text(i));
    if (store::Seal("replay_file", columns) != rows.Text(5)) return Fail(BrokenSeal("replay_file"));
    notes_[columns[0]] = {{rows.Integer(1), rows.Integer(2), rows.Integer(3)}, columns[4], false};
  }
}

std::optional<std::string> ResultStore::Facts(const std::string& path,
                                              const store::FileStamp& stamp) const {
  const auto note = notes_.find(path);
  if (note == notes_.end() || note->second.stamp != stamp) return std::nullopt;
  return note->second.facts;
}

void ResultStore::NoteFacts(const std::string& path, const store::FileStamp& stamp,
                            std::string facts) {
  notes_[path] = {stamp, std::move(facts), true};
}

Result<void> ResultStore::WriteNotes() {
  for (auto& [path, note] : notes_) {
    if (!note.is_new) continue;
    TWINBILL_TRY(store::WriteSealed(
        database_, "INSERT OR REPLACE INTO replay_file VALUES (?, ?, ?, ?, ?, ?)", "replay_file",
        {path, std::to_string(note.stamp.size), std::to_string(note.stamp.changed_ns),
         std::to_string(note.stamp.inode), note.facts}));
    note.is_new = false;
  }
  return {};
}

Result<std::optional<KeptContract>> ResultStore::Contract(const std::string& contract,
                                                          const std::string& key) {
  TWINBILL_ASSIGN(row, database_.Prepare("SELECT evidence, period_keys, seal FROM replay_contract "
                                         "WHERE contract = ? AND key = ?"));
  row.Bind(0, contract);
  row.Bind(1, key);
  TWINBILL_ASSIGN(found, row.Step());
  if (!found) return std::optional<KeptContract>();
  const std::vector<std::string> columns = {contract, key, row.Text(0), row.Text(1)};
  if (store::Seal("replay_contract", columns) != row.Text(2)) {
    return Fail(BrokenSeal("replay_contract"));
  }
  KeptContract kept{contract, key, columns[2], SplitKeys(columns[3])};
  for (const std::string& period : kept.period_keys) {
    TWINBILL_ASSIGN(has, HasPeriod(contract, period));
    if (!has) return std::optional<KeptContract>();
  }
  return std::optional<KeptContract>(std::move(kept));
}

Result<bool> ResultStore::HasPeriod(const std::string& contract, const std::string& key) {
  TWINBILL_ASSIGN(row,
                  database_.Prepare("SELECT 1 FROM replay_period WHERE contract = ? AND key = ?"));
  row.Bind(0, contract);
  row.Bind(1, key);
  return row.Step();
}

Result<std::map<std::string, evidence::PeriodEvidence>> ResultStore::Periods(
    const std::string& contract, const std::vector<std::string>& keys) {
  std::map<std::string, evidence::PeriodEvidence> periods;
  TWINBILL_ASSIGN(row, database_.Prepare("SELECT period, evidence, differences_digest, "
                                         "differences_file, seal FROM replay_period "
                                         "WHERE contract = ? AND key = ?"));
  for (const std::string& key : keys) {
    row.Bind(0, contract);
    row.Bind(1, key);
    TWINBILL_ASSIGN(found, row.Step());
    if (!found) continue;
    std::vector<std::string> columns = {contract, key};
    for (int i = 0; i < 4; ++i) columns.push_back(row.Text(i));
    if (store::Seal("replay_period", columns) != row.Text(4)) {
      return Fail(BrokenSeal("replay_period"));
    }
    TWINBILL_ASSIGN(evidence, evidence::ReadPeriod(columns[3], store::InFile(database_.path())));
    periods.emplace(key, std::move(evidence));
    TWINBILL_TRY(row.Run());  // to the end, so that it can be bound anew
  }
  return periods;
}

Result<std::optional<ResultStore::KeptState>> ResultStore::State(const std::string& contract) {
  TWINBILL_ASSIGN(row, database_.Prepare("SELECT key, period, legacy, standard, seal "
                                         "FROM replay_state WHERE contract = ?"));
  row.Bind(0, contract);
  TWINBILL_ASSIGN(found, row.Step());
  if (!found) return std::optional<KeptState>();
  std::vector<std::string> columns = {contract};
  for (int i = 0; i < 4; ++i) columns.push_back(row.Text(i));
  const auto period = model::Period::Parse(columns[2]);
  if (store::Seal("replay_state", columns) != row.Text(4) || !period) {
    return Fail(BrokenSeal("replay_state"));
  }
  return std::optional<KeptState>(
      {columns[1], {*period, std::move(columns[3]), std::move(columns[4])}});
}

Result<void> ResultStore::ReadDifferences(const std::string& contract, const std::string& key,
                                          const DifferenceReader& reader) {
  TWINBILL_ASSIGN(row, database_.Prepare("SELECT differences_digest, differences_file FROM "
                                         "replay_period WHERE contract = ? AND key = ?"));
  row.Bind(0, contract);
  row.Bind(1, key);
  TWINBILL_ASSIGN(found, row.Step());
  if (!found) return Fail(BrokenSeal("replay_period"));
  const std::string wanted = row.Text(0), file = row.Text(1);
  model::Sha256 digest;
  const auto tell = [&](const std::string& json) -> Result<void> {
    digest.Update(json);
    digest.Update("\n");
    return reader(json);
  };
  if (!file.empty()) {
    const auto of_file = [&](model::Period period, const compare::Difference& difference) {
      return tell(evidence::ToJson(EvidenceOf(period, difference)));
    };
    TWINBILL_TRY(ReadDifferenceParquet(paths_.root + "/" + file, of_file));
  } else {
    TWINBILL_ASSIGN(rows, database_.Prepare("SELECT evidence FROM replay_difference WHERE "
                                            "contract = ? AND key = ? ORDER BY number"));
    rows.Bind(0, contract);
    rows.Bind(1, key);
    while (true) {
      TWINBILL_ASSIGN(more, rows.Step());
      if (!more) break;
      TWINBILL_TRY(tell(rows.Text(0)));
    }
  }
  if (!wanted.empty() && digest.Finish().ToHex() != wanted) {
    return Fail(BrokenSeal(file.empty() ? "replay_difference" : file));
  }
  return {};
}

Result<void> ResultStore::Insert(KeptPeriod& period) {
  std::string digest_text, file;
  if (period.differences != nullptr) {
    const bool in_file = period.evidence.difference_count() > kInDatabaseMax;
    DifferenceParquetWriter writer;
    std::string staged;
    if (in_file) {
      file = fmt::format("evidence/differences/{}/{}-{}.parquet", period.contract,
                         period.evidence.period.ToString(), period.key.substr(0, 16));
      staged = paths_.root + "/" + file + ".new";
      TWINBILL_TRY(store::MakeDirectories(std::filesystem::path(staged).parent_path().string()));
      TWINBILL_TRY(writer.Open(staged));
    }
    TWINBILL_ASSIGN(insert, database_.Prepare("INSERT OR REPLACE INTO replay_difference "
                                              "VALUES (?, ?, ?, ?)"));
    model::Sha256 digest;
    compare::Difference difference;
    for (std::int64_t number = 1;; ++number) {
      TWINBILL_ASSIGN(more, period.differences->Next(difference));
      if (!more) break;
      const std::string json = evidence::ToJson(EvidenceOf(period.evidence.period, difference));
      digest.Update(json);
      digest.Update("\n");
      if (in_file) {
        TWINBILL_TRY(writer.Add(period.evidence.period, difference));
        continue;
      }
      insert.Bind(0, period.contract);
      insert.Bind(1, period.key);
      insert.Bind(2, number);
      insert.Bind(3, json);
      TWINBILL_TRY(insert.Run());
    }
    digest_text = digest.Finish().ToHex();
    if (in_file) {
      const std::string path = paths_.root + "/" + file;
      TWINBILL_TRY(writer.Finish());
      TWINBILL_TRY(store::Rename(staged, path));
      TWINBILL_TRY(store::Sync(std::filesystem::path(path).parent_path().string()));
    }
  }
  TWINBILL_TRY(store::WriteSealed(
      database_, "INSERT OR REPLACE INTO replay_period VALUES (?, ?, ?, ?, ?, ?, ?)",
      "replay_period",
      {period.contract, period.key, period.evidence.period.ToString(),
       evidence::ToJson(period.evidence), digest_text, file}));
  if (!period.resumption) return {};
  return store::WriteSealed(
      database_, "INSERT OR REPLACE INTO replay_state VALUES (?, ?, ?, ?, ?, ?)", "replay_state",
      {period.contract, period.key, period.resumption->done.ToString(),
       period.resumption->legacy_state, period.resumption->standard_state});
}

Result<void> ResultStore::Insert(const KeptContract& contract) {
  return store::WriteSealed(
      database_, "INSERT OR REPLACE INTO replay_contract VALUES (?, ?, ?, ?, ?)", "replay_contract",
      {contract.contract, contract.key, contract.evidence, JoinKeys(contract.period_keys)});
}

Result<std::int64_t> ResultStore::Insert(const KeptRun& run) {
  TWINBILL_ASSIGN(newest, database_.Prepare("SELECT coalesce(max(number), 0) FROM replay_run"));
  TWINBILL_TRY(newest.Step());
  const std::int64_t number = newest.Integer(0) + 1;
  TWINBILL_TRY(newest.Run());
  TWINBILL_TRY(
      store::WriteSealed(database_, "INSERT INTO replay_run VALUES (?, ?, ?, ?)", "replay_run",
                         {std::to_string(number), run.header, std::to_string(run.exit_code)}));
  TWINBILL_ASSIGN(insert, database_.Prepare("INSERT INTO replay_run_contract VALUES (?, ?, ?, ?)"));
  for (const KeptRun::Contract& contract : run.contracts) {
    insert.Bind(0, number);
    insert.Bind(1, contract.contract);
    insert.Bind(2, contract.key);
    insert.Bind(3, contract.verdict);
    TWINBILL_TRY(insert.Run());
  }
  return number;
}

Result<std::int64_t> ResultStore::Keep(ToKeep all) {
  TWINBILL_ASSIGN(transaction, database_.Begin());
  // Of a contract's states the last one is enough.
  std::map<std::string, std::size_t> last;
  for (std::size_t i = 0; i < all.periods.size(); ++i) last[all.periods[i].contract] = i;
  for (std::size_t i = 0; i < all.periods.size(); ++i) {
    if (last[all.periods[i].contract] != i) all.periods[i].resumption.reset();
    TWINBILL_TRY(Insert(all.periods[i]));
  }
  for (const KeptContract& contract : all.contracts) TWINBILL_TRY(Insert(contract));
  std::int64_t number = 0;
  if (all.run) {
    TWINBILL_ASSIGN(inserted, Insert(*all.run));
    number = inserted;
  }
  TWINBILL_TRY(WriteNotes());
  TWINBILL_TRY(transaction.Commit());
  return number;
}

Result<std::map<std::string, KeptRun::Contract>> ResultStore::LatestVerdicts() {
  std::map<std::string, KeptRun::Contract> latest;
  TWINBILL_ASSIGN(rows, database_.Prepare("SELECT contract, key, verdict, max(run) "
                                          "FROM replay_run_contract GROUP BY contract"));
  while (true) {
    TWINBILL_ASSIGN(more, rows.Step());
    if (!more) return latest;
    latest[rows.Text(0)] = {rows.Text(0), rows.Text(1), rows.Text(2)};
  }
}

}  // namespace twinbill::replay
