#include "harness/evidence/verdict.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace twinbill::evidence {
namespace {

Verdict SumOf(std::initializer_list<Verdict> verdicts) {
  VerdictSum sum;
  for (const Verdict verdict : verdicts) sum.Add(verdict);
  return sum.verdict();
}

TEST(VerdictNames, AreReadBack) {
  for (const Verdict verdict : {Verdict::kIdentical, Verdict::kInconclusive, Verdict::kUnsupported,
                                Verdict::kBothRefused, Verdict::kDifferent, Verdict::kFailed}) {
    EXPECT_EQ(ParseVerdict(Name(verdict)), verdict);
  }
  EXPECT_EQ(ParseVerdict("green"), std::nullopt);
}

TEST(VerdictSums, NothingComparedIsNeverGreen) {
  EXPECT_EQ(SumOf({}), Verdict::kInconclusive);
  EXPECT_EQ(SumOf({Verdict::kInconclusive, Verdict::kInconclusive}), Verdict::kInconclusive);
  EXPECT_EQ(SumOf({Verdict::kInconclusive, Verdict::kIdentical}), Verdict::kIdentical);
}

TEST(VerdictSums, TheWorstCounts) {
  EXPECT_EQ(SumOf({Verdict::kIdentical, Verdict::kDifferent}), Verdict::kDifferent);
  EXPECT_EQ(SumOf({Verdict::kDifferent, Verdict::kIdentical, Verdict::kFailed}), Verdict::kFailed);
  EXPECT_EQ(SumOf({Verdict::kIdentical, Verdict::kUnsupported}), Verdict::kUnsupported);
  EXPECT_EQ(SumOf({Verdict::kInconclusive, Verdict::kBothRefused}), Verdict::kBothRefused);
}

}  // namespace
}  // namespace twinbill::evidence
