// TextCoder: numbers the texts of a column by their first sight.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "corpus/readers/parquet_values.h"

namespace twinbill::readers {

class TextCoder {
 public:
  // Both must outlive the coder.
  TextCoder(CodedTexts& into, const ValueColumn& column) : into_(into), column_(column) {}

  // Gives a text that was not seen before a number; false, and an error in the texts, where it is
  // too long. It must stay where it is.
  bool Add(std::string_view text, std::uint32_t& code);
  // The same for a text that may have been seen, and that lies in `storage` where it is no part of
  // the piece: then it is copied.
  bool Find(std::string_view text, const std::string& storage, std::uint32_t& code);

 private:
  CodedTexts& into_;
  const ValueColumn& column_;
  std::unordered_map<std::string_view, std::uint32_t> codes_;
  std::uint32_t last_ = 0;
};

}  // namespace twinbill::readers
