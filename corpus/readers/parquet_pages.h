// The pages of a Parquet column chunk: their headers, sizes and checksums, looked at before any of
// them is decoded.
//
// Readers pass flipped bits in silence unless page checksums are verified, and do not say which
// page it was; and a small page can claim any size. So every chunk that is read is walked here
// first.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "corpus/model/result.h"

namespace twinbill::readers {

// A chunk's bytes in the file, and what a message calls it ("row group 0, column product").
struct ColumnChunk {
  std::string file;
  std::string name;
  std::int64_t begin = 0;
  std::int64_t size = 0;
};

// Gives exactly `size` bytes at `offset` of the file, or fails.
using ReadAt = std::function<model::Result<std::string>(std::int64_t offset, std::int64_t size)>;

// What a chunk's pages say of themselves. Their headers have no checksum, so who knows from the
// footer what must be there holds it against these.
struct PageCheck {
  std::int64_t pages_with_checksum = 0;
  std::int64_t pages_without_checksum = 0;
  std::int64_t decoded_bytes = 0;                  // of all pages
  std::int64_t values = 0;                         // of the data pages
  std::map<std::int64_t, std::int64_t> encodings;  // of the data pages: how many have each
};

// Walks the chunk's pages. Fails with `parquet_page_checksum` (a page's bytes are not those it was
// written with), `parquet_page_damaged` (no page header where one must be, or one that lies), or
// `limit_exceeded` (the pages claim more than `bytes_max` decoded).
model::Result<PageCheck> CheckPages(const ColumnChunk& chunk, std::int64_t bytes_max,
                                    const ReadAt& read);

}  // namespace twinbill::readers
