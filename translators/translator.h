// Translator: one kind of legacy configuration to standard contracts.
//
// Deterministic: the same text gives the same translation. What cannot be said exactly in standard
// constructs is refused or has an obligation; nothing is left out in silence.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "corpus/model/result.h"
#include "translators/translation.h"

namespace twinbill::translators {

class Translator {
 public:
  virtual ~Translator() = default;

  virtual std::string_view name() const = 0;  // as in registered.def
  // Whether `text` is a configuration of this kind, by its top key.
  virtual bool Knows(std::string_view text) const = 0;
  // A failure where `text` is no valid configuration; `file` names it in messages.
  virtual model::Result<Translation> Translate(std::string_view text,
                                               const std::string& file) const = 0;
};

// All of registered.def, in its order.
std::span<const Translator* const> Translators();

// The translation of `text` by the one of `translators` that knows it.
model::Result<Translation> Translate(std::span<const Translator* const> translators,
                                     std::string_view text, const std::string& file);

}  // namespace twinbill::translators
