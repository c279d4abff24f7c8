// Origin: which named construct of the contract a primitive was made of.
#pragma once

#include <string>

namespace twinbill::contract {

// All primitives that one named construct expands to have the same origin, and stand together.
struct Origin {
  std::string definition;  // its name, as "flat_prc"
  std::string id;          // of the named construct; the primitives' ids begin with it
  std::string written;     // the named construct as canonical JSON: all keys that it gave
  std::string expansion;   // the primitives it expanded to, as a canonical JSON array
  bool operator==(const Origin&) const = default;
};

}  // namespace twinbill::contract
