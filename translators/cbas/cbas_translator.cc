#include "translators/cbas/cbas_translator.h"

#include "translators/cbas/book_translator.h"
#include "translators/top_key.h"

namespace twinbill::translators {

namespace {

class CbasTranslator final : public Translator {
 public:
  std::string_view name() const override { return "cbas"; }
  bool Knows(std::string_view text) const override { return HasTopKey(text, "cbas"); }

  model::Result<Translation> Translate(std::string_view text,
                                       const std::string& file) const override {
    TWINBILL_ASSIGN(book, rule_book::ReadRuleBook(text, file));
    return TranslateBook(book, std::string(name()));
  }
};

}  // namespace

const Translator& The_cbas() {
  static const CbasTranslator translator;
  return translator;
}

}  // namespace twinbill::translators
