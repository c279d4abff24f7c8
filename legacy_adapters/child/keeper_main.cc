// twinbill-keeper: started by twinbill, never by hand.
#include <cstdio>
#include <string>
#include <vector>

#include "legacy_adapters/child/keeper.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto order = twinbill::child::FromArguments(arguments);
  if (!order) {
    std::fputs("twinbill-keeper: started by twinbill to run programs of others, not by hand\n",
               stderr);
    return 2;
  }
  return twinbill::child::Keep(*order);
}
