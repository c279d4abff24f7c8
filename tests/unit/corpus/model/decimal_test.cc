#include "corpus/model/decimal.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
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
      // The longest whole numbers of the 64-bit path and the shortest beyond it.
      {"999999999999999999", "999999999999999999"},
      {"1000000000000000000", "1000000000000000000"},
      {"9999999999999999999", "9999999999999999999"},
      {"10000000000000000000", "10000000000000000000"},
      {"18446744073709551616", "18446744073709551616"},
      {"-9.999999999999999999", "-9.999999999999999999"},
      {"9.9999999999999999999", "9.9999999999999999999"},
      {"0." + Zeros(9) + Nines(19), "0." + Zeros(9) + Nines(19)},
      {"0." + Nines(28) + Zeros(40), "0." + Nines(28)},
      {Zeros(40) + "7.5", "7.5"},
      {"00", "0"},
      {"-0.0", "0"},
      {"-0e5", "0"},
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
      {"1e5e5", DecimalError::kTrailingText},
      {"1\n", DecimalError::kTrailingText},
      {"1-", DecimalError::kTrailingText},
      {std::string("1\0", 2), DecimalError::kTrailingText},
      {std::string("\0", 1), DecimalError::kNotANumber},
      {"-0.", DecimalError::kNotANumber},
      {"5.e1", DecimalError::kNotANumber},
      {"-inf", DecimalError::kNotANumber},
      {"1e-", DecimalError::kNotANumber},
      {"\xef\xbc\x91", DecimalError::kNotANumber},  // a full-width one
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

TEST(Decimal, RefusesASumThatWouldWrapAroundAt128Bits) {
  // Raised to 28 digits after the point, the whole numbers are 2.4 to 3.4 times 10^38, and the sum
  // modulo 2^128 would pass for a decimal.
  const Decimal near = *Decimal::Parse(Nines(10) + "." + Nines(28));
  for (const std::int64_t whole : {24'100'000'000, 30'000'000'000, 34'000'000'000}) {
    for (const std::int64_t sign : {1, -1}) {
      const Decimal far = Decimal::FromInteger(sign * whole);
      const Decimal own = sign > 0 ? near : near.Negated();
      EXPECT_FALSE(Decimal::Add(own, far).has_value()) << whole;
      EXPECT_FALSE(Decimal::Add(far, own).has_value()) << whole;
      EXPECT_FALSE(Decimal::Add(far, own.Negated()).has_value()) << whole;
    }
  }
}

TEST(Decimal, AppendsTheSmallestInteger) {
  std::string text;
  AppendInteger(static_cast<Int128>(UInt128{1} << 127), text);
  EXPECT_EQ(text, "-170141183460469231731687303715884105728");
}

TEST(Decimal, TakesUnitsAtAnyScaleAndLosesNeedlessZeros) {
  EXPECT_EQ(Decimal::FromUnits(1500, 3)->ToString(), "1.5");
  EXPECT_EQ(Decimal::FromUnits(0, 28)->scale(), 0);
  EXPECT_EQ(Decimal::FromUnits(1500, 0)->ToString(), "1500");
  const auto smallest = static_cast<Int128>(UInt128{1} << 127);
  EXPECT_EQ(Decimal::FromUnits(smallest, 0).error(), DecimalError::kTooManyDigits);
  EXPECT_EQ(Decimal::FromUnits(smallest, 28).error(), DecimalError::kTooManyDigits);
  // 39 digits, one of them a needless zero of the fraction.
  const Int128 wide = static_cast<Int128>(Decimal::Parse("1E37")->units()) * 10;
  EXPECT_EQ(Decimal::FromUnits(wide, 0).error(), DecimalError::kTooManyDigits);
  EXPECT_EQ(Decimal::FromUnits(wide, 1)->ToString(), "1" + Zeros(37));
  EXPECT_EQ(Decimal::FromInteger(std::numeric_limits<std::int64_t>::min()).ToString(),
            "-9223372036854775808");
  EXPECT_DEATH((void)Decimal::FromUnits(1, 29), "check failed");
}

TEST(DecimalSum, ReadsBackTheLongestSumAndRefusesWhatNoSumWrites) {
  // 2^255 / 10^28, the edge of 256 bits: the last sum below it, itself negated, and one beyond.
  const std::string most =
      "5789604461865809771178549250434395392663499233282.0282019728792003956564819967";
  const std::string edge =
      "5789604461865809771178549250434395392663499233282.0282019728792003956564819968";
  ASSERT_TRUE(DecimalSum::Parse(most).has_value());
  EXPECT_EQ(DecimalSum::Parse(most)->ToString(), most);
  EXPECT_EQ(DecimalSum::Parse("-" + edge)->ToString(), "-" + edge);
  for (const std::string& text :
       {edge, "-9" + most, Nines(49) + "." + Nines(28), std::string(), std::string("-"),
        std::string("-0"), std::string("1.0"), std::string("01"), std::string("1."),
        std::string(".5"), std::string("1e2"), std::string("1.2.3"), "0." + Zeros(28) + "1"}) {
    EXPECT_FALSE(DecimalSum::Parse(text).has_value()) << text;
  }
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
