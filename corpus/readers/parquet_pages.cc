#include "corpus/readers/parquet_pages.h"

#include <zlib.h>

#include <algorithm>
#include <optional>

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;

// A page header is a Thrift struct in compact form of unknown length; none is near this long.
constexpr std::int64_t kHeaderBytesMax = std::int64_t{64} << 10;
constexpr std::int64_t kHeaderBytesFirst = 256;

enum ThriftType : unsigned char {
  kStop = 0,
  kTrue = 1,
  kFalse = 2,
  kByte = 3,
  kInt16 = 4,
  kInt32 = 5,
  kInt64 = 6,
  kDouble = 7,
  kBinary = 8,
  kList = 9,
  kSet = 10,
  kMap = 11,
  kStruct = 12,
};

// Reads Thrift's compact form; after a read beyond the bytes, or what can't be, `good` is false.
class ThriftReader {
 public:
  explicit ThriftReader(std::string_view bytes) : bytes_(bytes) {}

  bool good() const { return good_; }
  std::size_t at() const { return at_; }

  struct Field {
    int id = 0;
    unsigned char type = kStop;
  };

  Field NextField(int last_id) {
    const unsigned char byte = Byte();
    Field field{0, static_cast<unsigned char>(byte & 15U)};
    if (field.type == kStop) return field;
    const int delta = byte >> 4U;
    field.id = delta != 0 ? last_id + delta : static_cast<int>(ZigZag());
    return field;
  }

  std::int64_t ZigZag() {
    const std::uint64_t value = Varint();
    return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
  }

  void Skip(unsigned char type, int depth) {
    if (depth > 16) good_ = false;
    if (!good_) return;
    switch (type) {
      case kTrue:
      case kFalse: return;
      case kByte: Advance(1); return;
      case kInt16:
      case kInt32:
      case kInt64: Varint(); return;
      case kDouble: Advance(8); return;
      case kBinary: Advance(Varint()); return;
      case kList:
      case kSet: SkipList(depth); return;
      case kStruct: SkipStruct(depth); return;
      default: good_ = false;  // maps do not occur in a page header
    }
  }

 private:
  void SkipList(int depth) {
    const unsigned char byte = Byte();
    const std::uint64_t count = byte >> 4U == 15 ? Varint() : byte >> 4U;
    for (std::uint64_t i = 0; i < count && good_; ++i) {
      const auto type = static_cast<unsigned char>(byte & 15U);
      if (type == kTrue || type == kFalse)
        Advance(1);  // a truth is a byte in a list
      else
        Skip(type, depth + 1);
    }
  }
  void SkipStruct(int depth) {
    for (int id = 0; good_;) {
      const Field field = NextField(id);
      if (field.type == kStop) return;
      Skip(field.type, depth + 1);
      id = field.id;
    }
  }
  unsigned char Byte() {
    if (at_ >= bytes_.size()) good_ = false;
    return good_ ? static_cast<unsigned char>(bytes_[at_++]) : 0;
  }
  void Advance(std::uint64_t count) {
    if (count > bytes_.size() - at_) good_ = false;
    if (good_) at_ += count;
  }
  std::uint64_t Varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const unsigned char byte = Byte();
      value |= std::uint64_t{byte & 127U} << shift;
      if (byte < 128) return value;
    }
    good_ = false;
    return 0;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

struct PageHeader {
  std::int64_t header_bytes = 0;
  std::int64_t decoded_bytes = -1;
  std::int64_t stored_bytes = -1;
  std::optional<std::uint32_t> checksum;
  bool data = false;
  std::int64_t values = 0;
  std::int64_t encoding = 0;
};

// The structs of the two versions of a data page: the number of values is field 1 of both.
constexpr int kDataPage = 5;
constexpr int kDataPageV2 = 8;

void ParseDataPage(ThriftReader& reader, bool second_version, PageHeader& header) {
  const int encoding_field = second_version ? 4 : 2;
  header.data = true;
  for (int id = 0; reader.good();) {
    const ThriftReader::Field field = reader.NextField(id);
    if (field.type == kStop) return;
    if (field.id == 1 && field.type == kInt32) {
      header.values = reader.ZigZag();
    } else if (field.id == encoding_field && field.type == kInt32) {
      header.encoding = reader.ZigZag();
    } else {
      reader.Skip(field.type, 1);
    }
    id = field.id;
  }
}

