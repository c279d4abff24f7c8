#include "standard_engine/contract/json_value.h"

#include <gtest/gtest.h>

namespace twinbill::contract {
namespace {

JsonValue Parsed(std::string_view text) {
  auto parsed = ParseJson(text, "value.json");
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : JsonValue();
}

TEST(JsonWriter, WritesWhatFitsOnOneLineAndBreaksTheRest) {
  const std::string long_text(70, 'x');
  const JsonValue value = Parsed(R"({"a":[1,2,{"b":null}],"long":[")" + long_text + R"(",")" +
                                 long_text + R"("],"none":[],"nothing":{}})");
  EXPECT_EQ(WriteJson(value), "{\n  \"a\": [1, 2, {\"b\": null}],\n  \"long\": [\n    \"" +
                                  long_text + "\",\n    \"" + long_text +
                                  "\"\n  ],\n  \"none\": [],\n  \"nothing\": {}\n}");
}

TEST(JsonWriter, ALineHasAHundredColumnsAndNoMore) {
  for (const std::size_t length : {91U, 92U}) {
    const JsonValue value = Parsed(R"({"k":["x",")" + std::string(length - 12, 'y') + R"("]})");
    const std::string written = WriteJson(value);
    std::size_t longest = 0;
    std::size_t lines = 0;
    for (std::size_t from = 0; from < written.size(); ++lines) {
      const std::size_t end = std::min(written.find('\n', from), written.size());
      longest = std::max(longest, end - from);
      from = end + 1;
    }
    EXPECT_LE(longest, 100U);
    EXPECT_EQ(lines, 3U);
  }
  const std::string fits = R"({"k":[")" + std::string(88, 'y') + R"("]})";
  EXPECT_EQ(WriteJson(Parsed(fits)), "{\n  \"k\": [\"" + std::string(88, 'y') + "\"]\n}");
  const std::string too_long = R"({"k":[")" + std::string(89, 'y') + R"("]})";
  EXPECT_EQ(WriteJson(Parsed(too_long)),
            "{\n  \"k\": [\n    \"" + std::string(89, 'y') + "\"\n  ]\n}");
}

TEST(JsonWriter, EscapesWhatATextCantHold) {
  const JsonValue value = JsonValue::Text("\"\\\n\t\x01 é \x7f");
  EXPECT_EQ(WriteJson(value), "\"\\\"\\\\\\n\\t\\u0001 é \x7f\"");
  EXPECT_TRUE(Parsed(WriteJson(value)).Equals(value));
}

TEST(JsonValue, EqualsWhatSaysTheSameInAnotherOrderOfKeys) {
  const JsonValue value = Parsed(R"({"a": [1, "1", true], "b": null})");
  EXPECT_TRUE(value.Equals(Parsed(R"({"b": null, "a": [1, "1", true]})")));
  for (const char* other :
       {R"({"a": [1, "1", true]})", R"({"a": [1, "1", false], "b": null})",
        R"({"a": [1, 1, true], "b": null})", R"({"a": [1, "1", true], "c": null})",
        R"({"a": ["1", 1, true], "b": null})", R"([1, "1", true])"}) {
    EXPECT_FALSE(value.Equals(Parsed(other))) << other;
  }
}

TEST(JsonValue, IsMadeByHandAsItIsRead) {
  JsonValue object = JsonValue::Object();
  object.Put("n", JsonValue::Number(-3));
  object.Put("t", JsonValue::Bool(true));
  object.Put("f", JsonValue::Array({JsonValue::Bool(false), JsonValue::Null()}));
  EXPECT_TRUE(object.Equals(Parsed(R"({"n": -3, "t": true, "f": [false, null]})")));
}

}  // namespace
}  // namespace twinbill::contract
