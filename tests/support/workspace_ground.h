// A workspace that commands run in, for tests of what they say and how they end.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::support {

class WorkspaceGround : public testing::Test {
 protected:
  WorkspaceGround() { EXPECT_EQ(Run({"init", workspace_}), cli::kDone); }

  // Its exit code; what it said is in out_ and err_.
  int Run(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    cli::Streams streams{out, err};
    const int code = cli::Main(arguments, streams);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  TemporaryFolder folder_;
  std::string workspace_ = folder_.At("workspace");
  std::string out_;
  std::string err_;
};

}  // namespace twinbill::support
