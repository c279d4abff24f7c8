#include "corpus/readers/byte_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace twinbill::readers {
namespace {

TEST(ByteScan, FindsEachSpecialByteWhereverItStands) {
  for (const char special : std::string(",\"\n\r")) {
    for (std::size_t at = 0; at < 40; ++at) {
      std::string text(128, 'x');
      text[at] = special;
      EXPECT_EQ(FindSpecial(text.data()) - text.data(), static_cast<std::ptrdiff_t>(at));
    }
  }
}

TEST(ByteScan, CountsBytesBeyondWhatOneCounterHolds) {
  const std::string text(10'007, '\n');
  EXPECT_EQ(CountOf('\n', text.data(), text.data() + text.size()), text.size());
  EXPECT_EQ(CountOf('x', text.data(), text.data() + text.size()), 0U);
  std::string mixed;
  for (int i = 0; i < 1000; ++i) mixed += i % 3 == 0 ? '"' : 'a';
  EXPECT_EQ(CountOf('"', mixed.data(), mixed.data() + mixed.size()), 334U);
}

TEST(ByteScan, FindsNulAndWhatIsNoAscii) {
  for (const char unusual : {'\0', '\x80', '\xFF'}) {
    for (std::size_t at = 0; at < 40; ++at) {
      std::string text(40, '\x7F');
      text[at] = unusual;
      const char* const end = text.data() + text.size();
      EXPECT_EQ(FindUnusual(text.data(), end) - text.data(), static_cast<std::ptrdiff_t>(at));
      EXPECT_EQ(FindUnusual(text.data() + at + 1, end), end);
    }
  }
}

}  // namespace
}  // namespace twinbill::readers
