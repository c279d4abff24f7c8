#include "corpus/store/seal.h"

#include <fmt/format.h>

#include "corpus/model/sha256.h"

namespace twinbill::store {

std::string Seal(std::string_view table, std::span<const std::string> columns) {
  model::Sha256 digest;
  digest.Update(fmt::format("{}\n", table));
  for (const std::string& column : columns) {
    digest.Update(fmt::format("{}:", column.size()));
    digest.Update(column);
  }
  return digest.Finish().ToHex();
}

}  // namespace twinbill::store
