#include "corpus/model/decimal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "corpus/model/decimal_sum.h"

namespace twinbill::model {
namespace {

std::string Nines(int count) { return std::string(static_cast<std::size_t>(count), '9'); }
std::string Zeros(int count) { return std::string(static_cast<std::size_t>(count), '0'); }

struct Written {
  std::string text;
  std::string canonical;
};

TEST(Decimal, ReadsEveryFormAndWritesTheCanonicalOne) {
  const std::vector<Written> table = {
      {"0", "0"},
      {"-0", "0"},
      {"0.000", "0"},
      {"1.50", "1.5"},
      {"000.5000", "0.5"},
      {"-12.30", "-12.3"},
      {"1.2E-7", "0.00000012"},
      {"5e-06", "0.000005"},
      {"2.323760000E-9", "0.00000000232376"},
      {"1E3", "1000"},
      {"1e+3", "1000"},
      {"0e999999999999999999999", "0"},
      {"0.00e-999999999999999999999", "0"},
      {"12.5e1", "125"},
      {"120e-1", "12"},
      {"0.0116000000", "0.0116"},
      {"0.0000000072922557592391990000", "0.000000007292255759239199"},
      {"123456789012345678", "123456789012345678"},
      {"1234567890123456789", "1234567890123456789"},
      {"0.1234567890123456789", "0.1234567890123456789"},
      {"1E37", "1" + Zeros(37)},
      {Nines(38), Nines(38)},
      {"-" + Nines(38), "-" + Nines(38)},
      {Nines(10) + "." + Nines(28), Nines(10) + "." + Nines(28)},
      {"1E-28", "0." + Zeros(27) + "1"},
      {"1." + Zeros(60), "1"},
      {Zeros(60) + "1", "1"},
      {"1" + Zeros(60) + "E-60", "1"},
      {"0." + Zeros(60) + "1E61", "1"},
  };
  for (const Written& row : table) {
    const auto decimal = Decimal::Parse(row.text);
    ASSERT_TRUE(decimal.has_value()) << row.text;
    EXPECT_EQ(decimal->ToString(), row.canonical) << row.text;
  }
}

struct Refused {
  std::string text;
  DecimalError error;
};

TEST(Decimal, RefusesWhatIsNoDecimal) {
  const std::vector<Refused> table = {
      {"", DecimalError::kEmpty},
      {"-", DecimalError::kNotANumber},
      {"+1", DecimalError::kNotANumber},
      {".5", DecimalError::kNotANumber},
      {"5.", DecimalError::kNotANumber},
      {"-.5", DecimalError::kNotANumber},
      {"1e", DecimalError::kNotANumber},
      {"1e+", DecimalError::kNotANumber},
      {"e5", DecimalError::kNotANumber},
      {" 1", DecimalError::kNotANumber},
      {"NaN", DecimalError::kNotANumber},
      {"inf", DecimalError::kNotANumber},
      {"--1", DecimalError::kNotANumber},
      {"1 ", DecimalError::kTrailingText},
      {"1_000", DecimalError::kTrailingText},
      {"1,000", DecimalError::kTrailingText},
      {"0x10", DecimalError::kTrailingText},
      {"1.5.2", DecimalError::kTrailingText},
      {"1e5.0", DecimalError::kTrailingText},
      {"1" + Zeros(38), DecimalError::kTooManyDigits},
      {"1E38", DecimalError::kTooManyDigits},
      {"1E999999999999999999999", DecimalError::kTooManyDigits},
      {"1E-29", DecimalError::kTooManyDigits},
      {"1E-999999999999999999999", DecimalError::kTooManyDigits},
      {"0." + Zeros(28) + "1", DecimalError::kTooManyDigits},
      {Nines(39), DecimalError::kTooManyDigits},
      {Nines(20) + "." + Nines(19), DecimalError::kTooManyDigits},
  };
  for (const Refused& row : table) {
    const auto decimal = Decimal::Parse(row.text);
    ASSERT_FALSE(decimal.has_value()) << row.text;
    EXPECT_EQ(decimal.error(), row.error) << row.text;
    EXPECT_FALSE(Describe(decimal.error()).empty());
  }
}

TEST(Decimal, AddsToTheLastDigitAndRefusesOneMore) {
  const Decimal most = *Decimal::Parse(Nines(38));
  EXPECT_FALSE(Decimal::Add(most, Decimal::FromInteger(1)).has_value());
  EXPECT_EQ(Decimal::Add(most, Decimal::FromInteger(-1))->ToString(), Nines(37) + "8");
  EXPECT_EQ(*Decimal::Add(most, most.Negated()), Decimal());
  // The whole sum has 39 digits at the operands' scale and 37 at its own.
  const Decimal half = *Decimal::Parse("9" + Zeros(35) + ".05");
  EXPECT_EQ(Decimal::Add(half, half)->ToString(), "18" + Zeros(35) + ".1");
  // Raised to the other's scale this leaves 128 bits, and the sum is a decimal all the same.
  EXPECT_EQ(Decimal::Add(*Decimal::Parse("18" + Zeros(8) + ".5"),
                         *Decimal::Parse("-" + Nines(10) + "." + Nines(28)))
                .has_value(),
            true);
}

TEST(Decimal, AppendsTheSmallestInteger) {
  std::string text;
  AppendInteger(static_cast<Int128>(UInt128{1} << 127), text);
  EXPECT_EQ(text, "-170141183460469231731687303715884105728");
}

TEST(DecimalSum, HoldsWhatNoDecimalCan) {
  DecimalSum sum;
  sum.Add(*Decimal::Parse(Nines(38)));
  sum.Add(*Decimal::Parse("1E-28"));
  EXPECT_EQ(sum.ToString(), Nines(38) + "." + Zeros(27) + "1");
  EXPECT_FALSE(sum.ToDecimal().has_value());
  sum.Add(*Decimal::Parse("-" + Nines(38)));
  EXPECT_EQ(sum.ToDecimal()->ToString(), "0." + Zeros(27) + "1");
  sum.Add(*Decimal::Parse("-1"));
  EXPECT_TRUE(sum.is_negative());
  EXPECT_EQ(sum.ToString(), "-0." + Nines(28));
  sum.Add(*Decimal::Parse("0." + Nines(28)));
  EXPECT_TRUE(sum.is_zero());
  EXPECT_EQ(sum.ToString(), "0");
}

}  // namespace
}  // namespace twinbill::model
