#include "corpus/history/parquet_columns.h"

#include <arrow/memory_pool.h>
#include <fmt/format.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <utility>

#include "corpus/store/durable_file.h"

namespace twinbill::history {
namespace {

using parquet::LogicalType;
using parquet::Repetition;
using parquet::Type;
using parquet::schema::NodePtr;
using parquet::schema::PrimitiveNode;

NodePtr Node(std::string_view name, Presence presence, std::shared_ptr<const LogicalType> logical,
             Type::type physical, int length = -1) {
  return PrimitiveNode::Make(
      std::string(name),
      presence == Presence::kOptional ? Repetition::OPTIONAL : Repetition::REQUIRED,
      std::move(logical), physical, length);
}

}  // namespace

NodePtr TextNode(std::string_view name) {
  return Node(name, Presence::kRequired, LogicalType::String(), Type::BYTE_ARRAY);
}

NodePtr MomentNode(std::string_view name) {
  return Node(name, Presence::kRequired,
              LogicalType::Timestamp(true, LogicalType::TimeUnit::MICROS), Type::INT64);
}

NodePtr Int32Node(std::string_view name) {
  return Node(name, Presence::kRequired, LogicalType::None(), Type::INT32);
}

NodePtr Int64Node(std::string_view name, Presence presence) {
  return Node(name, presence, LogicalType::None(), Type::INT64);
}

NodePtr NumberNode(std::string_view name, NumberLayout layout, Presence presence) {
  switch (layout.kind) {
    case NumberKind::kInt64:
      return Node(name, presence, LogicalType::Decimal(18, layout.scale), Type::INT64);
    case NumberKind::kInt128:
      return Node(name, presence, LogicalType::Decimal(38, layout.scale),
                  Type::FIXED_LEN_BYTE_ARRAY, 16);
    case NumberKind::kText: break;
  }
  return Node(name, presence, LogicalType::String(), Type::BYTE_ARRAY);
}

model::Result<std::unique_ptr<parquet::ParquetFileReader>> OpenParquet(const std::string& path) {
  // Arrow's own pool takes whole huge pages and clears them: dear for the little that is read here.
  parquet::ReaderProperties properties(arrow::system_memory_pool());
  properties.set_page_checksum_verification(true);
  TWINBILL_TRY(store::StampOf(path));
  try {
    return parquet::ParquetFileReader::OpenFile(path, /*memory_map=*/false, properties);
  } catch (const std::exception& error) {
    return model::Fail(DamagedHistory(path, "footer", error.what()));
  }
}

model::Failure DamagedHistory(const std::string& path, std::string part, std::string_view what) {
  model::Position position = store::InFile(path);
  position.part = std::move(part);
  return model::InputFailure(model::Diagnostic(
      model::Code{"history_damaged"}, std::move(position),
      fmt::format("the history is damaged: {}", what.substr(0, what.find('\n'))),
      "the bytes that the import wrote",
      "take the file from a backup; or move `usage/` and `twinbill.db` away and import again"));
}

}  // namespace twinbill::history
