// Warden: the keeper's child that starts the program, in namespaces where there are any, and waits
// for it; its end is the end of every process in them.
#pragma once

#include <sys/types.h>

#include "legacy_adapters/child/keeper_order.h"

namespace twinbill::child {

// What the warden says to the keeper over a pipe, as bytes.
struct WardenWord {
  enum Kind : int { kContained, kStarted, kFailed, kExit, kSignal };
  int kind = kContained;
  int value = 0;  // kContained: 1 own /proc, 2 files confined, 4 limits set; kFailed: errno
  int left = 0;   // whether processes were left behind
  long cpu_ms = 0;
  long rss_kib = 0;
};

// Forks the warden; it reads nothing, and writes its words to `words`. `namespaces`: whether it is
// the first process of namespaces.
pid_t StartWarden(const KeeperOrder& order, bool namespaces, int words);

}  // namespace twinbill::child
