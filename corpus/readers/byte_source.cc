#include "corpus/readers/byte_source.h"

#include <utility>

#include "corpus/readers/packed_source.h"
#include "corpus/readers/stored_file.h"

namespace twinbill::readers {

model::Result<StoredForm> FormOf(const std::string& path) {
  TWINBILL_ASSIGN(file, StoredFile::Open(path));
  std::string beginning;
  char buffer[4];
  while (beginning.size() < sizeof(buffer)) {
    TWINBILL_ASSIGN(count, file->Read(buffer, sizeof(buffer) - beginning.size()));
    if (count == 0) break;
    beginning.append(buffer, count);
  }
  if (beginning == "PAR1") return StoredForm::kParquet;
  if (beginning.substr(0, 2) == "\x1F\x8B") return StoredForm::kGzip;
  if (beginning == "PK\x03\x04" || beginning == "PK\x05\x06" || beginning == "PK\x07\x08")
    return StoredForm::kZip;
  return StoredForm::kPlain;
}

model::Result<std::unique_ptr<ByteSource>> OpenBytes(const std::string& path,
                                                     const ReaderLimits& limits) {
  TWINBILL_ASSIGN(form, FormOf(path));
  TWINBILL_ASSIGN(file, StoredFile::Open(path));
  if (form == StoredForm::kGzip) return UnpackGzip(std::move(file), limits);
  if (form == StoredForm::kZip) return UnpackZip(std::move(file), limits);
  return std::unique_ptr<ByteSource>(std::move(file));
}

model::Result<void> CheckExpansion(const std::string& path, std::int64_t packed,
                                   std::int64_t unpacked, const ReaderLimits& limits) {
  constexpr std::int64_t kFreeBytes = 1 << 20;
  if (unpacked <= kFreeBytes || unpacked / limits.expansion_max <= packed) return {};
  return model::Fail(model::InputFailure(model::Diagnostic(
      model::Code{"limit_exceeded"}, {path, 0, 0, {}, {}},
      "the file unpacks to more than " + std::to_string(limits.expansion_max) +
          " times its size: " + std::to_string(unpacked) + " bytes from " + std::to_string(packed),
      "at most " + std::to_string(limits.expansion_max) +
          " to 1 after the first MiB "
          "(limit expansion_max)")));
}

}  // namespace twinbill::readers
