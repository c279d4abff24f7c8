#include "standard_engine/billing/carried_state.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <span>

namespace twinbill::billing {

using model::Result;

namespace {

constexpr std::string_view kHead = "twinbill-standard-state";
constexpr std::string_view kVersion = "1";

// Writes lines of fields.
class FieldWriter {
 public:
  void Text(std::string_view text) {
    Separate();
    for (const char c : text) {
      switch (c) {
        case '\\': bytes_ += "\\\\"; break;
        case '\t': bytes_ += "\\t"; break;
        case '\n': bytes_ += "\\n"; break;
        case '\r': bytes_ += "\\r"; break;
        default: bytes_ += c;
      }
    }
  }
  void Amount(const ExactAmount& amount) { Text(amount.ToString()); }
  void Texts(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) Text(text);
  }
  void End() {
    bytes_ += '\n';
    begun_ = false;
  }
  std::string Take() && { return std::move(bytes_); }

 private:
  void Separate() {
    if (begun_) bytes_ += '\t';
    begun_ = true;
  }

  std::string bytes_;
  bool begun_ = false;
};

using Fields = std::vector<std::string>;

// The fields of one line; none where an escape is wrong.
std::optional<Fields> Split(std::string_view line) {
  Fields fields(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      fields.emplace_back();
    } else if (line[i] != '\\') {
      fields.back() += line[i];
    } else if (++i < line.size()) {
      switch (line[i]) {
        case '\\': fields.back() += '\\'; break;
        case 't': fields.back() += '\t'; break;
        case 'n': fields.back() += '\n'; break;
        case 'r': fields.back() += '\r'; break;
        default: return std::nullopt;
      }
    } else {
      return std::nullopt;
    }
  }
  return fields;
}

void Write(const CarriedConstruct& construct, FieldWriter& out) {
  out.Text("construct");
  out.Text(construct.id);
  out.End();
  const auto amount = [&](std::string_view name, const ExactAmount& value) {
    if (value.is_zero()) return;
    out.Text(name);
    out.Amount(value);
    out.End();
  };
  amount("given", construct.given);
  amount("drawn", construct.drawn);
  amount("measured", construct.measured);
  for (const ExactAmount& limited : construct.limited) {
    out.Text("limited");
    out.Amount(limited);
    out.End();
  }
  const auto groups = [&](std::string_view name, const std::vector<CarriedGroup>& all) {
    for (const CarriedGroup& group : all) {
      out.Text(name);
      out.Amount(group.amount);
      out.Texts(group.texts);
      out.End();
    }
  };
  groups("metered", construct.metered);
  groups("entitled", construct.entitled);
  for (const CarriedCell& cell : construct.held) {
    out.Text("held");
    out.Text(std::to_string(cell.epoch));
    out.Amount(cell.quantity);
    out.Amount(cell.list_cost);
    out.Amount(cell.base);
    out.Texts(cell.texts);
    out.End();
  }
}

std::optional<ExactAmount> AmountAt(const Fields& fields, std::size_t at) {
  if (at >= fields.size()) return std::nullopt;
  auto amount = ExactAmount::Parse(fields[at]);
  if (!amount) return std::nullopt;
  return std::move(*amount);
}

Fields After(const Fields& fields, std::size_t count) {
  return {fields.begin() + static_cast<std::ptrdiff_t>(count), fields.end()};
}

bool ReadHeld(const Fields& fields, CarriedConstruct& construct) {
  if (fields.size() < 5) return false;
  CarriedCell cell;
  const char* end = fields[1].data() + fields[1].size();
  const auto read = std::from_chars(fields[1].data(), end, cell.epoch);
  const auto quantity = AmountAt(fields, 2);
  const auto list_cost = AmountAt(fields, 3);
  const auto base = AmountAt(fields, 4);
  if (read.ec != std::errc() || read.ptr != end || !quantity || !list_cost || !base) return false;
  cell.quantity = *quantity;
  cell.list_cost = *list_cost;
  cell.base = *base;
  cell.texts = After(fields, 5);
  construct.held.push_back(std::move(cell));
  return true;
}

// A line below a construct's; false where it is none.
bool ReadPart(const Fields& fields, CarriedConstruct& construct) {
  const std::string& name = fields[0];
  if (name == "held") return ReadHeld(fields, construct);
  const auto amount = AmountAt(fields, 1);
  if (!amount) return false;
  if (name == "metered" || name == "entitled") {
    auto& groups = name == "metered" ? construct.metered : construct.entitled;
    groups.push_back({After(fields, 2), *amount});
    return true;
  }
  if (fields.size() != 2) return false;
  if (name == "limited") {
    construct.limited.push_back(*amount);
  } else if (name == "given") {
    construct.given = *amount;
  } else if (name == "drawn") {
    construct.drawn = *amount;
  } else if (name == "measured") {
    construct.measured = *amount;
  } else {
    return false;
  }
  return true;
}

bool ReadLine(const Fields& fields, std::int64_t line, CarriedState& state) {
  if (line == 1) return fields == Fields{std::string(kHead), std::string(kVersion)};
  if (line == 2 || line == 3) {
    if (fields.size() != 2 || fields[0] != (line == 2 ? "contract" : "next")) return false;
    if (line == 2) {
      state.contract = fields[1];
      return true;
    }
    const auto next = model::Period::Parse(fields[1]);
    if (next) state.next = *next;
    return next.has_value();
  }
  if (fields[0] == "construct") {
    if (fields.size() != 2) return false;
    state.constructs.emplace_back().id = fields[1];
    return true;
  }
  return !state.constructs.empty() && ReadPart(fields, state.constructs.back());
}

model::Unexpected<model::Failure> Damaged(std::int64_t line) {
  model::Position position;
  position.line = line;
  return model::Fail(model::InputFailure(
      model::Diagnostic(model::Code{"standard_state_damaged"}, std::move(position),
                        "this is no line of a state that a standard bill carries",
                        "the bytes as they were written, all of them")));
}

}  // namespace

std::string CarriedState::ToBytes() const {
  FieldWriter out;
  out.Text(kHead);
  out.Text(kVersion);
  out.End();
  out.Text("contract");
  out.Text(contract);
  out.End();
  out.Text("next");
  out.Text(next.ToString());
  out.End();
  for (const CarriedConstruct& construct : constructs) Write(construct, out);
  return std::move(out).Take();
}

model::Digest CarriedState::digest() const { return model::Sha256::Of(ToBytes()); }

Result<CarriedState> CarriedState::Parse(std::string_view bytes) {
  CarriedState state;
  std::int64_t line = 0;
  std::size_t at = 0;
  while (at < bytes.size()) {
    ++line;
    const std::size_t end = bytes.find('\n', at);
    if (end == std::string_view::npos) return Damaged(line);
    const auto fields = Split(bytes.substr(at, end - at));
    if (!fields || !ReadLine(*fields, line, state)) return Damaged(line);
    at = end + 1;
  }
  // Only what is written so: order, zeros and escapes included.
  if (line < 3 || state.ToBytes() != bytes) return Damaged(line);
  return state;
}

}  // namespace twinbill::billing
