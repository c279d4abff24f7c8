// What gzip and zip unpack to, with a limit on how much a small file may grow.
#pragma once

#include <memory>

#include "corpus/readers/stored_file.h"

namespace twinbill::readers {

// Fails with `gzip_truncated`, `gzip_damaged`, `gzip_trailing_bytes`, `limit_exceeded`.
std::unique_ptr<ByteSource> UnpackGzip(std::unique_ptr<StoredFile> file,
                                       const ReaderLimits& limits);

// Fails with `zip_not_one_file`, `zip_encrypted`, `zip_damaged`, `limit_exceeded`.
model::Result<std::unique_ptr<ByteSource>> UnpackZip(std::unique_ptr<StoredFile> file,
                                                     const ReaderLimits& limits);

// Fails with `limit_exceeded` where `unpacked` bytes are too many for the `packed` ones they came
// from.
model::Result<void> CheckExpansion(const std::string& path, std::int64_t packed,
                                   std::int64_t unpacked, const ReaderLimits& limits);

}  // namespace twinbill::readers
