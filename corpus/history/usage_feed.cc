#include "corpus/history/usage_feed.h"

#include <utility>

namespace twinbill::history {

using model::Result;

namespace {

// A column of numbers as it is read, and as it is handed out.
struct NumberBuffer {
  NumberForm form;
  std::vector<std::int64_t> units;
  std::vector<model::Decimal> wide;

  void Prepare(const NumberForm& of, std::size_t rows) {
    form = of;
    if (form.narrow) {
      units.resize(rows);
    } else {
      wide.resize(rows);
    }
  }
  NumberSpan span() { return {.units = units, .wide = wide}; }
  model::NumberColumn First(std::size_t rows) const {
    const bool empty = units.empty() && wide.empty();
    const std::size_t count = empty ? 0 : rows;
    return {.narrow = form.narrow,
            .scale = form.scale,
            .units = form.narrow ? std::span(units).first(count) : std::span<const std::int64_t>(),
            .wide = form.narrow ? std::span<const model::Decimal>() : std::span(wide).first(count)};
  }
};

}  // namespace

struct FeedPass::State {
  model::Period period;
  std::unique_ptr<Scan> scan;
  ScanSpans spans;
  const std::uint32_t* numbers = nullptr;  // null: the scan's are the table's
  std::vector<std::int32_t> read_slot;
  std::vector<std::uint32_t> slot;
  std::vector<std::int64_t> start;
  std::vector<std::uint8_t> has_rate;
  NumberBuffer quantity;
  NumberBuffer list_cost;
  NumberBuffer rate;
};

FeedPass::FeedPass(std::unique_ptr<State> state) : state_(std::move(state)) {}
FeedPass::FeedPass(FeedPass&&) noexcept = default;
FeedPass& FeedPass::operator=(FeedPass&&) noexcept = default;
FeedPass::~FeedPass() = default;

Result<bool> FeedPass::Next(model::UsageBlock& block) {
  State& state = *state_;
  block = {};
  TWINBILL_ASSIGN(rows, state.scan->Next(state.spans));
  if (rows == 0) return false;
  const auto count = static_cast<std::size_t>(rows);
  block.period = state.period;
  if (state.numbers == nullptr) {
    // The scan has held each against the number of slots, so none is negative.
    block.slot = {reinterpret_cast<const std::uint32_t*>(state.read_slot.data()), count};
  } else {
    const std::int32_t* const from = state.read_slot.data();
    std::uint32_t* const to = state.slot.data();
    for (std::size_t i = 0; i < count; ++i) to[i] = state.numbers[from[i]];
    block.slot = {to, count};
  }
  if (!state.start.empty()) block.start = std::span(state.start).first(count);
  block.quantity = state.quantity.First(count);
  block.list_cost = state.list_cost.First(count);
  block.rate = state.rate.First(count);
  if (!state.has_rate.empty()) block.has_rate = std::span(state.has_rate).first(count);
  return true;
}

Result<UsageFeed> UsageFeed::Open(const History& history, std::string_view payer,
                                  const FeedRange& range) {
  UsageFeed feed;
  for (const PartitionInfo& info : history.partitions()) {
    if (info.payer != payer || (range.from && info.period < *range.from) ||
        (range.to && *range.to < info.period)) {
      continue;
    }
    TWINBILL_ASSIGN(partition, Partition::Open(info));
    Part part;
    part.same = true;
    part.numbers.reserve(partition->slots().size());
    for (const model::Slot& slot : partition->slots()) {
      const std::uint32_t number = feed.slots_.Intern(slot);
      part.same = part.same && number == part.numbers.size();
      part.numbers.push_back(number);
    }
    part.partition = std::move(partition);
    feed.parts_.push_back(std::move(part));
  }
  return feed;
}

Result<FeedPass> UsageFeed::Read(std::size_t at, const ScanColumns& columns,
                                 std::size_t block_rows) const {
  const auto groups = static_cast<int>(partition(at).row_group_rows().size());
  return Read(at, columns, 0, groups, block_rows);
}

Result<FeedPass> UsageFeed::Read(std::size_t at, const ScanColumns& columns, int first, int last,
                                 std::size_t block_rows) const {
  TWINBILL_CHECK(at < size() && block_rows > 0);
  const Part& part = parts_[at];
  const Partition& partition = *part.partition;
  ScanColumns read = columns;
  read.rate = columns.rate && partition.has_rates();
  auto state = std::make_unique<FeedPass::State>();
  state->period = partition.info().period;
  TWINBILL_ASSIGN(scan, partition.OpenScan(read, first, last));
  state->scan = std::move(scan);
  state->read_slot.resize(block_rows);
  if (!part.same) {
    state->numbers = part.numbers.data();
    state->slot.resize(block_rows);
  }
  if (read.start) state->start.resize(block_rows);
  if (read.quantity) state->quantity.Prepare(partition.quantity_form(), block_rows);
  if (read.list_cost) state->list_cost.Prepare(partition.list_cost_form(), block_rows);
  if (read.rate) {
    state->rate.Prepare(partition.rate_form(), block_rows);
    state->has_rate.resize(block_rows);
  } else if (columns.rate) {
    state->rate.Prepare(NumberForm{}, block_rows);  // zeros that nothing is read into
  }
  state->spans = {.slot = state->read_slot,
                  .start = state->start,
                  .quantity = state->quantity.span(),
                  .list_cost = state->list_cost.span(),
                  .rate = state->rate.span(),
                  .has_rate = state->has_rate};
  return FeedPass(std::move(state));
}

}  // namespace twinbill::history
