// DurableFile: files that are whole on disk, or not there.
//
// What is published is written beside, made durable, and renamed; each step that fails is a failure
// of the surroundings that names file, step and reason.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/model/result.h"

namespace twinbill::store {

model::Position InFile(std::string file);  // all of it

// "`path` can't be written: No space left on device", of `error` (an errno).
model::Failure FileFailure(std::string_view step, const std::string& path, int error);

// Makes `path` and the folders above it that are missing, and makes their names durable.
model::Result<void> MakeDirectories(const std::string& path);
// Flushes a file's bytes, or a folder's names, to the disk.
model::Result<void> Sync(const std::string& path);
// Writes a small file: beside, synced, renamed over `path`, folder synced.
model::Result<void> WriteWhole(const std::string& path, std::string_view bytes);
model::Result<std::string> ReadWhole(const std::string& path);
// Replaces `to` by `from`. Durable once the folder of `to` is synced.
model::Result<void> Rename(const std::string& from, const std::string& to);

// What tells whether a file is still the one that was seen: size, time of change, inode.
struct FileStamp {
  std::int64_t size = 0;
  std::int64_t changed_ns = 0;
  std::int64_t inode = 0;
  bool operator==(const FileStamp&) const = default;
};
model::Result<FileStamp> StampOf(const std::string& path);

}  // namespace twinbill::store
