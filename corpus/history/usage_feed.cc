#include "corpus/history/usage_feed.h"

#include <algorithm>
#include <deque>
#include <numeric>
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

// The memory of one block.
struct BlockBuffer {
  ScanSpans spans;
  std::vector<std::int32_t> read_slot;
  std::vector<std::uint32_t> slot;
  std::vector<std::int64_t> start;
  std::vector<std::uint8_t> has_rate;
  NumberBuffer quantity;
  NumberBuffer list_cost;
  NumberBuffer rate;

  BlockBuffer(const Partition& partition, const ScanColumns& columns, bool renumbers,
              std::size_t rows) {
    read_slot.resize(rows);
    if (renumbers) slot.resize(rows);
    if (columns.start) start.resize(rows);
    if (columns.quantity) quantity.Prepare(partition.quantity_form(), rows);
    if (columns.list_cost) list_cost.Prepare(partition.list_cost_form(), rows);
    if (columns.rate && partition.has_rates()) {
      rate.Prepare(partition.rate_form(), rows);
      has_rate.resize(rows);
    } else if (columns.rate) {
      rate.Prepare(NumberForm{}, rows);  // zeros that nothing is read into
    }
    spans = {.slot = read_slot,
             .start = start,
             .quantity = quantity.span(),
             .list_cost = list_cost.span(),
             .rate = rate.span(),
             .has_rate = has_rate};
  }
  // Others would be looked at through the old one's spans.
  BlockBuffer(const BlockBuffer&) = delete;
  BlockBuffer& operator=(const BlockBuffer&) = delete;
};

}  // namespace

struct FeedPass::State {
  const Partition& partition;
  ScanColumns columns;
  std::size_t block_rows = 0;
  const std::uint32_t* numbers = nullptr;  // null: the scan's are the table's
  std::unique_ptr<Scan> scan;
  std::deque<BlockBuffer> buffers;  // used in turn
  std::size_t next = 0;

  void AddBuffer() { buffers.emplace_back(partition, columns, numbers != nullptr, block_rows); }
};

FeedPass::FeedPass(std::unique_ptr<State> state) : state_(std::move(state)) {}
FeedPass::FeedPass(FeedPass&&) noexcept = default;
FeedPass& FeedPass::operator=(FeedPass&&) noexcept = default;
FeedPass::~FeedPass() = default;

Result<bool> FeedPass::Next(model::UsageBlock& block) {
  State& state = *state_;
  block = {};
  BlockBuffer& buffer = state.buffers[state.next];
  state.next = (state.next + 1) % state.buffers.size();
  TWINBILL_ASSIGN(rows, state.scan->Next(buffer.spans));
  if (rows == 0) return false;
  const auto count = static_cast<std::size_t>(rows);
  block.period = state.partition.info().period;
  if (state.numbers == nullptr) {
    // The scan has held each against the number of slots, so none is negative.
    block.slot = {reinterpret_cast<const std::uint32_t*>(buffer.read_slot.data()), count};
  } else {
    const std::int32_t* const from = buffer.read_slot.data();
    std::uint32_t* const to = buffer.slot.data();
    for (std::size_t i = 0; i < count; ++i) to[i] = state.numbers[from[i]];
    block.slot = {to, count};
  }
  if (!buffer.start.empty()) block.start = std::span(buffer.start).first(count);
  block.quantity = buffer.quantity.First(count);
  block.list_cost = buffer.list_cost.First(count);
  block.rate = buffer.rate.First(count);
  if (!buffer.has_rate.empty()) block.has_rate = std::span(buffer.has_rate).first(count);
  return true;
}

void FeedPass::KeepBlocks(std::size_t count) {
  while (state_->buffers.size() < count) state_->AddBuffer();
}

void FeedPass::Restart(int first, int last) { state_->scan->Restart(first, last); }

Result<UsageFeed> UsageFeed::Open(const History& history, std::string_view payer,
                                  const FeedRange& range, std::size_t threads) {
  std::vector<const PartitionInfo*> infos;
  for (const PartitionInfo& info : history.partitions()) {
    if (info.payer != payer || (range.from && info.period < *range.from) ||
        (range.to && *range.to < info.period)) {
      continue;
    }
    infos.push_back(&info);
  }
  TWINBILL_ASSIGN(partitions, Partition::OpenAll(infos, threads));
  UsageFeed feed;
  for (std::unique_ptr<Partition>& partition : partitions) {
    const std::vector<model::Slot>& slots = partition->slots();
    Part part;
    const auto known = std::find_if(feed.parts_.begin(), feed.parts_.end(), [&](const Part& other) {
      return &other.partition->slots() == &slots;
    });
    if (known != feed.parts_.end()) {
      part.numbers = known->numbers;
      part.same = known->same;
    } else {
      std::vector<std::uint32_t> numbers(slots.size());
      std::iota(numbers.begin(), numbers.end(), 0U);
      part.same = true;
      if (feed.parts_.empty()) {
        feed.slots_ = model::SlotTable(partition->shared_slots());
      } else {
        for (std::uint32_t& number : numbers) {
          const std::uint32_t place = number;
          number = feed.slots_.Intern(slots[place]);
          part.same = part.same && number == place;
        }
      }
      part.numbers = std::make_shared<const std::vector<std::uint32_t>>(std::move(numbers));
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
  TWINBILL_ASSIGN(scan, partition.OpenScan(read, first, last));
  auto state =
      std::make_unique<FeedPass::State>(FeedPass::State{partition,
                                                        columns,
                                                        block_rows,
                                                        part.same ? nullptr : part.numbers->data(),
                                                        std::move(scan),
                                                        {},
                                                        0});
  state->AddBuffer();
  return FeedPass(std::move(state));
}

}  // namespace twinbill::history
