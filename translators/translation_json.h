// translation.json: a translation as a document, in both directions.
//
// From rules and settings to constructs and values, and from constructs back to rules; with the
// digests of all generated values, by which later edits are told from the translator's own. Format:
// docs/formats/translation.md.
#pragma once

#include <string>

#include "translators/contract_edits.h"
#include "translators/translation.h"

namespace twinbill::translators {

// What the document says beside the translation itself.
struct TranslationSource {
  std::string file;  // as it was named
  std::string text;
};

// Canonical: the same translation gives the same bytes.
std::string WriteTranslation(const Translation& translation, const TranslationSource& source,
                             const ContractEdits& edits);

// How much was translated.
struct Share {
  std::size_t translated = 0;
  std::size_t all = 0;
  bool operator==(const Share&) const = default;
};
struct Coverage {
  Share rules;
  Share clauses;
  Share settings;
};
Coverage CoverageOf(const Translation& translation);

}  // namespace twinbill::translators
