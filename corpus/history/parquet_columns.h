// Parquet as the history writes and reads it: how to declare, open, and refuse.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "corpus/history/number_range.h"
#include "corpus/model/result.h"

namespace parquet {
class ParquetFileReader;
class WriterProperties;
namespace schema {
class Node;
}
}  // namespace parquet

namespace twinbill::history {

enum class Presence { kRequired, kOptional };

std::shared_ptr<parquet::schema::Node> TextNode(std::string_view name);
std::shared_ptr<parquet::schema::Node> MomentNode(std::string_view name);
std::shared_ptr<parquet::schema::Node> Int32Node(std::string_view name);
std::shared_ptr<parquet::schema::Node> Int64Node(std::string_view name, Presence presence);
std::shared_ptr<parquet::schema::Node> NumberNode(std::string_view name, NumberLayout layout,
                                                  Presence presence);

// With page checksums verified.
model::Result<std::unique_ptr<parquet::ParquetFileReader>> OpenParquet(const std::string& path);

// `part` says where in the file ("row group 2, column slot").
model::Failure DamagedHistory(const std::string& path, std::string part, std::string_view what);

}  // namespace twinbill::history
