// KeptBytes: of a stream however long, its first and last bytes, how many there were, and their
// digest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/model/sha256.h"

namespace twinbill::child {

class KeptBytes {
 public:
  // Keeps `side` bytes of the beginning and of the end.
  explicit KeptBytes(std::size_t side) : side_(side) {}

  void Add(std::string_view bytes);

  std::int64_t count() const { return count_; }
  // What is kept; where something is left out between, a line says how much.
  std::string Text() const;
  // The last line that is not empty, of at most `bytes` bytes: for messages.
  std::string LastLine(std::size_t bytes = 200) const;
  // Of all bytes. Once.
  model::Digest Finish() { return sha_.Finish(); }

 private:
  std::size_t side_;
  std::int64_t count_ = 0;
  std::string head_;
  std::string tail_;  // of what is behind the head, at most 2 * side_
  model::Sha256 sha_;
};

}  // namespace twinbill::child
