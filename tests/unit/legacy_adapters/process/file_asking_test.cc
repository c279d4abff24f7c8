// Level 0: files in, files out.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/legacy_adapters/process/process_ground.h"

namespace twinbill::process {
namespace {

constexpr const char* kHeader = "usage_account_id,line_item_type,clause,amount\\n";

// A head at level 0 whose program is the shell script `script`.
std::string HeadOf(const ProcessGround& ground, const std::string& script,
                   const std::string& more = {}) {
  ground.folder().Write("bill.sh", script);
  return ground.WriteHead(
      R"(["/bin/sh", "{here}/bill.sh", "{usage}", "{lines}", "{parameters}", "{period}", "{taken}", "{rejected}"])",
      R"(, "level": 0)" + more, R"(, "search_ms": 1, "idle_ms": 20000)");
}

std::string Print(const std::string& text) { return "printf '" + text + "'\n"; }

TEST(FileAsking, AProgramReadsFilesAndWritesLines) {
  const ProcessGround ground;
  const auto bill = ground.Bill(
      HeadOf(ground,
             "tail -n +2 \"$1\" | cut -d, -f5,15 | while IFS=, read account cost; do\n"
             "  echo \"$account,T,c $4,$cost\"; done > rows\n"
             "{ echo usage_account_id,line_item_type,clause,amount; cat rows; } > \"$2\"\n"
             "grep -q '\"period\":\"2025-01\",\"parameters\":{}' \"$3\" || exit 9\n",
             R"(, "lines": "lines.csv")"));
  ASSERT_EQ(bill.code(), "") << model::Format(bill.diagnostics.front());
  EXPECT_EQ(bill.bytes(), std::string(model::LineItemHeader()) +
                              "Anniversary,2025-01,P,a1,,,,T,C,c 2025-01,,,10.5,USD\n"
                              "Anniversary,2025-01,P,a1,,,,T,C,c 2025-01,,,30,USD\n"
                              "Anniversary,2025-01,P,a2,,,,T,C,c 2025-01,,,20,USD\n"
                              "Anniversary,2025-01,P,a2,,,,T,C,c 2025-01,,,40,USD\n");
}

TEST(FileAsking, UsageIsCsvOfAllColumns) {
  const ProcessGround ground;
  const auto bill = ground.Bill(HeadOf(
      ground,
      Print(kHeader) + "printf ',T,\"%s\",1\\n' \"$(head -2 \"$1\" | sed 's/\"/\"\"/g')\"\n"));
  ASSERT_EQ(bill.lines.size(), 1U) << model::Format(bill.diagnostics.front());
  EXPECT_EQ(
      bill.lines[0].clause,
      "row,id,payer,period,account,start,line_item_type,service,usage_type,operation,region,unit,"
      "currency,quantity,cost,rate,unblended_cost,public_cost,product,tags\n"
      "1,2025-01-02T00:00:00Za1,P,2025-01,a1,2025-01-02T00:00:00Z,Usage,AmazonS3,TimedStorage,,,,"
      "USD,1,10.5,,10.5,,{},{}");
}

TEST(FileAsking, NoWordOfTheCommandIsReadByAShell) {
  const ProcessGround ground;
  const std::string head =
      ground.WriteHead(R"x(["/bin/echo", "$(touch x)", ";", "rm", "{usage}"])x", R"(, "level": 0)");
  EXPECT_EQ(ground.Bill(head).code(), "process_bad_file");
}

struct Case {
  const char* name;
  std::string script;
  const char* code;
  const char* more = "";
};

std::string Good() { return Print(std::string(kHeader) + "a,T,c,1.00\\n"); }

std::vector<Case> Cases() {
  const std::string head = kHeader;
  const char* file = R"(, "lines": "lines.csv")";
  const char* keys = R"(, "taken": "taken", "rejected": "rejected")";
  return {
      {"empty_output", "true", "process_bad_file"},
      {"no_file", "true", "process_no_file", file},
      {"link_instead_of_file", "ln -s /etc/passwd \"$2\"", "process_no_file", file},
      {"folder_instead_of_file", "mkdir \"$2\"", "process_no_file", file},
      {"partial_last_line", Print(head + "a,T,c,1.00\\na,T,c,2.0"), "process_partial_line"},
      {"open_quote", Print(head + "\"a,T,c,1.00\\n"), "process_partial_line"},
      {"crlf", Print("usage_account_id,line_item_type,clause,amount\\r\\na,T,c,1\\r\\n"),
       "process_crlf"},
      {"not_utf8", Print(head + "\\377,T,c,1\\n"), "process_not_utf8"},
      {"byte_order_mark", Print("\\357\\273\\277" + head), "process_bad_file"},
      {"banner", Print("Biller 3.1\\n" + head), "process_bad_file"},
      {"ragged_row", Print(head + "a,T,c\\n"), "process_bad_file"},
      {"stray_quote", Print(head + "a\"b,T,c,1\\n"), "process_bad_file"},
      {"text_behind_quote", Print(head + "\"a\"b,T,c,1\\n"), "process_bad_file"},
      {"unknown_column", Print("account,amount\\n"), "process_bad_file"},
      {"column_twice", Print("amount,amount\\n"), "process_bad_file"},
      {"amount_comma", Print(head + "a,T,c,\"1,234.50\"\\n"), "process_bad_line"},
      {"amount_nan", Print(head + "a,T,c,NaN\\n"), "process_bad_line"},
      {"missing_amount", Print("line_item_type,clause\\nT,c\\n"), "process_bad_line"},
      {"exit_code", Good() + "exit 3", "process_exit"},
      {"exit_code_allowed", Good() + "exit 3", "", R"(, "exit_codes": [0, 3])"},
      {"exit_code_0_not_allowed", Good(), "process_exit", R"(, "exit_codes": [2])"},
      {"crash", Good() + "kill -SEGV $$", "process_crashed"},
      {"background_process", "sleep 1000 &\n" + Good(), ""},
      {"keys_all", "printf '1\\n2\\n3\\n' > $5; printf '4,no price\\n' > $6\n" + Good(), "", keys},
      {"keys_missing", "printf '1\\n2\\n3\\n' > $5; : > $6\n" + Good(), "process_keys", keys},
      {"keys_twice", "printf '1\\n2\\n3\\n' > $5; printf '4\\n2\\n' > $6\n" + Good(),
       "process_keys", keys},
      {"keys_unknown", "printf '1\\n2\\n3\\n4\\n5\\n' > $5; : > $6\n" + Good(), "process_keys",
       keys},
      {"keys_garbage", "printf '1\\n2\\nx\\n4\\n' > $5; : > $6\n" + Good(), "process_keys", keys},
      {"keys_no_file", "printf '1\\n2\\n3\\n4\\n' > $5\n" + Good(), "process_no_file", keys},
      {"keys_partial", "printf '1\\n2\\n3\\n4' > $5; : > $6\n" + Good(), "process_partial_line",
       keys},
      {"stdin_is_closed", "read x && exit 9\n" + Good(), ""},
      {"stdout_is_a_log", "echo working; echo usage_account_id,line_item_type,clause,amount > $2",
       "", file},
      {"disagrees", Print(head) + "echo \"a,T,c,$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')\"",
       "process_nondeterministic", R"(, "runs": 3)"},
  };
}

TEST(FileAsking, EveryMisbehaviourIsNamedForWhatItIs) {
  for (const Case& the_case : Cases()) {
    const ProcessGround ground;
    const auto bill = ground.Bill(HeadOf(ground, the_case.script, the_case.more));
    EXPECT_EQ(bill.code(), the_case.code)
        << the_case.name << " "
        << (bill.diagnostics.empty() ? "" : model::Format(bill.diagnostics.front()));
  }
}

TEST(FileAsking, AHangIsStopped) {
  const ProcessGround ground;
  ground.folder().Write("bill.sh", "trap '' TERM; sleep 1000");
  const auto bill =
      ground.Bill(ground.WriteHead(R"(["/bin/sh", "{here}/bill.sh"])", R"(, "level": 0)",
                                   R"(, "search_ms": 1, "period_ms": 300)"));
  EXPECT_EQ(bill.code(), "process_late");
}

}  // namespace
}  // namespace twinbill::process
