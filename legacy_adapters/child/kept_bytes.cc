#include "legacy_adapters/child/kept_bytes.h"

#include <algorithm>

namespace twinbill::child {

void KeptBytes::Add(std::string_view bytes) {
  sha_.Update(bytes);
  count_ += static_cast<std::int64_t>(bytes.size());
  const std::size_t to_head = std::min(bytes.size(), side_ - head_.size());
  head_ += bytes.substr(0, to_head);
  bytes.remove_prefix(to_head);
  if (bytes.size() > side_) bytes.remove_prefix(bytes.size() - side_);
  tail_ += bytes;
  if (tail_.size() > 2 * side_) tail_.erase(0, tail_.size() - side_);
}

std::string KeptBytes::Text() const {
  const std::string_view tail =
      std::string_view(tail_).substr(tail_.size() - std::min(tail_.size(), side_));
  const std::int64_t kept = static_cast<std::int64_t>(head_.size() + tail.size());
  std::string text = head_;
  if (count_ > kept) text += "\n[" + std::to_string(count_ - kept) + " bytes left out]\n";
  text += tail;
  return text;
}

std::string KeptBytes::LastLine(std::size_t bytes) const {
  std::string_view text = tail_.empty() ? head_ : tail_;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const std::size_t line = text.rfind('\n');
  if (line != std::string_view::npos) text.remove_prefix(line + 1);
  return std::string(text.substr(0, bytes));
}

}  // namespace twinbill::child
