// Knob: one thing that a side could do otherwise, and the side with it turned.
//
// What differs between two sides is mostly one knob: a rounding mode, a tier edge, a window, a
// price. So each is turned by itself, and the one that makes the difference vanish is its cause.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace twinbill::replay {

struct Knob {
  std::string kind;  // "rounding mode", "tier edge", …
  bool in_legacy = false;
  std::string place;  // JSON pointer into the side's canonical form
  std::string was;    // what stands there, as JSON; "the default" where nothing does
  std::string becomes;
  std::string text;  // of the whole side, turned
  // Turned to what the translator makes of the legacy side: more than a guess.
  bool is_translated = false;
};

// Of the standard contract with this canonical text. `translated` is the canonical text of what the
// translator makes of the legacy side; empty where there is none. Those turned to it come first.
std::vector<Knob> StandardKnobs(std::string_view text, std::string_view translated);

// Of the rule book (JSON with comments): settings, windows, ways of spreading, order.
std::vector<Knob> LegacyKnobs(std::string_view text);

// "tier edge", "window", … of the value at a pointer into a contract.
std::string KindOf(std::string_view pointer);

}  // namespace twinbill::replay
