#include "corpus/readers/attribute_text.h"

#include <gtest/gtest.h>

namespace twinbill::readers {
namespace {

using model::Attributes;

Attributes Parsed(std::string_view text) {
  auto attributes = ParseAttributes(text);
  EXPECT_TRUE(attributes.has_value()) << text;
  return attributes ? *attributes : Attributes{};
}

TEST(AttributeText, IsSortedByKey) {
  EXPECT_EQ(Parsed(R"({"b":"2", "a":"1"})"), (Attributes{{"a", "1"}, {"b", "2"}}));
}

TEST(AttributeText, DropsWhatIsEmpty) {
  EXPECT_EQ(Parsed(R"({"a":"", "b":null, "c":"x"})"), (Attributes{{"c", "x"}}));
  EXPECT_EQ(Parsed(""), Attributes{});
  EXPECT_EQ(Parsed("  "), Attributes{});
  EXPECT_EQ(Parsed("{}"), Attributes{});
  EXPECT_EQ(Parsed(" { } "), Attributes{});
}

TEST(AttributeText, KeepsNumbersAndTruthAsWritten) {
  EXPECT_EQ(Parsed(R"({"a":1.50,"b":true,"c":false,"d":-2e+3})"),
            (Attributes{{"a", "1.50"}, {"b", "true"}, {"c", "false"}, {"d", "-2e+3"}}));
}

TEST(AttributeText, ReadsEscapes) {
  EXPECT_EQ(Parsed(R"({"a\"\\\/\b\f\n\r\t":"\u00e9\u20ac\ud83d\ude00"})"),
            (Attributes{{"a\"\\/\b\f\n\r\t", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"}}));
}

TEST(AttributeText, RefusesWhatIsNoObjectOfTexts) {
  const std::vector<std::pair<std::string, std::size_t>> table = {{"x", 0},
                                                                  {"[]", 0},
                                                                  {"{", 1},
                                                                  {"{\"a\"}", 4},
                                                                  {"{\"a\":}", 5},
                                                                  {"{\"a\":\"b\"", 8},
                                                                  {"{\"a\":\"b\",}", 9},
                                                                  {"{\"a\":\"b", 7},
                                                                  {"{} {}", 3},
                                                                  {"{\"a\":01x}", 5},
                                                                  {"{\"a\":\"\\x\"}", 7},
                                                                  {"{\"a\":\"\\u12\"}", 7},
                                                                  {"{\"a\":\"\\ud800\"}", 12},
                                                                  {"{\"a\":\"\\udc00\"}", 12},
                                                                  {"{\"a\":nul}", 5},
                                                                  {"{\"a\":1.}", 5}};
  for (const auto& [text, offset] : table) {
    const auto attributes = ParseAttributes(text);
    ASSERT_FALSE(attributes.has_value()) << text;
    EXPECT_EQ(attributes.error().code.text, "attributes_not_json") << text;
    EXPECT_EQ(attributes.error().offset, offset) << text;
  }
}

TEST(AttributeText, RefusesAKeyTwiceWithItsPlace) {
  const auto attributes = ParseAttributes(R"({"k/":"1","j":"2","k/":"3"})");
  ASSERT_FALSE(attributes.has_value());
  EXPECT_EQ(attributes.error().code.text, "attributes_duplicate_key");
  EXPECT_EQ(attributes.error().offset, 18U);
  EXPECT_EQ(attributes.error().pointer, "/k~1");
}

TEST(AttributeText, RefusesNestedValues) {
  for (const char* text : {R"({"a":{"b":"c"}})", R"({"a":["b"]})"}) {
    const auto attributes = ParseAttributes(text);
    ASSERT_FALSE(attributes.has_value());
    EXPECT_EQ(attributes.error().code.text, "attributes_nested");
    EXPECT_EQ(attributes.error().offset, 5U);
    EXPECT_EQ(attributes.error().pointer, "/a");
  }
}

TEST(AttributeText, IsWrittenSoThatItReadsBack) {
  const Attributes attributes = {{"a\"b", "\\"}, {"c", "line\nend\x01"}, {"d", "K\xC3\xB6ln"}};
  EXPECT_EQ(WriteAttributes(attributes),
            "{\"a\\\"b\":\"\\\\\",\"c\":\"line\\u000aend\\u0001\",\"d\":\"K\xC3\xB6ln\"}");
  EXPECT_EQ(Parsed(WriteAttributes(attributes)), attributes);
  EXPECT_EQ(WriteAttributes({}), "{}");
}

}  // namespace
}  // namespace twinbill::readers
