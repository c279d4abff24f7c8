// What the writer writes of a random contract reads as the same contract, and is written the same.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "tests/support/random_standard.h"
#include "tests/support/random_usage.h"

namespace twinbill::contract {
namespace {

RC_GTEST_PROP(ContractWriterProperty, ReadingWhatWasWrittenIsTheIdentity, (std::uint64_t seed)) {
  support::RandomSource source(seed);
  const model::Term term = support::RandomTerm(source);
  const std::string text = support::RandomContract(source, term, 5).dump(1);
  const auto contract = ReadContract(text, "random.json");
  RC_ASSERT(contract.has_value());
  const std::string written = WriteContract(*contract);
  const auto again = ReadContract(written, "written.json");
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == *contract);
  RC_ASSERT(WriteContract(*again) == written);
}

}  // namespace
}  // namespace twinbill::contract
