#include "legacy_adapters/foreign/ledger_run.h"

#include <optional>
#include <utility>

namespace twinbill::foreign {
namespace {

using model::Attributes;
using model::Decimal;
using model::UsageRecord;

void PackNumber(const std::optional<Decimal>& number, std::string& out) {
  Pack(number ? number->ToString() : std::string(), out);
}

void PackAttributes(const Attributes& attributes, std::string& out) {
  Pack(static_cast<std::int64_t>(attributes.size()), out);
  for (const auto& [key, text] : attributes) {
    Pack(key, out);
    Pack(text, out);
  }
}

std::optional<Decimal> NumberFrom(Unpacker& from) {
  const std::string_view text = from.Text();
  if (text.empty()) return std::nullopt;
  const auto number = Decimal::Parse(text);
  if (!number) from.Spoil();
  return number ? *number : Decimal();
}

Attributes AttributesFrom(Unpacker& from) {
  Attributes attributes;
  const std::int64_t count = from.Number();
  for (std::int64_t i = 0; i < count && from.good(); ++i) {
    std::string key(from.Text());
    attributes.emplace_back(std::move(key), from.Text());
  }
  return attributes;
}

}  // namespace

void PackRecord(const UsageRecord& record, std::string& out) {
  Pack(record.id, out);
  Pack(record.payer, out);
  Pack(std::int64_t{record.period.months}, out);
  Pack(record.start.micros, out);
  Pack(record.currency, out);
  const model::Slot& slot = record.slot;
  for (const std::string* text : {&slot.account, &slot.service, &slot.region, &slot.usage_type,
                                  &slot.operation, &slot.line_item_type, &slot.unit}) {
    Pack(*text, out);
  }
  PackAttributes(slot.product, out);
  PackAttributes(slot.tags, out);
  PackNumber(record.quantity, out);
  PackNumber(record.unblended_cost, out);
  PackNumber(record.rate, out);
  PackNumber(record.public_cost, out);
}

std::optional<UsageRecord> UnpackRecord(Unpacker& from) {
  UsageRecord record;
  record.id = from.Text();
  record.payer = from.Text();
  record.period.months = static_cast<std::int32_t>(from.Number());
  record.start.micros = from.Number();
  record.currency = from.Text();
  model::Slot& slot = record.slot;
  for (std::string* text : {&slot.account, &slot.service, &slot.region, &slot.usage_type,
                            &slot.operation, &slot.line_item_type, &slot.unit}) {
    *text = from.Text();
  }
  slot.product = AttributesFrom(from);
  slot.tags = AttributesFrom(from);
  const auto quantity = NumberFrom(from);
  const auto cost = NumberFrom(from);
  record.rate = NumberFrom(from);
  record.public_cost = NumberFrom(from);
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
  Pack(std::int64_t{next_.months}, state);
  Pack(static_cast<std::int64_t>(current_), state);
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
  const model::Period next{static_cast<std::int32_t>(from.Number())};
  const std::int64_t count = from.Number();
  if (!from.good() || count < 0 || next < head_.term.FirstPeriod()) return wrong();
  std::vector<UsageRecord> records;
  for (std::int64_t i = 0; i < count; ++i) {
    auto record = UnpackRecord(from);
    if (!record) return wrong();
    records.push_back(std::move(*record));
  }
  if (!from.at_end()) return wrong();
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
