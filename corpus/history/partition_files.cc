#include "corpus/history/partition_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "corpus/history/parquet_columns.h"
#include "corpus/history/record_schema.h"
#include "corpus/history/slots_file.h"

namespace twinbill::history {
namespace {

using model::Digest;
using model::Fail;
using model::Result;

Result<void> CheckIsMeant(const std::string& path, const std::optional<store::FileStamp>& stamp,
                          const Digest& wanted) {
  if (!stamp) return {};
  TWINBILL_ASSIGN(found, store::StampOf(path));
  if (found == *stamp) return {};
  TWINBILL_ASSIGN(digest, DigestOf(path));
  if (digest == wanted) return {};
  return Fail(DamagedHistory(
      path, "", "its SHA-256 is " + digest.ToHex() + ", that of the catalog is " + wanted.ToHex()));
}

}  // namespace

Result<Digest> DigestOf(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Fail(store::FileFailure("opened", path, errno));
  model::Sha256 digest;
  std::vector<char> buffer(std::size_t{1} << 20);
  ssize_t got = 0;
  while ((got = read(file, buffer.data(), buffer.size())) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    digest.Update({buffer.data(), static_cast<std::size_t>(got)});
  }
  const int error = errno;
  close(file);
  if (got < 0) return Fail(store::FileFailure("read", path, error));
  return digest.Finish();
}

std::shared_ptr<const std::vector<model::Slot>> KnownSlots::Find(const Digest& digest) const {
  const std::scoped_lock lock(mutex_);
  const auto at = slots_.find(digest);
  return at != slots_.end() ? at->second : nullptr;
}

std::shared_ptr<const std::vector<model::Slot>> KnownSlots::Learn(const Digest& digest,
                                                                  std::vector<model::Slot> slots) {
  const std::scoped_lock lock(mutex_);
  auto& known = slots_[digest];
  if (!known) known = std::make_shared<const std::vector<model::Slot>>(std::move(slots));
  return known;
}

Result<PartitionFiles> OpenPartitionFiles(const PartitionInfo& info, KnownSlots& known) {
  const std::string records_path = info.directory + "/" + std::string(kRecordsFile);
  const std::string slots_path = info.directory + "/" + std::string(kSlotsFile);
  TWINBILL_TRY(CheckIsMeant(records_path, info.records_stamp, info.records_digest));
  TWINBILL_TRY(CheckIsMeant(slots_path, info.slots_stamp, info.slots_digest));
  TWINBILL_ASSIGN(records, RecordsFile::Open(records_path));
  const RecordsHeader& header = records.header();
  if (header.period != info.period || header.payer != info.payer ||
      header.currency != info.currency || records.rows() != info.rows) {
    return Fail(DamagedHistory(records_path, "footer", "it is the file of another partition"));
  }
  TWINBILL_ASSIGN(slots_digest, DigestOf(slots_path));
  if (slots_digest != header.slots_digest) {
    return Fail(DamagedHistory(slots_path, "",
                               "its SHA-256 is " + slots_digest.ToHex() +
                                   ", that in records.parquet is " + header.slots_digest.ToHex()));
  }
  std::shared_ptr<const std::vector<model::Slot>> slots = known.Find(slots_digest);
  if (!slots) {
    TWINBILL_ASSIGN(read, ReadSlots(slots_path));
    slots = known.Learn(slots_digest, std::move(read));
  }
  if (std::ssize(*slots) != records.slots()) {
    return Fail(
        DamagedHistory(slots_path, "", "its slots are not as many as records.parquet says"));
  }
  return PartitionFiles{std::move(records), std::move(slots)};
}

}  // namespace twinbill::history
