#include "legacy_adapters/process/adapter_check.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/legacy_adapters/process/process_ground.h"

namespace twinbill::process {
namespace {

AdapterReport CheckOf(const std::string& mode, std::int64_t idle_ms = 20'000) {
  ProcessPlan plan = PlanForCheck(
      {"python3", support::SourcePath("tests/unit/legacy_adapters/process/misbehaving.py"), mode},
      "/");
  plan.limits.idle_ms = idle_ms;
  plan.limits.grace_ms = 1000;
  return CheckAdapter(plan);
}

// The names of probes that failed, with what was seen.
std::string Failed(const AdapterReport& report) {
  std::string names;
  for (const Probe& probe : report.probes) {
    if (probe.outcome != ProbeOutcome::kPassed) names += probe.name + " " + probe.finding + "\n";
  }
  return names;
}

TEST(AdapterCheck, AGoodProgramPassesAll) {
  const AdapterReport report = CheckOf("good");
  EXPECT_EQ(Failed(report), "");
  EXPECT_TRUE(report.passed());
  EXPECT_EQ(report.level, 1);
  EXPECT_EQ(report.name, "misbehaving");
  EXPECT_EQ(report.build, "good");
  EXPECT_EQ(report.rows_asked_twice, 1200);
  EXPECT_EQ(report.Bound(), "3/1200");
  EXPECT_FALSE(report.containment.empty());
  EXPECT_GE(report.probes.size(), 15U);
}

TEST(AdapterCheck, AProgramThatDisagreesWithItselfIsNondeterministic) {
  const AdapterReport report = CheckOf("random_amount");
  EXPECT_FALSE(report.passed());
  EXPECT_FALSE(report.agrees_with_itself);
  EXPECT_EQ(report.Bound(), "");
  EXPECT_NE(Failed(report).find("agrees_in_another_life nondeterministic: 200 lines"),
            std::string::npos)
      << Failed(report);
}

TEST(AdapterCheck, HowAProgramEndsIsSeen) {
  EXPECT_EQ(Failed(CheckOf("hang_at_exit")), "ends_with_its_input it had to be stopped\n");
  EXPECT_EQ(Failed(CheckOf("leaves_process")), "leaves_no_process others that it started ran on\n");
}

TEST(AdapterCheck, AProgramThatDoesNotAnswerFailsAtOnce) {
  const AdapterReport report = CheckOf("banner");
  ASSERT_EQ(report.probes.size(), 1U);
  EXPECT_NE(report.probes[0].finding.find("process_noise"), std::string::npos);
}

TEST(AdapterCheck, FilesAreTriedWhereTheCommandNamesThem) {
  const support::TemporaryFolder folder;
  folder.Write("bill.sh",
               "echo usage_account_id,line_item_type,clause,amount\n"
               "tail -n +2 \"$1\" | grep -c . | sed 's/.*/a,T,c,&/'\n");
  const AdapterReport report =
      CheckAdapter(PlanForCheck({"/bin/sh", "{here}/bill.sh", "{usage}"}, folder.path()));
  EXPECT_EQ(report.level, 0);
  EXPECT_EQ(Failed(report), "");
}

}  // namespace
}  // namespace twinbill::process
