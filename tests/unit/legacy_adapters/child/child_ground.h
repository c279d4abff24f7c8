// Programs of others for tests: run to their end, or to a limit.
#pragma once

#include <string>
#include <vector>

#include "legacy_adapters/child/child.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::child {

struct Ran {
  ChildEnd end;
  std::string output;
  std::string error;
  Milliseconds took{0};
};

inline KeeperOrder OrderOf(const support::TemporaryFolder& folder,
                           std::vector<std::string> command) {
  KeeperOrder order;
  order.command = std::move(command);
  order.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"};
  order.folder = folder.path();
  order.grace_ms = 300;
  return order;
}

inline Ran RunOrder(const KeeperOrder& order, const ChildLimits& limits = {},
                    const std::string& input = {}) {
  const auto from = std::chrono::steady_clock::now();
  auto child = Child::Start(order, limits);
  TWINBILL_CHECK(child.has_value());
  Ran ran;
  (*child)->Send(input);
  (*child)->CloseInput();
  for (;;) {
    const Child::Event event = (*child)->Wait();
    ran.output += (*child)->received();
    (*child)->received().clear();
    if (event == Child::Event::kEnded || event == Child::Event::kBreach) break;
  }
  ran.end = (*child)->Finish();
  ran.error = (*child)->standard_error().Text();
  ran.took = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - from);
  return ran;
}

inline Ran RunShell(const support::TemporaryFolder& folder, const std::string& script,
                    const ChildLimits& limits = {}, const std::string& input = {}) {
  return RunOrder(OrderOf(folder, {"/bin/sh", "-c", script}), limits, input);
}

}  // namespace twinbill::child
