// The two files of a partition, opened and checked to be those that are meant.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/history/records_file.h"
#include "corpus/model/result.h"
#include "corpus/model/usage_record.h"

namespace twinbill::history {

struct PartitionFiles {
  RecordsFile records;
  std::shared_ptr<const std::vector<model::Slot>> slots;
};

// Slots that were read from a slots file, by its digest: months often have the same. For any number
// of threads.
class KnownSlots {
 public:
  std::shared_ptr<const std::vector<model::Slot>> Find(const model::Digest& digest) const;
  // The ones that are known: `slots`, or what another thread has read meanwhile.
  std::shared_ptr<const std::vector<model::Slot>> Learn(const model::Digest& digest,
                                                        std::vector<model::Slot> slots);

 private:
  mutable std::mutex mutex_;
  std::map<model::Digest, std::shared_ptr<const std::vector<model::Slot>>> slots_;
};

// Where the catalog has stamps and they are those of the files, the bytes are taken to be the ones
// that were written; else the files' SHA-256 must be the catalog's. Slots that are `known` are not
// read again, and new ones are added.
model::Result<PartitionFiles> OpenPartitionFiles(const PartitionInfo& info, KnownSlots& known);

// SHA-256 of a file's bytes.
model::Result<model::Digest> DigestOf(const std::string& path);

}  // namespace twinbill::history
