#include "corpus/model/diagnostic.h"

#include <gtest/gtest.h>

#include "corpus/model/result.h"

namespace twinbill::model {
namespace {

TEST(Diagnostic, SaysWhereWhatAndWhatIsAllowed) {
  const Diagnostic full(Code{"a_code"}, {"usage.csv", 3, 14, "", ""}, "'x' is no number",
                        "a decimal", "did you mean 1?");
  EXPECT_EQ(Format(full),
            "usage.csv:3:14: a_code: 'x' is no number; allowed: a decimal; did you mean 1?");
  EXPECT_EQ(Format({Code{"a_code"}, {"c.json", 2, 0, "/constructs/0", ""}, "bad"}),
            "c.json:2: a_code: /constructs/0: bad");
  EXPECT_EQ(Format({Code{"a_code"}, {}, "bad"}), "a_code: bad");
}

TEST(Diagnostic, ShowsNoControlCharacterRaw) {
  EXPECT_EQ(Format({Code{"a_code"}, {}, "\x1b[31m\n\xff \u202E \u00e9 \u0085"}),
            "a_code: \\x1b[31m\\x0a\\xff \\xe2\\x80\\xae \u00e9 \\xc2\\x85");
}

TEST(NearMiss, FindsTheSlipAndNothingFarther) {
  EXPECT_EQ(NearMiss("percentoff", {"unit_price", "percent_off", "tiers"}), "percent_off");
  EXPECT_EQ(NearMiss("Servcie", {"service", "region"}), "service");
  EXPECT_EQ(NearMiss("banana", {"service", "region"}), "");
  EXPECT_EQ(NearMiss("x", {"y"}), "");
  EXPECT_EQ(NearMiss("", {"a"}), "");
}

Result<int> Half(int value) {
  if (value % 2 != 0) return Fail(InputFailure({Code{"odd"}, {}, "odd"}));
  return value / 2;
}

Result<int> Quarter(int value) {
  TWINBILL_ASSIGN(half, Half(value));
  TWINBILL_TRY(Half(half));
  return half / 2;
}

TEST(Result, CarriesTheValueOrTheReason) {
  EXPECT_EQ(*Quarter(12), 3);
  ASSERT_FALSE(Quarter(6).has_value());
  EXPECT_EQ(Quarter(6).error().diagnostics.front().code, "odd");
  EXPECT_EQ(Quarter(6).error().kind, FailureKind::kInput);
  EXPECT_DEATH((void)Quarter(6).value(), "check failed");
}

}  // namespace
}  // namespace twinbill::model
