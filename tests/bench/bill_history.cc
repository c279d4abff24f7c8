// Bills standard contracts of a payer from a history in one pass, as a replay does: what `standard`
// and its neighbours time.
//
// bill_history WORKSPACE THREADS FOLDER CONTRACT...: prints the seconds from the opening of the
// history to the last line; FOLDER/ID.csv gets the lines of each contract.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <vector>

#include "standard_engine/billing/history_bill.h"
#include "standard_engine/contract/contract_reader.h"

namespace {

using twinbill::plan::Plan;

int Refuse(const twinbill::model::Failure& failure) {
  std::cerr << Format(failure.diagnostics.front()) << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  std::vector<std::unique_ptr<Plan>> owned;
  std::vector<const Plan*> plans;
  for (int i = 4; i < argc; ++i) {
    auto contract = twinbill::contract::ReadContractFile(argv[i]);
    if (!contract) return Refuse(contract.error());
    owned.push_back(std::make_unique<Plan>(std::move(*contract)));
    plans.push_back(owned.back().get());
  }
  twinbill::billing::HistoryBillOptions options;
  options.threads = std::strtoul(argv[2], nullptr, 10);
  const auto begun = std::chrono::steady_clock::now();
  const auto history = twinbill::history::History::Open(argv[1]);
  if (!history) return Refuse(history.error());
  const auto bills = twinbill::billing::BillHistory(*history, plans, options);
  if (!bills) return Refuse(bills.error());
  const auto ended = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const auto& bill = (*bills)[i];
    if (bill.failure) return Refuse(*bill.failure);
    std::ofstream(std::string(argv[3]) + "/" + plans[i]->contract().id + ".csv", std::ios::binary)
        << twinbill::model::CanonicalFile(bill.lines);
  }
  std::cout << fmt::format("{:.6f}\n", std::chrono::duration<double>(ended - begun).count());
  return 0;
}
