// Containment: what the keeper can do on this machine to shut a program in.
//
// Each means that the machine refuses is left out and not counted: the level says what holds.
// Single-threaded; meant for the keeper and the child it forks.
#pragma once

#include <string>
#include <vector>

#include "legacy_adapters/child/keeper_order.h"

namespace twinbill::child {

// Namespaces of its own for users, processes, network, mounts and messages, for the children that
// are forked from now on: no network, no sight of other processes, and all die with the first.
// The names of what was attained: {"user", "pid", "net", "mount", "ipc"}, or none.
std::vector<std::string> EnterNamespaces();

// In the first process of the namespaces: a /proc of its own.
bool MountProcesses();

// Limits of the process itself, kept by all that come of it. False where one can't be set.
// `own_users`: whether it is in a user namespace of its own.
bool LimitResources(const KeeperOrder& order, bool own_users);

// Whether the kernel has Landlock.
bool CanConfineFiles();
// From now on this process and all that come of it write only below order.folder and to /dev/null,
// and read only the system's folders, order.folder and order.readable.
bool ConfineFiles(const KeeperOrder& order);

// `strong`: own processes and network, files confined; `medium`: limits and the whole tree's end.
std::string LevelOf(const std::vector<std::string>& means);

}  // namespace twinbill::child