std::optional<PageHeader> ParsePageHeader(std::string_view bytes) {
  ThriftReader reader(bytes);
  PageHeader header;
  for (int id = 0;;) {
    const ThriftReader::Field field = reader.NextField(id);
    if (!reader.good()) return std::nullopt;
    if (field.type == kStop) break;
    if (field.id == 2 && field.type == kInt32) {
      header.decoded_bytes = reader.ZigZag();
    } else if (field.id == 3 && field.type == kInt32) {
      header.stored_bytes = reader.ZigZag();
    } else if (field.id == 4 && field.type == kInt32) {
      header.checksum = static_cast<std::uint32_t>(reader.ZigZag());
    } else if ((field.id == kDataPage || field.id == kDataPageV2) && field.type == kStruct) {
      ParseDataPage(reader, field.id == kDataPageV2, header);
    } else {
      reader.Skip(field.type, 0);
    }
    id = field.id;
  }
  header.header_bytes = static_cast<std::int64_t>(reader.at());
  if (!reader.good() || header.decoded_bytes < 0 || header.stored_bytes < 0) return std::nullopt;
  return header;
}

class Walk {
 public:
  Walk(const ColumnChunk& chunk, const ReadAt& read) : chunk_(chunk), read_(read) {}

  model::Result<PageCheck> All(std::int64_t bytes_max) {
    PageCheck check;
    for (std::int64_t at = 0; at < chunk_.size;) {
      TWINBILL_ASSIGN(header, HeaderAt(at));
      check.decoded_bytes += header.decoded_bytes;
      if (check.decoded_bytes > bytes_max) {
        return Refuse(Code{"limit_exceeded"}, at,
                      "its pages claim " + std::to_string(check.decoded_bytes) + " bytes decoded",
                      "column_chunk_bytes_max, " + std::to_string(bytes_max) + " bytes");
      }
      const std::int64_t content = at + header.header_bytes;
      if (header.stored_bytes > chunk_.size - content) {
        return Refuse(Code{"parquet_page_damaged"}, at, "the page is said to end behind its column",
                      "pages within their column");
      }
      if (header.data) {
        check.values += header.values;
        ++check.encodings[header.encoding];
      }
      if (header.checksum) {
        TWINBILL_TRY(CheckSum(at, content, header));
        ++check.pages_with_checksum;
      } else {
        ++check.pages_without_checksum;
      }
      at = content + header.stored_bytes;
    }
    return check;
  }

 private:
  model::Unexpected<model::Failure> Refuse(Code code, std::int64_t at, std::string message,
                                           std::string allowed) const {
    return model::Fail(model::InputFailure(
        Diagnostic(code,
                   {chunk_.file, 0, 0, "",
                    chunk_.name + ", page at byte " + std::to_string(chunk_.begin + at)},
                   std::move(message), std::move(allowed))));
  }

  model::Result<PageHeader> HeaderAt(std::int64_t at) const {
    for (std::int64_t size = kHeaderBytesFirst;; size *= 4) {
      const std::int64_t given = std::min(size, chunk_.size - at);
      TWINBILL_ASSIGN(bytes, read_(chunk_.begin + at, given));
      if (const auto header = ParsePageHeader(bytes)) return *header;
      if (given < size || size >= kHeaderBytesMax) {
        return Refuse(Code{"parquet_page_damaged"}, at, "there is no page header", "a page header");
      }
    }
  }

  model::Result<void> CheckSum(std::int64_t at, std::int64_t content,
                               const PageHeader& header) const {
    TWINBILL_ASSIGN(bytes, read_(chunk_.begin + content, header.stored_bytes));
    const auto found = static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
    if (found == *header.checksum) return {};
    return Refuse(Code{"parquet_page_checksum"}, at,
                  "the page's bytes are not those it was written with",
                  "bytes that agree with the page's checksum");
  }

  const ColumnChunk& chunk_;
  const ReadAt& read_;
};

}  // namespace

model::Result<PageCheck> CheckPages(const ColumnChunk& chunk, std::int64_t bytes_max,
                                    const ReadAt& read) {
  return Walk(chunk, read).All(bytes_max);
}

}  // namespace twinbill::readers
