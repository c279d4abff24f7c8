#include "corpus/readers/text_coder.h"

namespace twinbill::readers {

bool TextCoder::Add(std::string_view text, std::uint32_t& code) {
  if (static_cast<std::int64_t>(text.size()) > column_.text_bytes_max) {
    into_.error = RowError{
        static_cast<std::int64_t>(into_.codes.size()),
        CellError{model::Code{"limit_exceeded"},
                  column_.name + " has " + std::to_string(text.size()) + " bytes",
                  "field_bytes_max, " + std::to_string(column_.text_bytes_max) + " bytes", 0, ""}};
    return false;
  }
  code = static_cast<std::uint32_t>(into_.texts.size());
  into_.texts.push_back(text);
  return true;
}

bool TextCoder::Find(std::string_view text, const std::string& storage, std::uint32_t& code) {
  // A column's rows are often alike for a long time.
  if (last_ < into_.texts.size() && into_.texts[last_] == text) {
    code = last_;
    return true;
  }
  if (const auto at = codes_.find(text); at != codes_.end()) {
    code = last_ = at->second;
    return true;
  }
  const bool stored = text.data() == storage.data();
  if (!Add(stored ? std::string_view(into_.storage.emplace_back(text)) : text, code)) return false;
  codes_.emplace(into_.texts.back(), code);
  last_ = code;
  return true;
}

}  // namespace twinbill::readers
