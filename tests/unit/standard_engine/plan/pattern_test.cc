#include "standard_engine/plan/pattern.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace twinbill::plan {
namespace {

bool Matches(const std::string& pattern, const std::string& text) {
  return Pattern(pattern).Matches(text);
}

TEST(Pattern, AStarIsAnyRunAndAQuestionMarkOneCharacter) {
  EXPECT_TRUE(Matches("*", ""));
  EXPECT_TRUE(Matches("", ""));
  EXPECT_FALSE(Matches("", "a"));
  EXPECT_FALSE(Matches("?", ""));
  EXPECT_TRUE(Matches("?*", "a"));
  EXPECT_TRUE(Matches("*-TimedStorage-*", "USE1-TimedStorage-ByteHrs"));
  EXPECT_FALSE(Matches("*-TimedStorage-*", "TimedStorage-ByteHrs"));
  EXPECT_TRUE(Matches("DataTransfer-Out-?ytes", "DataTransfer-Out-Bytes"));
  EXPECT_FALSE(Matches("DataTransfer-Out-?ytes", "DataTransfer-Out-BBytes"));
  EXPECT_TRUE(Matches("*ab*ab", "ab-aab-ab"));
  EXPECT_FALSE(Matches("*ab?ab", "ab-aab-ab-"));
  EXPECT_TRUE(Matches("USE1-*", "USE1-"));
  EXPECT_TRUE(Matches("*Usage", "Usage"));
}

TEST(Pattern, AllElseIsItselfAndCaseMatters) {
  EXPECT_FALSE(Matches("amazons3", "AmazonS3"));
  EXPECT_TRUE(Matches("[a].+(x)\\", "[a].+(x)\\"));
  EXPECT_FALSE(Matches(".", "a"));
  EXPECT_TRUE(Matches("a*b?c", "a*b?c"));
}

TEST(Pattern, ACharacterIsOneOfUtf8) {
  EXPECT_TRUE(Matches("?", "\xC3\xBC"));  // ü
  EXPECT_FALSE(Matches("??", "\xC3\xBC"));
  EXPECT_TRUE(Matches("a?c",
                      "a\xF0\x9F\x98\x80"
                      "c"));
  EXPECT_TRUE(Matches("*\xC3\xBC?", "x\xC3\xBC\xE2\x82\xAC"));
}

// What a pattern means, said as plainly as can be.
bool Plainly(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    return Plainly(pattern.substr(1), text) || (!text.empty() && Plainly(pattern, text.substr(1)));
  }
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) &&
         Plainly(pattern.substr(1), text.substr(1));
}

RC_GTEST_PROP(PatternProperty, MatchesWhatThePlainMeaningSays, ()) {
  const auto pattern =
      *rc::gen::resize(10, rc::gen::container<std::string>(rc::gen::element('a', 'b', '*', '?')));
  const auto text =
      *rc::gen::resize(14, rc::gen::container<std::string>(rc::gen::element('a', 'b')));
  RC_ASSERT(Matches(pattern, text) == Plainly(pattern, text));
}

}  // namespace
}  // namespace twinbill::plan
