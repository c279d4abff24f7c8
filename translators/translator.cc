#include "translators/translator.h"

#include <algorithm>
#include <array>

namespace twinbill::translators {

#define TWINBILL_TRANSLATOR(folder) const Translator& The_##folder();
#include "translators/registered.def"
#undef TWINBILL_TRANSLATOR

std::span<const Translator* const> Translators() {
#define TWINBILL_TRANSLATOR(folder) &The_##folder(),
  static const auto all = std::to_array<const Translator*>({
#include "translators/registered.def"
  });
#undef TWINBILL_TRANSLATOR
  return all;
}

model::Result<Translation> Translate(std::span<const Translator* const> translators,
                                     std::string_view text, const std::string& file) {
  const auto knows =
      std::find_if(translators.begin(), translators.end(),
                   [&](const Translator* translator) { return translator->Knows(text); });
  if (knows != translators.end()) return (*knows)->Translate(text, file);
  std::string names;
  for (const Translator* translator : translators) {
    names += (names.empty() ? "\"" : ", \"") + std::string(translator->name()) + "\"";
  }
  model::Position position;
  position.file = file;
  return model::Fail(model::InputFailure(
      {model::Code{"translate_unknown_kind"}, position,
       "no translator knows this file: it is no JSON object with the top key of a legacy kind",
       "a JSON object with one of the top keys " + names}));
}

}  // namespace twinbill::translators
