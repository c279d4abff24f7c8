#include "legacy_adapters/sql/sql_child.h"

#include <gtest/gtest.h>

namespace twinbill::sql {
namespace {

TEST(SqlChild, ThatDiesIsSaid) {
  SqlScript script;
  script.path = "legacy.sql";
  script.text = "SELECT 1";
  const auto answer = AskScript(script, "no request", model::Period::FromCivil(2025, 1));
  ASSERT_FALSE(answer.has_value());
  const model::Diagnostic& diagnostic = answer.error().diagnostics[0];
  EXPECT_EQ(diagnostic.code, "sql_child_died");
  EXPECT_EQ(diagnostic.position.part, "2025-01");
  EXPECT_NE(diagnostic.message.find("ended with code 2: twinbill-sql: started by twinbill"),
            std::string::npos)
      << diagnostic.message;
}

TEST(SqlAnswer, EveryShorterRunOfBytesIsNone) {
  SqlAnswer answer;
  answer.columns = {"a", "b"};
  answer.rows = {{{'t', "x"}, {'n', ""}}, {{'r', "1.5"}, {'i', "2"}}};
  std::string bytes;
  PackAnswer(answer, bytes);
  const auto again = UnpackAnswer(bytes);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->columns, answer.columns);
  EXPECT_EQ(again->rows[1][0].kind, 'r');
  EXPECT_EQ(again->rows[1][1].text, "2");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(UnpackAnswer(std::string_view(bytes).substr(0, size)).has_value()) << size;
  }
}

}  // namespace
}  // namespace twinbill::sql
