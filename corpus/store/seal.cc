#include "corpus/store/seal.h"

#include <fmt/format.h>

#include "corpus/model/sha256.h"

namespace twinbill::store {

std::string Seal(std::string_view table, std::initializer_list<std::string_view> columns) {
  model::Sha256 digest;
  digest.Update(fmt::format("{}\n", table));
  for (const std::string_view column : columns) {
    digest.Update(fmt::format("{}:", column.size()));
    digest.Update(column);
  }
  return digest.Finish().ToHex();
}

}  // namespace twinbill::store
