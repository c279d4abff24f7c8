// The two files of a partition, opened and checked to be those that are meant.
#pragma once

#include <vector>

#include "corpus/history/history.h"
#include "corpus/history/records_file.h"
#include "corpus/model/result.h"
#include "corpus/model/usage_record.h"

namespace twinbill::history {

struct PartitionFiles {
  RecordsFile records;
  std::vector<model::Slot> slots;
};

// Where the catalog has stamps and they are those of the files, the bytes are taken to be the ones
// that were written; else the files' SHA-256 must be the catalog's.
model::Result<PartitionFiles> OpenPartitionFiles(const PartitionInfo& info);

// SHA-256 of a file's bytes.
model::Result<model::Digest> DigestOf(const std::string& path);

}  // namespace twinbill::history
