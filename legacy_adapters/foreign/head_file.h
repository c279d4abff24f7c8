// HeadFile: the head of a legacy model that isn't a rule book: which contract it bills, with which
// parameters; the rest of its keys is the affair of its kind.
//
//   {"sql": 1, "contract": {"id": …, "payer": …, "currency": …, "start": …, "end": …},
//    "parameters": {"NAME": "text", …}, …}
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "legacy_adapters/foreign/key_reader.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::foreign {

using Parameters = std::vector<std::pair<std::string, std::string>>;  // in the file's order

struct HeadFile {
  std::string path;
  std::string folder;  // that it lies in; relative paths in it start there
  std::string bytes;
  JsonTree tree;
};

struct Head {
  legacy::LegacyHead contract;
  Parameters parameters;
};

// All bytes of a file of at most `bytes_max`; fails with `foreign_unreadable`, `foreign_too_large`.
model::Result<std::string> ReadWholeFile(const std::string& path, std::int64_t bytes_max);

model::Result<HeadFile> ReadHeadFile(const std::string& path);

// `path` seen from `folder`.
std::string PathFrom(const std::string& folder, const std::string& path);

// Asks for the keys `kind`, `contract` and `parameters`; what is wrong becomes findings.
Head ReadHead(KeyReader& keys, std::string_view kind);

}  // namespace twinbill::foreign
