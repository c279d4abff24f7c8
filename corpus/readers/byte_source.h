// ByteSource: the bytes of a report, unpacked, with the digest of the bytes as stored.
//
// A plain file, gzip (of one or several members), or a zip of exactly one file: told apart by how
// the bytes begin, never by the name. Nothing is read twice: digest and content are of one read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Up to `size` > 0 bytes; 0 at the end and only there. When the end is told, the whole file has
  // been read, its checksums agree and it did not change meanwhile.
  virtual model::Result<std::size_t> Read(char* to, std::size_t size) = 0;
  // Of the file as stored. After the end only.
  virtual model::Digest digest() const = 0;
  // Of the file as stored; may be called while another thread reads.
  virtual std::int64_t bytes_read() const = 0;
  virtual std::int64_t bytes_total() const = 0;
};

enum class StoredForm { kPlain, kGzip, kZip, kParquet };

// How the file's bytes begin.
model::Result<StoredForm> FormOf(const std::string& path);

// The bytes of a plain file, a gzip or a zip.
model::Result<std::unique_ptr<ByteSource>> OpenBytes(const std::string& path,
                                                     const ReaderLimits& limits);

}  // namespace twinbill::readers
