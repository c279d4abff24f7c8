#include "legacy_adapters/child/containment.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/legacy_adapters/child/child_ground.h"

namespace twinbill::child {
namespace {

// What is tried, and what is printed where it works.
struct Probe {
  const char* name;
  const char* script;
};

constexpr Probe kProbes[] = {
    {"write_beside", "echo x > ../beside_$$ && echo BROKEN"},
    {"write_tmp", "echo x > /tmp/twinbill_probe && echo BROKEN"},
    {"write_var_tmp", "echo x > /var/tmp/twinbill_probe && echo BROKEN"},
    {"write_home", "echo x > ~root/.twinbill_probe && echo BROKEN"},
    {"write_etc", "echo x > /etc/twinbill_probe && echo BROKEN"},
    {"write_shared_memory", "echo x > /dev/shm/twinbill_probe && echo BROKEN"},
    {"remove_outside", "rm -f OUTSIDE && echo BROKEN"},
    {"rename_outside", "mv OUTSIDE OUTSIDE.moved && echo BROKEN"},
    {"append_outside", "echo x >> OUTSIDE && echo BROKEN"},
    {"link_outside", "ln OUTSIDE here && echo BROKEN"},
    {"read_outside", "cat OUTSIDE && echo BROKEN"},
    {"read_by_symlink", "ln -s OUTSIDE way && cat way && echo BROKEN"},
    {"list_home", "ls /root && echo BROKEN"},
    {"read_shadow", "cat /etc/shadow && echo BROKEN"},
    {"network",
     "python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", PORT), 1); "
     "print(\"BROKEN\")'"},
    {"see_processes", "test $(ls /proc | grep -c '^[0-9]') -gt 6 && echo BROKEN"},
    {"read_environment", "tr '\\0' '\\n' < /proc/PARENT/environ && echo BROKEN"},
    {"signal_parent", "kill -0 PARENT && echo BROKEN"},
    {"mount", "mount -t tmpfs none . && echo BROKEN"},
    {"become_root", "test $(id -u) -eq 0 && echo BROKEN"},
};

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

bool IsStrongHere() {
  const support::TemporaryFolder folder;
  return RunShell(folder, "true").end.level == "strong";
}

TEST(Containment, TwentyProbesAreBlockedWhereItIsStrong) {
  const support::TemporaryFolder outside;
  const std::string secret = outside.Write("secret", "secret\n");
  for (const Probe& probe : kProbes) {
    const support::TemporaryFolder folder;
    std::string script = Replaced(probe.script, "OUTSIDE", secret);
    script = Replaced(script, "PARENT", std::to_string(getpid()));
    script = Replaced(script, "PORT", "9");
    const Ran ran = RunShell(folder, script);
    if (ran.end.level != "strong") continue;  // what holds then is said by the level
    EXPECT_EQ(ran.output.find("BROKEN"), std::string::npos) << probe.name << ran.output;
    EXPECT_EQ(ran.end.kind, ChildEnd::Kind::kExit) << probe.name;
  }
  EXPECT_EQ(support::ReadBytes(secret), "secret\n");
}

TEST(Containment, TheLevelSaysWhatHolds) {
  EXPECT_EQ(LevelOf({"user", "pid", "net", "mount", "ipc", "processes", "files", "limits"}),
            "strong");
  EXPECT_EQ(LevelOf({"user", "pid", "net", "limits"}), "medium");
  EXPECT_EQ(LevelOf({"files", "limits"}), "medium");
  const support::TemporaryFolder folder;
  const Ran ran = RunShell(folder, "true");
  EXPECT_EQ(ran.end.level == "strong" || ran.end.level == "medium", true) << ran.end.level;
  EXPECT_NE(ran.end.means.find("limits"), std::string::npos) << ran.end.means;
}

TEST(Containment, WhatIsMadeReadableCanBeRead) {
  const support::TemporaryFolder outside;
  const std::string path = outside.Write("prices", "42\n");
  const support::TemporaryFolder folder;
  KeeperOrder order = OrderOf(folder, {"cat", path});
  if (IsStrongHere()) {
    EXPECT_EQ(RunOrder(order).output, "");
  }
  order.readable = {outside.path()};
  EXPECT_EQ(RunOrder(order).output, "42\n");
}

}  // namespace
}  // namespace twinbill::child
