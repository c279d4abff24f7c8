#include "harness/evidence/coverage_evidence.h"

#include <gtest/gtest.h>

namespace twinbill::evidence {
namespace {

CoverageEvidence Sample() {
  const model::Period march = model::Period::FromCivil(2025, 3);
  CoverageEvidence coverage;
  coverage.contract = "C";
  coverage.from = model::Period::FromCivil(2025, 1);
  coverage.to = march;
  coverage.fuzz_runs = 2;
  coverage.fuzz_cases = 1000;
  coverage.cells = {{"1", "legacy", "R", "runs", march, true},
                    {"1", "standard", "a", "step 1", march, false},
                    {"1", "standard", "a", "step 2", std::nullopt, true},
                    {"2", "standard", "b", "cap binds", std::nullopt, false},
                    {"2", "standard", "b", "on the cap", std::nullopt, false}};
  return coverage;
}

TEST(CoverageEvidence, CountsEachCellOnce) {
  CoverageCounts counts = Sample().Counts();
  EXPECT_EQ(counts.cells, 5U);
  EXPECT_EQ(counts.both, 1U);
  EXPECT_EQ(counts.history_alone, 1U);
  EXPECT_EQ(counts.fuzzing_alone, 1U);
  EXPECT_EQ(counts.neither, 2U);
  counts.Add(counts);
  EXPECT_EQ(counts.cells, 10U);
  EXPECT_EQ(counts.neither, 4U);
}

TEST(CoverageEvidence, IsOneLineOfJson) {
  EXPECT_EQ(
      ToJson(Sample()),
      R"({"contract":"C","history":{"from":"2025-01","to":"2025-03"},"fuzzing":{"runs":2,"cases":1000},)"
      R"("counts":{"cells":5,"history_and_fuzzing":1,"history_alone":1,"fuzzing_alone":1,"neither":2},"cells":[)"
      R"({"clause":"1","side":"legacy","place":"R","cell":"runs","history":"2025-03","fuzzing":true},)"
      R"({"clause":"1","side":"standard","place":"a","cell":"step 1","history":"2025-03","fuzzing":false},)"
      R"({"clause":"1","side":"standard","place":"a","cell":"step 2","history":null,"fuzzing":true},)"
      R"({"clause":"2","side":"standard","place":"b","cell":"cap binds","history":null,"fuzzing":false},)"
      R"({"clause":"2","side":"standard","place":"b","cell":"on the cap","history":null,"fuzzing":false}],)"
      R"("reasons":[]})");
}

}  // namespace
}  // namespace twinbill::evidence
