#include "corpus/history/delta_pages.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "corpus/history/page_checksum.h"

namespace twinbill::history {
namespace {

// A decoder of 64 bits at a time reads past a run's last byte.
constexpr std::size_t kSlack = 16;

std::optional<std::uint64_t> TakeVarint(const std::uint8_t*& at, const std::uint8_t* end) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && at < end; shift += 7) {
    const std::uint8_t byte = *at++;
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

std::uint64_t FromZigzag(std::uint64_t value) { return (value >> 1) ^ (0 - (value & 1)); }

// Thrift's compact protocol, as much of it as page headers have.
class ThriftCursor {
 public:
  enum Type {
    kStop = 0,
    kTrue = 1,
    kFalse = 2,
    kByte = 3,
    kI16 = 4,
    kI32 = 5,
    kI64 = 6,
    kDouble = 7,
    kBinary = 8,
    kStruct = 12
  };

  ThriftCursor(const std::uint8_t* begin, const std::uint8_t* end) : at_(begin), end_(end) {}
  const std::uint8_t* at() const { return at_; }

  // The next field's type; its number counts up in `field`.
  std::optional<int> Field(int& field) {
    if (at_ == end_) return std::nullopt;
    const int head = *at_++;
    if (head == kStop) return kStop;
    if (head >> 4 == 0) return std::nullopt;  // page headers have no gaps that wide
    field += head >> 4;
    return head & 0xf;
  }
  std::optional<std::int64_t> Integer() {
    const auto raw = TakeVarint(at_, end_);
    if (!raw) return std::nullopt;
    return static_cast<std::int64_t>(FromZigzag(*raw));
  }
  bool Skip(int type) {
    switch (type) {
      case kTrue:
      case kFalse: return true;
      case kByte: return Advance(1);
      case kI16:
      case kI32:
      case kI64: return TakeVarint(at_, end_).has_value();
      case kDouble: return Advance(8);
      case kBinary: {
        const auto length = TakeVarint(at_, end_);
        return length && Advance(*length);
      }
      case kStruct:
        for (int field = 0;;) {
          const auto inner = Field(field);
          // Statistics are the only structure within, and have none within.
          if (!inner || *inner == kStruct) return false;
          if (*inner == kStop) return true;
          if (!Skip(*inner)) return false;
        }
      default: return false;
    }
  }

 private:
  bool Advance(std::uint64_t count) {
    if (count > static_cast<std::uint64_t>(end_ - at_)) return false;
    at_ += count;
    return true;
  }
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

struct PageHeader {
  std::int64_t type = -1;
  std::int64_t size = -1;
  std::int64_t stored_size = -1;
  std::optional<std::int64_t> checksum;
  std::int64_t values = -1;
  std::int64_t encoding = -1;
};

// The header at the cursor, which is left behind it.
std::optional<PageHeader> ParseHeader(ThriftCursor& cursor) {
  PageHeader header;
  constexpr int kDataPageHeader = 5;
  for (int field = 0;;) {
    const auto type = cursor.Field(field);
    if (!type) return std::nullopt;
    if (*type == ThriftCursor::kStop) return header;
    if (field == kDataPageHeader && *type == ThriftCursor::kStruct) {
      for (int inner = 0;;) {
        const auto inner_type = cursor.Field(inner);
        if (!inner_type) return std::nullopt;
        if (*inner_type == ThriftCursor::kStop) break;
        if (inner > 2 || *inner_type != ThriftCursor::kI32) {
          if (!cursor.Skip(*inner_type)) return std::nullopt;
          continue;
        }
        const auto number = cursor.Integer();
        if (!number) return std::nullopt;
        (inner == 1 ? header.values : header.encoding) = *number;
      }
      continue;
    }
    if (field > 4 || *type != ThriftCursor::kI32) {
      if (!cursor.Skip(*type)) return std::nullopt;
      continue;
    }
    const auto number = cursor.Integer();
    if (!number) return std::nullopt;
    if (field == 1) header.type = *number;
    if (field == 2) header.size = *number;
    if (field == 3) header.stored_size = *number;
    if (field == 4) header.checksum = number;
  }
}

// 32 values of W bits each, lowest bit first; each is added, with `step`, to the one before.
template <class T, unsigned W>
void DecodeRun(const std::uint8_t* in, std::uint64_t step, std::uint64_t& value, T* out) {
  constexpr std::uint64_t kMask = W == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << W % 64) - 1;
  std::uint64_t sum = value;
#pragma GCC unroll 32
  for (unsigned i = 0; i < 32; ++i) {
    const unsigned bit = i * W;
    std::uint64_t low = 0;
    std::memcpy(&low, in + bit / 8, sizeof low);
    std::uint64_t delta = low >> bit % 8;
    if (bit % 8 + W > 64) {  // the last bits stand in a ninth byte
      delta |= std::uint64_t{in[bit / 8 + 8]} << (64 - bit % 8) % 64;
    }
    sum += (delta & kMask) + step;
    out[i] = static_cast<T>(sum);
  }
  value = sum;
}

template <class T>
using RunDecoder = void (*)(const std::uint8_t*, std::uint64_t, std::uint64_t&, T*);

template <class T>
constexpr auto kRunDecoders = []<unsigned... W>(std::integer_sequence<unsigned, W...>) {
  return std::array<RunDecoder<T>, sizeof...(W)>{DecodeRun<T, W>...};
}(std::make_integer_sequence<unsigned, 65>());

}  // namespace

void DeltaPages::Begin(std::int64_t begin, std::int64_t size) {
  at_ = begin;
  end_ = begin + size;
  left_ = 0;
  first_given_ = true;
  block_at_ = 0;
  block_count_ = 0;
}

template <class T>
std::string_view DeltaPages::ReadAs(std::span<T> out) {
  while (!out.empty()) {
    if (block_at_ < block_count_) {
      const std::size_t count = std::min(out.size(), block_count_ - block_at_);
      for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<T>(block_[block_at_ + i]);
      block_at_ += count;
      out = out.subspan(count);
      continue;
    }
    if (left_ == 0) {
      if (const auto wrong = OpenPage(); !wrong.empty()) return wrong;
      continue;
    }
    std::size_t count = 0;
    if (out.size() >= kBlockValuesMax) {
      if (const auto wrong = DecodeBlock(out.data(), count); !wrong.empty()) return wrong;
      out = out.subspan(count);
    } else {
      if (const auto wrong = DecodeBlock(block_, count); !wrong.empty()) return wrong;
      block_at_ = 0;
      block_count_ = count;
    }
  }
  return {};
}

std::string_view DeltaPages::OpenPage() {
  constexpr std::int64_t kHeaderMax = 1024;
  constexpr std::int64_t kPageMax = std::int64_t{64} << 20;
  constexpr std::int64_t kDataPage = 0;
  constexpr std::int64_t kDeltaBinaryPacked = 5;
  if (at_ >= end_) return "it has fewer rows than it says";
  const auto head = static_cast<std::size_t>(std::min(kHeaderMax, end_ - at_));
  page_.resize(std::max(page_.size(), head + kSlack));
  if (!read_(at_, std::span(page_).first(head))) return "the file ends within a page";
  ThriftCursor cursor(page_.data(), page_.data() + head);
  const auto header = ParseHeader(cursor);
  const std::int64_t header_size = cursor.at() - page_.data();
  if (!header || header->type != kDataPage || header->encoding != kDeltaBinaryPacked ||
      header->size != header->stored_size || header->size < 0 || header->size > kPageMax ||
      header->size > end_ - at_ - header_size || header->values <= 0 || !header->checksum) {
    return "there is no page header where one must be";
  }
  const auto whole = static_cast<std::size_t>(header_size + header->size);
  page_.resize(std::max(page_.size(), whole + kSlack));
  if (whole > head &&
      !read_(at_ + static_cast<std::int64_t>(head), std::span(page_).subspan(head, whole - head))) {
    return "the file ends within a page";
  }
  byte_ = page_.data() + header_size;
  page_end_ = page_.data() + whole;
  if (PageChecksum({byte_, page_end_}) != static_cast<std::uint32_t>(*header->checksum)) {
    return "the bytes of a page do not match its checksum";
  }
  at_ += static_cast<std::int64_t>(whole);
  left_ = static_cast<std::size_t>(header->values);
  return OpenValues();
}

std::string_view DeltaPages::OpenValues() {
  const auto block_values = TakeVarint(byte_, page_end_);
  const auto runs = TakeVarint(byte_, page_end_);
  const auto values = TakeVarint(byte_, page_end_);
  const auto first = TakeVarint(byte_, page_end_);
  if (!block_values || *block_values == 0 || *block_values > kBlockValuesMax || !runs ||
      *runs != kBlockRuns || *block_values % (kBlockRuns * kStepValues) != 0 || !values ||
      *values != left_ || !first) {
    return "a page begins otherwise than its header says";
  }
  run_values_ = *block_values / kBlockRuns;
  value_ = FromZigzag(*first);
  first_given_ = false;
  return {};
}

template <class T>
std::string_view DeltaPages::DecodeBlock(T* out, std::size_t& count) {
  if (!first_given_) {
    first_given_ = true;
    --left_;
    out[0] = static_cast<T>(value_);
    count = 1;
    return {};
  }
  const auto step = TakeVarint(byte_, page_end_);
  if (!step || page_end_ - byte_ < static_cast<std::ptrdiff_t>(kBlockRuns)) {
    return "a page ends within a block";
  }
  const std::uint8_t* const widths = byte_;
  byte_ += kBlockRuns;
  count = 0;
  for (std::size_t run = 0; run < kBlockRuns && left_ > 0; ++run) {
    const std::size_t width = widths[run];
    const std::size_t step_bytes = width * kStepValues / 8;
    if (width > 64 ||
        step_bytes * (run_values_ / kStepValues) > static_cast<std::size_t>(page_end_ - byte_)) {
      return "a page ends within a block";
    }
    const std::size_t taken = std::min(left_, run_values_);
    for (std::size_t done = 0; done < run_values_; done += kStepValues) {
      if (done < taken) {
        kRunDecoders<T>[width](byte_, FromZigzag(*step), value_, out + count + done);
      }
      byte_ += step_bytes;
    }
    count += taken;
    left_ -= taken;
  }
  return {};
}

template std::string_view DeltaPages::ReadAs(std::span<std::int32_t>);
template std::string_view DeltaPages::ReadAs(std::span<std::int64_t>);

}  // namespace twinbill::history
