// What the translators make of a legacy configuration, for who asks what a knob should be.
#include "harness/replay/cause/example_traces.h"
#include "standard_engine/contract/contract_writer.h"
#include "translators/translator.h"

namespace twinbill::replay {

std::string TranslatedContract(const std::string& text, const std::string& file) {
  const auto translation = translators::Translate(translators::Translators(), text, file);
  return translation ? contract::WriteContract(translation->contract,
                                               contract::NamedConstructs::kPrimitives)
                     : std::string();
}

}  // namespace twinbill::replay
