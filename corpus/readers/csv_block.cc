#include "corpus/readers/csv_block.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "corpus/readers/byte_scan.h"

namespace twinbill::readers {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

std::unique_ptr<char[]> NewBytes(std::size_t capacity) {
  return std::unique_ptr<char[]>(new char[capacity + CsvBlock::kPadding]);
}

// Behind the last line end of `text` that lies outside quotes; 0 where there is none.
std::size_t LastRecordEnd(std::string_view text) {
  bool inside = CountOf('"', text.data(), text.data() + text.size()) % 2 == 1;
  for (std::size_t end = text.size(); end > 0; --end) {
    const char c = text[end - 1];
    if (c == '"') inside = !inside;
    if (c == '\n' && !inside) return end;
  }
  return 0;
}

}  // namespace

CsvCutter::CsvCutter(std::unique_ptr<ByteSource> source, const ReaderLimits& limits)
    : source_(std::move(source)),
      // A record of many long fields is legitimate; without any bound a file without line ends
      // would be read into memory.
      record_bytes_max_(static_cast<std::size_t>(limits.field_bytes_max) * 16 + kBlockBytes) {}

model::Result<void> CsvCutter::Fill(CsvBlock& block, std::size_t capacity) {
  while (block.size < capacity && !at_end_) {
    TWINBILL_ASSIGN(count, source_->Read(block.bytes.get() + block.size, capacity - block.size));
    block.size += count;
    at_end_ = count == 0;
  }
  return {};
}

CsvBlock CsvCutter::Cut(CsvBlock block, std::size_t at) {
  rest_ = CsvBlock();
  rest_.size = block.size - at;
  if (rest_.size > 0) {
    rest_.bytes = NewBytes(std::max(rest_.size, kBlockBytes));
    std::memcpy(rest_.bytes.get(), block.begin() + at, rest_.size);
  }
  block.size = at;
  block.first_line = line_;
  line_ += static_cast<std::int64_t>(CountOf('\n', block.begin(), block.end()));
  std::memset(block.bytes.get() + at, 0, CsvBlock::kPadding);
  block.bytes[at] = '\n';
  return block;
}

CsvBlock CsvCutter::CutWhole(CsvBlock block) {
  const std::size_t size = block.size;
  return Cut(std::move(block), size);
}

model::Result<std::optional<CsvBlock>> CsvCutter::Next() {
  if (done_) return std::optional<CsvBlock>();
  CsvBlock block = std::move(rest_);
  std::size_t capacity = std::max(kBlockBytes, block.size);
  if (block.bytes == nullptr) block.bytes = NewBytes(capacity);
  for (;;) {
    TWINBILL_TRY(Fill(block, capacity));
    if (at_end_) {
      done_ = true;
      CsvBlock last = CutWhole(std::move(block));
      last.last = true;
      return std::optional<CsvBlock>(std::move(last));
    }
    const std::size_t at = LastRecordEnd(block.text());
    if (at > 0) return std::optional<CsvBlock>(Cut(std::move(block), at));
    if (capacity >= record_bytes_max_) {
      done_ = true;
      CsvBlock part = CutWhole(std::move(block));
      part.whole = false;
      return std::optional<CsvBlock>(std::move(part));
    }
    capacity = std::min(capacity * 2, record_bytes_max_);
    std::unique_ptr<char[]> larger = NewBytes(capacity);
    std::memcpy(larger.get(), block.begin(), block.size);
    block.bytes = std::move(larger);
  }
}

}  // namespace twinbill::readers
