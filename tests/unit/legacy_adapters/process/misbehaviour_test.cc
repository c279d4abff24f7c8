// Every way in which a program misbehaves is named for what it is, ends within its limit and three
// seconds, and leaves no process behind.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/unit/legacy_adapters/process/process_ground.h"

namespace twinbill::process {
namespace {

struct Case {
  const char* mode;
  const char* code;       // "" where it is none
  const char* more = "";  // of the head
  const char* limits = "";
};

// Long enough for a busy machine: what is wrong is seen, not waited for.
constexpr const char* kShort =
    R"(, "start_ms": 20000, "idle_ms": 20000, "period_ms": 30000, "search_ms": 1)";
[[maybe_unused]] constexpr const char* kShortIdle =
    R"(, "start_ms": 20000, "idle_ms": 300, "period_ms": 20000, "search_ms": 1)";
[[maybe_unused]] constexpr const char* kShortPeriod =
    R"(, "start_ms": 20000, "idle_ms": 20000, "period_ms": 600, "search_ms": 1)";
[[maybe_unused]] constexpr const char* kShortStart = R"(, "start_ms": 300, "search_ms": 1)";

// Hangs.
[[maybe_unused]] constexpr Case kHangs[] = {
    {"hang_at_start", "process_start_late", "", kShortStart},
    {"hang_at_start_busy", "process_start_late", "", kShortStart},
    {"hang_mid_row", "process_idle", "", kShortIdle},
    {"hang_after_rows", "process_idle", "", kShortIdle},
    {"hang_mid_answer", "process_idle", "", kShortIdle},
    {"hang_before_end", "process_idle", "", kShortIdle},
    {"hang_ignoring_term", "process_idle", "", kShortIdle},
    {"hang_busy", "process_idle", "", kShortIdle},
    {"hang_grandchild", "process_idle", "", kShortIdle},
    {"hang_stopped", "process_idle", "", kShortIdle},
    {"hang_drip", "process_late", "", kShortPeriod},
    {"hang_talking", "process_late", "", kShortPeriod},
    {"hang_on_row", "process_idle", "", kShortIdle},
    {"hang_not_reading", "process_idle", "", kShortIdle},
    {"close_stdout", "process_idle", "", kShortIdle},
};

[[maybe_unused]] constexpr Case kMisbehaviours[] = {
    {"crash", "process_crashed"},
    {"crash_mid_answer", "process_crashed"},
    {"crash_on_row", "process_crashed"},
    {"exit_1", "process_exit"},
    {"exit_at_start", "process_exit"},
    {"out_of_memory", "process_exit", "", R"(, "memory_mib": 200, "search_ms": 1)"},
    {"exit_0", "process_truncated"},
    {"no_end", "process_truncated"},
    {"partial_line", "process_partial_line"},
    {"crash_first_life", "process_nondeterministic"},
    {"random_amount", "process_nondeterministic", R"(, "runs": 2)"},
    {"stderr_flood", "process_flood", "", R"(, "output_mib": 4, "search_ms": 1)"},
    {"stdout_flood", "process_line_too_long"},
    {"fork_crowd", "process_crowd"},
    {"banner", "process_noise"},
    {"progress", "process_noise"},
    {"array", "process_noise"},
    {"byte_order_mark", "process_noise"},
    {"long_line", "process_line_too_long"},
    {"not_utf8", "process_not_utf8"},
    {"crlf", "process_crlf"},
    {"unknown_type", "process_bad_message"},
    {"result_first", "process_bad_message"},
    {"number_amount", "process_bad_message"},
    {"duplicate_key", "process_bad_message"},
    {"end_without_digest", "process_bad_message"},
    {"version_2", "process_version"},
    {"other_nonce", "process_stale"},
    {"old_request", "process_stale"},
    {"old_nonce", "process_stale"},
    {"missing_result", "process_order"},
    {"swapped_results", "process_order"},
    {"end_counts_more", "process_count"},
    {"wrong_digest", "process_digest"},
    {"wrong_input", "process_input"},
    {"skips_row", "process_input"},
    {"second_ready", "process_unasked"},
    {"talks_on", "process_unasked"},
    {"missing_amount", "process_bad_line"},
    {"amount_nan", "process_bad_line"},
    {"amount_comma", "process_bad_line"},
    {"amount_minus_zero", "process_bad_line"},
    {"other_period", "process_bad_line"},
    {"other_currency", "process_bad_line"},
    {"error", "process_error"},
    {"error_row", "process_error"},
};

// Others of their kinds, for the nightly run.
[[maybe_unused]] constexpr Case kMoreMisbehaviours[] = {
    {"killed", "process_crashed"},
    {"crash_at_start", "process_crashed"},
    {"abort_on_row", "process_crashed"},
    {"cpu_limit", "process_crashed", "", R"(, "cpu_seconds": 1, "idle_ms": 30000, "search_ms": 1)"},
    {"exit_on_row", "process_exit"},
    {"ends_at_start", "process_truncated"},
    {"exit_mid_answer", "process_truncated"},
    {"end_on_row", "process_truncated"},
    {"clock_amount", "process_nondeterministic", R"(, "runs": 2)"},
    {"address_amount", "process_nondeterministic", R"(, "runs": 2)"},
    {"blank_line", "process_noise"},
    {"traceback", "process_noise"},
    {"number", "process_noise"},
    {"broken_json", "process_noise"},
    {"csv", "process_noise"},
    {"nul", "process_not_utf8"},
    {"latin1", "process_not_utf8"},
    {"no_type", "process_bad_message"},
    {"null_region", "process_bad_message"},
    {"extra_key", "process_bad_message"},
    {"missing_key", "process_bad_message"},
    {"later_request", "process_stale"},
    {"duplicate_result", "process_order"},
    {"end_counts_less", "process_count"},
    {"answers_early", "process_input"},
    {"second_end", "process_unasked"},
    {"amount_infinite", "process_bad_line"},
    {"amount_exponent", "process_bad_line"},
    {"amount_plus", "process_bad_line"},
    {"amount_empty", "process_bad_line"},
    {"amount_spaces", "process_bad_line"},
    {"amount_leading_zero", "process_bad_line"},
    {"amount_digits", "process_bad_line"},
    {"amount_currency", "process_bad_line"},
    {"other_payer", "process_bad_line"},
    {"other_contract", "process_bad_line"},
    {"empty_clause", "process_bad_line"},
    {"bad_quantity", "process_bad_line"},
    {"bad_bill_type", "process_bad_line"},
    {"error_first", "process_error"},
};

void PrintTo(const Case& the_case, std::ostream* out) { *out << the_case.mode; }

std::string NameOf(const ::testing::TestParamInfo<Case>& info) { return info.param.mode; }

// The bill of the case; that nothing of it lives afterwards is checked.
support::ForeignBill BillOf(const Case& the_case) {
  const ProcessGround ground;
  const std::string mark = "mark-" + std::to_string(getpid()) + "-" + std::string(the_case.mode);
  const std::string limits = *the_case.limits == '\0' ? kShort : the_case.limits;
  const auto bill = ground.Bill(
      ground.WriteHead(ProcessGround::Misbehaving(the_case.mode, mark), the_case.more, limits));
  EXPECT_FALSE(IsAlive(mark)) << the_case.mode;
  return bill;
}

void ExpectFault(const support::ForeignBill& bill, const Case& the_case) {
  EXPECT_EQ(bill.code(), the_case.code)
      << (bill.diagnostics.empty() ? "" : model::Format(bill.diagnostics.front()));
  EXPECT_EQ(bill.kind, model::FailureKind::kSurroundings);
  EXPECT_TRUE(bill.lines.empty());
}

#ifndef TWINBILL_NIGHTLY
class Hang : public ::testing::TestWithParam<Case> {};

// Three lives at the most: it is asked, asked again, and once without rows.
TEST_P(Hang, IsStoppedWithinItsLimitAndNothingIsLeft) {
  const auto from = std::chrono::steady_clock::now();
  const auto bill = BillOf(GetParam());
  EXPECT_LT(std::chrono::steady_clock::now() - from, 3 * std::chrono::milliseconds(600 + 3000));
  ExpectFault(bill, GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, Hang, ::testing::ValuesIn(kHangs), NameOf);
#endif

class Misbehaviour : public ::testing::TestWithParam<Case> {};

TEST_P(Misbehaviour, IsNamedForWhatItIsAndNeverComparedAsData) {
  ExpectFault(BillOf(GetParam()), GetParam());
}

#ifdef TWINBILL_NIGHTLY
INSTANTIATE_TEST_SUITE_P(More, Misbehaviour, ::testing::ValuesIn(kMoreMisbehaviours), NameOf);
#else
INSTANTIATE_TEST_SUITE_P(All, Misbehaviour, ::testing::ValuesIn(kMisbehaviours), NameOf);
#endif

}  // namespace
}  // namespace twinbill::process
