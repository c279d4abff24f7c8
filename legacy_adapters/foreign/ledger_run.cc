#include "legacy_adapters/foreign/ledger_run.h"

#include <charconv>
#include <optional>
#include <utility>

namespace twinbill::foreign {
namespace {

using model::Attributes;
using model::Decimal;
using model::UsageRecord;

// Every part is its length, a colon, and its bytes.
void Pack(std::string_view text, std::string& out) {
  out += std::to_string(text.size());
  out += ':';
  out += text;
}

void Pack(const std::optional<Decimal>& number, std::string& out) {
  Pack(number ? number->ToString() : std::string(), out);
}

void Pack(const Attributes& attributes, std::string& out) {
  Pack(std::to_string(attributes.size()), out);
  for (const auto& [key, text] : attributes) {
    Pack(key, out);
    Pack(text, out);
  }
}

bool ReadNumber(std::string_view text, std::int64_t& to) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
  return error == std::errc() && end == text.data() + text.size();
}

class Unpacker {
 public:
  explicit Unpacker(std::string_view& bytes) : bytes_(bytes) {}

  std::string_view Text() {
    const std::size_t colon = bytes_.find(':');
    std::int64_t size = 0;
    if (colon == std::string_view::npos || !ReadNumber(bytes_.substr(0, colon), size) || size < 0 ||
        static_cast<std::size_t>(size) > bytes_.size() - colon - 1) {
      good_ = false;
      return {};
    }
    const std::string_view text = bytes_.substr(colon + 1, static_cast<std::size_t>(size));
    bytes_.remove_prefix(colon + 1 + text.size());
    return text;
  }
  std::int64_t Integer() {
    std::int64_t number = 0;
    if (!ReadNumber(Text(), number)) good_ = false;
    return number;
  }
  std::optional<Decimal> Number() {
    const std::string_view text = Text();
    if (text.empty()) return std::nullopt;
    const auto number = Decimal::Parse(text);
    if (!number) good_ = false;
    return number ? *number : Decimal();
  }
  Attributes Pairs() {
    Attributes attributes;
    const std::int64_t count = Integer();
    for (std::int64_t i = 0; i < count && good_; ++i) {
      std::string key(Text());
      attributes.emplace_back(std::move(key), Text());
    }
    return attributes;
  }
  bool good() const { return good_; }

 private:
  std::string_view& bytes_;
  bool good_ = true;
};

}  // namespace

void PackRecord(const UsageRecord& record, std::string& out) {
  Pack(record.id, out);
  Pack(record.payer, out);
  Pack(std::to_string(record.period.months), out);
  Pack(std::to_string(record.start.micros), out);
  Pack(record.currency, out);
  const model::Slot& slot = record.slot;
  for (const std::string* text : {&slot.account, &slot.service, &slot.region, &slot.usage_type,
                                  &slot.operation, &slot.line_item_type, &slot.unit}) {
    Pack(*text, out);
  }
  Pack(slot.product, out);
  Pack(slot.tags, out);
  Pack(std::optional(record.quantity), out);
  Pack(std::optional(record.unblended_cost), out);
  Pack(record.rate, out);
  Pack(record.public_cost, out);
}

std::optional<UsageRecord> UnpackRecord(std::string_view& bytes) {
  Unpacker from(bytes);
  UsageRecord record;
  record.id = from.Text();
  record.payer = from.Text();
  record.period.months = static_cast<std::int32_t>(from.Integer());
  record.start.micros = from.Integer();
  record.currency = from.Text();
  model::Slot& slot = record.slot;
  for (std::string* text : {&slot.account, &slot.service, &slot.region, &slot.usage_type,
                            &slot.operation, &slot.line_item_type, &slot.unit}) {
    *text = from.Text();
  }
  slot.product = from.Pairs();
  slot.tags = from.Pairs();
  const auto quantity = from.Number();
  const auto cost = from.Number();
  record.rate = from.Number();
  record.public_cost = from.Number();
  if (!from.good() || !quantity || !cost) return std::nullopt;
  record.quantity = *quantity;
  record.unblended_cost = *cost;
  return record;
}

LedgerRun::LedgerRun(const legacy::LegacyHead& head, bool earlier)
    : head_(head), earlier_(earlier), next_(head.term.FirstPeriod()) {}

model::Result<void> LedgerRun::Add(const model::UsageBlock&) {
  TWINBILL_CHECK(false);  // need() says records
  return {};
}

model::Result<void> LedgerRun::AddRecords(std::span<const UsageRecord> records) {
  for (const UsageRecord& record : records) {
    TWINBILL_CHECK(record.period == next_);
    if (head_.term.Contains(record.start)) records_.push_back(record);
  }
  return {};
}

model::Result<void> LedgerRun::BillNext(std::vector<model::LineItem>& lines) {
  TWINBILL_ASSIGN(billed, Bill({next_, records_, current_}));
  lines.insert(lines.end(), std::make_move_iterator(billed.begin()),
               std::make_move_iterator(billed.end()));
  if (!earlier_) records_.clear();
  current_ = records_.size();
  next_ = next_.Next();
  return {};
}

std::string LedgerRun::State() const {
  std::string state = "ledger 1\n";
  Pack(std::to_string(next_.months), state);
  Pack(std::to_string(current_), state);
  for (std::size_t i = 0; i < current_; ++i) PackRecord(records_[i], state);
  return state;
}

model::Result<void> LedgerRun::Resume(std::string_view state) {
  constexpr std::string_view kBegin = "ledger 1\n";
  const auto wrong = [] {
    return model::Fail(model::InputFailure(
        {model::Code{"foreign_bad_state"}, {}, "the state of a run is none of this model's"}));
  };
  if (!state.starts_with(kBegin)) return wrong();
  state.remove_prefix(kBegin.size());
  Unpacker from(state);
  const model::Period next{static_cast<std::int32_t>(from.Integer())};
  const std::int64_t count = from.Integer();
  if (!from.good() || count < 0 || next < head_.term.FirstPeriod()) return wrong();
  std::vector<UsageRecord> records;
  for (std::int64_t i = 0; i < count; ++i) {
    auto record = UnpackRecord(state);
    if (!record) return wrong();
    records.push_back(std::move(*record));
  }
  if (!state.empty()) return wrong();
  next_ = next;
  records_ = std::move(records);
  current_ = records_.size();
  return {};
}

void LedgerRun::Restart() {
  next_ = head_.term.FirstPeriod();
  records_.clear();
  current_ = 0;
}

}  // namespace twinbill::foreign
