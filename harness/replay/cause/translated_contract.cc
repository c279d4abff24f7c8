// What is known of the contract that the legacy configuration should have become.
#include "harness/replay/cause/example_traces.h"

namespace twinbill::replay {

std::string TranslatedContract(const std::string&, const std::string&) { return {}; }

}  // namespace twinbill::replay
