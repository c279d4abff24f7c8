#include "corpus/model/line_item.h"

#include <gtest/gtest.h>

#include "corpus/model/sha256.h"

namespace twinbill::model {
namespace {

LineItem Example() {
  LineItem line;
  line.billing_period = *Period::Parse("2025-01");
  line.payer_account_id = "111122223333";
  line.product_code = "AmazonS3";
  line.line_item_type = "EdpDiscount";
  line.contract_id = "K-1";
  line.clause = "3.7(a)";
  line.description = "with, comma \"q\"";
  line.amount = {-1, 2};
  line.currency = "USD";
  return line;
}

TEST(LineItem, IsOneCanonicalRow) {
  std::string row;
  AppendRow(Example(), row);
  EXPECT_EQ(row,
            "Anniversary,2025-01,111122223333,,AmazonS3,,,EdpDiscount,K-1,3.7(a),\"with, comma "
            "\"\"q\"\"\",,-0.01,USD\n");
}

TEST(LineItem, AFileIsSortedByTheBytesOfItsRows) {
  LineItem out_of_cycle = Example();
  out_of_cycle.bill_type = BillType::kOutOfCycle;
  LineItem beyond_ascii = Example();
  beyond_ascii.product_code = "\u00e9";
  const std::vector<LineItem> lines = {out_of_cycle, beyond_ascii, Example(), Example()};
  std::string expected(LineItemHeader());
  for (const LineItem* line : {&lines[2], &lines[3], &lines[1], &lines[0]})
    AppendRow(*line, expected);
  EXPECT_EQ(CanonicalFile(lines), expected);
}

TEST(Amount, HasExactlyItsDigits) {
  EXPECT_EQ((Amount{0, 2}).ToString(), "0.00");
  EXPECT_EQ((Amount{-5, 2}).ToString(), "-0.05");
  EXPECT_EQ((Amount{1234, 0}).ToString(), "1234");
  EXPECT_EQ((Amount{-1234, 3}).ToString(), "-1.234");
  EXPECT_EQ((Amount{1, 18}).ToString(), "0.000000000000000001");
  EXPECT_EQ((Amount{-10, 1}).ToString(), "-1.0");
  EXPECT_EQ((Amount{0, 0}).ToString(), "0");
  EXPECT_EQ((Amount{-7, 0}).ToString(), "-7");
  EXPECT_DEATH((void)(Amount{1, 19}).ToString(), "check failed");
}

TEST(Sha256, KnowsThePublishedVectors) {
  EXPECT_EQ(Sha256::Of("").ToHex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 hash;
  hash.Update("a");
  hash.Update("bc");
  EXPECT_EQ(hash.Finish().ToHex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // NIST's two-block message and its million of 'a', given in pieces that match no block.
  EXPECT_EQ(Sha256::Of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").ToHex(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  Sha256 million;
  for (int i = 0; i < 1000; ++i) million.Update(std::string(1000, 'a'));
  EXPECT_EQ(million.Finish().ToHex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace twinbill::model
