#include "legacy_adapters/sql/sql_request.h"

namespace twinbill::sql {

using foreign::Pack;
using foreign::Unpacker;

namespace {

constexpr std::string_view kRequest = "twinbill-sql request 1";
constexpr std::string_view kAnswer = "twinbill-sql answer 1";
constexpr std::string_view kEnd = "end";

std::int64_t CountOf(std::size_t size) { return static_cast<std::int64_t>(size); }

}  // namespace

void PackRequest(const SqlRequest& request, std::string& out) {
  Pack(kRequest, out);
  Pack(request.script, out);
  const SqlLimits& limits = request.limits;
  for (const std::int64_t limit : {limits.steps, limits.memory_mib, limits.seconds, limits.rows}) {
    Pack(limit, out);
  }
  Pack(CountOf(request.parameters.size()), out);
  for (const auto& [name, text] : request.parameters) {
    Pack(name, out);
    Pack(text, out);
  }
  Pack(request.slots, out);
  Pack(request.records, out);
}

std::optional<SqlRequest> UnpackRequest(Unpacker& from) {
  if (from.Text() != kRequest) return std::nullopt;
  SqlRequest request;
  request.script = from.Text();
  SqlLimits& limits = request.limits;
  for (std::int64_t* limit : {&limits.steps, &limits.memory_mib, &limits.seconds, &limits.rows}) {
    *limit = from.Number();
  }
  const std::int64_t count = from.Number();
  for (std::int64_t i = 0; i < count && from.good(); ++i) {
    std::string name(from.Text());
    request.parameters.emplace_back(std::move(name), from.Text());
  }
  request.slots = from.Number();
  request.records = from.Number();
  if (!from.good()) return std::nullopt;
  return request;
}

void PackAnswer(const SqlAnswer& answer, std::string& out) {
  Pack(kAnswer, out);
  Pack(static_cast<std::int64_t>(answer.trouble), out);
  Pack(answer.message, out);
  Pack(answer.at, out);
  Pack(CountOf(answer.columns.size()), out);
  for (const std::string& column : answer.columns) Pack(column, out);
  Pack(CountOf(answer.rows.size()), out);
  for (const auto& row : answer.rows) {
    for (const SqlValue& value : row) {
      Pack(std::string_view(&value.kind, 1), out);
      Pack(value.text, out);
    }
  }
  Pack(kEnd, out);
}

std::optional<SqlAnswer> UnpackAnswer(std::string_view bytes) {
  Unpacker from(bytes);
  if (from.Text() != kAnswer) return std::nullopt;
  SqlAnswer answer;
  answer.trouble = static_cast<SqlTrouble>(from.Number());
  answer.message = from.Text();
  answer.at = from.Number();
  const std::int64_t columns = from.Number();
  for (std::int64_t i = 0; i < columns && from.good(); ++i) {
    answer.columns.emplace_back(from.Text());
  }
  const std::int64_t rows = from.Number();
  for (std::int64_t i = 0; i < rows && from.good(); ++i) {
    auto& row = answer.rows.emplace_back();
    for (std::int64_t column = 0; column < columns && from.good(); ++column) {
      const std::string_view kind = from.Text();
      row.push_back({kind.empty() ? 'n' : kind.front(), std::string(from.Text())});
    }
  }
  if (from.Text() != kEnd || !from.good() || !from.at_end()) return std::nullopt;
  return answer;
}

}  // namespace twinbill::sql
