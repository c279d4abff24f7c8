// Packed texts: a run of texts of any bytes, each behind its length: how twinbill talks to its own
// programs, and what the states of runs are made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace twinbill::foreign {

void Pack(std::string_view text, std::string& out);
void Pack(std::int64_t number, std::string& out);

// Takes texts off the front of `bytes`; once something is no packed text, nothing is good any more.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

  std::string_view Text();
  std::int64_t Number();
  bool good() const { return good_; }
  bool at_end() const { return bytes_.empty(); }
  void Spoil() { good_ = false; }

 private:
  std::string_view bytes_;
  bool good_ = true;
};

}  // namespace twinbill::foreign
