#include "harness/fuzz/fuzz_store.h"

#include <array>
#include <utility>

#include "corpus/store/durable_file.h"
#include "corpus/store/seal.h"

namespace twinbill::fuzz {
namespace {

constexpr std::string_view kTable = "fuzz_run";

std::array<std::string, 8> ColumnsOf(const KeptFuzzRun& run) {
  return {run.contract,
          run.legacy_digest,
          run.standard_digest,
          std::to_string(run.seed),
          std::to_string(run.cases),
          run.verdict,
          run.as_of,
          run.evidence};
}

}  // namespace

model::Result<FuzzStore> FuzzStore::Open(const store::WorkspacePaths& paths) {
  TWINBILL_ASSIGN(database, store::OpenDatabase(paths, true));
  return FuzzStore(std::move(*database));
}

model::Result<void> FuzzStore::Keep(const KeptFuzzRun& run) {
  TWINBILL_ASSIGN(transaction, database_.Begin());
  TWINBILL_ASSIGN(
      insert, database_.Prepare("INSERT INTO fuzz_run(contract, legacy_digest, standard_digest, "
                                "seed, cases, verdict, as_of, evidence, seal) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  const std::array<std::string, 8> columns = ColumnsOf(run);
  for (int i = 0; i < 8; ++i) {
    if (i == 4) {
      insert.Bind(i, run.cases);
    } else {
      insert.Bind(i, columns[static_cast<std::size_t>(i)]);
    }
  }
  insert.Bind(8, store::Seal(kTable, columns));
  TWINBILL_TRY(insert.Run());
  return transaction.Commit();
}

model::Result<FuzzTotals> FuzzStore::Totals(const std::string& contract,
                                            const std::string& legacy_digest,
                                            const std::string& standard_digest) {
  TWINBILL_ASSIGN(rows, database_.Prepare("SELECT seed, cases, verdict, as_of, evidence, seal "
                                          "FROM fuzz_run WHERE contract = ? AND legacy_digest = ? "
                                          "AND standard_digest = ? ORDER BY number"));
  rows.Bind(0, contract);
  rows.Bind(1, legacy_digest);
  rows.Bind(2, standard_digest);
  FuzzTotals totals;
  while (true) {
    TWINBILL_ASSIGN(more, rows.Step());
    if (!more) return totals;
    const std::array<std::string, 8> columns{contract,     legacy_digest, standard_digest,
                                             rows.Text(0), rows.Text(1),  rows.Text(2),
                                             rows.Text(3), rows.Text(4)};
    if (store::Seal(kTable, columns) != rows.Text(5)) {
      return model::Fail(model::InputFailure(model::Diagnostic(
          model::Code{"fuzz_run_damaged"}, store::InFile(database_.path()),
          "a row of fuzz_run is not as it was written", "an undamaged database",
          "take it from a backup; or delete the row: fuzzing is done again every night")));
    }
    ++totals.runs;
    totals.cases += rows.Integer(1);
    totals.different += rows.Text(2) == "different" ? 1 : 0;
    if (totals.first.empty()) totals.first = rows.Text(3);
    totals.last = rows.Text(3);
  }
}

}  // namespace twinbill::fuzz
