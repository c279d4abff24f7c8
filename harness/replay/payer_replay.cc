#include "harness/replay/payer_replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <new>
#include <thread>
#include <utility>

#include "harness/replay/bill_board.h"
#include "harness/replay/block_exchange.h"
#include "harness/replay/doubled_run.h"

namespace twinbill::replay {
namespace {

using history::UsageFeed;
using model::Failure;
using model::Period;
using model::Result;

constexpr std::int64_t kRecordsAtATime = 1 << 14;

// One side of one task, as a thread has it.
struct Item {
  std::size_t task = 0;
  bool is_legacy = false;
  const Side* side = nullptr;
  Period next;  // to be billed
  Period last;
  std::unique_ptr<SideRun> run;
  std::optional<Failure> refusal;

  bool IsAt(Period period) const { return next == period && period <= last; }
  bool Bills(Period period) const {
    return IsAt(period) && !refusal && side->head().term.Contains(period);
  }
};

Failure WrongCurrency(const history::PartitionInfo& info, const SideHead& head) {
  return model::InputFailure(model::Diagnostic(
      model::Code{"usage_currency"}, {info.directory, 0, 0, {}, {}},
      fmt::format("the usage of payer {} in {} is in {}, but contract {} is in {}", info.payer,
                  info.period.ToString(), info.currency, head.contract_id, head.currency),
      "usage of the contract's payer and term in the contract's currency"));
}

// What the blocks of a period are asked for, by all lanes together.
struct BlockNeed {
  bool any = false;
  bool rates = false;
};

// What lanes that take blocks can do for the one that reads them, when they would wait: they add
// blocks up for those of its items to which order does not matter.
struct SharedWork {
  std::vector<Item*> items;                                       // of the lane that reads
  std::vector<char> is_wanted;                                    // by item: in this period
  std::vector<std::vector<std::unique_ptr<ApartSums>>> by_taker;  // by item
};

// What lanes have in common: the periods, and who reads the blocks of each for all.
struct Schedule {
  Period first;
  Period last;
  std::map<Period, BlockNeed> needs;
  std::unique_ptr<BlockExchange> exchange;  // none: there is one lane that wants blocks, or none
  SharedWork shared;  // the reading lane's, but for the sums of a taker while blocks are given

  BlockNeed NeedOf(Period period) const {
    const auto at = needs.find(period);
    return at != needs.end() ? at->second : BlockNeed();
  }
};

// What other lanes see where the reading of a period ends, well or not.
struct PeriodEnd {
  BlockExchange* exchange;  // may be null
  bool is_whole = false;

  ~PeriodEnd() {
    if (exchange == nullptr) return;
    if (is_whole) {
      exchange->EndPeriod();
    } else {
      exchange->Break();
    }
  }
};

// A thread's part of the replay.
class Lane {
 public:
  Lane(const UsageFeed& feed, const ReplayOptions& options, BillBoard& board, Schedule& schedule)
      : feed_(feed), options_(options), board_(board), schedule_(schedule) {}

  void Add(Item item) { items_.push_back(std::move(item)); }
  bool WantsBlocks() const {
    return std::any_of(items_.begin(), items_.end(),
                       [](const Item& item) { return item.side->need() == SideNeed::kBlocks; });
  }
  // It reads the blocks, and gives them to all that take.
  void Read() { reads_ = true; }
  // It takes the blocks that another lane reads.
  void TakeAs(std::size_t taker) { taker_ = taker; }
  // Its items that others can add up for, with sums for each of so many takers.
  void ShareWork(std::size_t takers, SharedWork& shared) {
    shared.by_taker.resize(takers);
    for (Item& item : items_) {
      if (item.side->need() != SideNeed::kBlocks || item.run->StartApart() == nullptr) continue;
      shared.items.push_back(&item);
      for (auto& sums : shared.by_taker) sums.push_back(item.run->StartApart());
    }
    shared.is_wanted.assign(shared.items.size(), 0);
  }
  // What it asks of the blocks of each period.
  void TellNeeds(Schedule& schedule) const {
    for (const Item& item : items_) {
      schedule.first = std::min(schedule.first, item.next);
      schedule.last = std::max(schedule.last, item.last);
      if (item.side->need() != SideNeed::kBlocks) continue;
      for (Period period = item.next; period <= item.last; period = period.Next()) {
        if (!item.side->head().term.Contains(period)) continue;
        BlockNeed& need = schedule.needs[period];
        need.any = true;
        need.rates = need.rates || item.side->needs_rates();
      }
    }
  }

  // On a thread of its own or not: nothing is thrown.
  void Run() {
    try {
      RunPeriods();
    } catch (const std::bad_alloc&) {
      board_.Fail(model::SurroundingsFailure(model::Diagnostic(
          model::Code{"out_of_memory"}, {}, "this machine has no more memory for the replay")));
    }
    if (!schedule_.exchange) return;
    if (reads_) schedule_.exchange->Break();
    if (taker_) schedule_.exchange->Leave(*taker_);
  }

 private:
  void RunPeriods() {
    for (Item& item : items_) {
      if (item.next <= item.last) item.run->Prepare();
    }
    for (Period period = schedule_.first; period <= schedule_.last; period = period.Next()) {
      if (auto read = ReadPeriod(period); !read) {
        board_.Fail(std::move(read).error());
        return;
      }
      if (is_broken_) return;
      for (Item& item : items_) {
        if (!item.IsAt(period)) continue;
        if (IsToStop() || !BillPeriod(item)) return;
      }
    }
  }

  bool IsToStop() const {
    if (options_.stop && options_.stop()) board_.Stop();
    return board_.is_over();
  }

  std::optional<std::size_t> PartOf(Period period) const {
    for (std::size_t at = 0; at < feed_.size(); ++at) {
      if (feed_.partition(at).info().period == period) return at;
    }
    return std::nullopt;
  }

  Result<void> ReadPeriod(Period period) {
    const auto part = PartOf(period);
    rows_ = part ? feed_.partition(*part).info().rows : 0;
    if (!part) return {};
    std::vector<Item*> of_blocks, of_records;
    for (Item& item : items_) {
      if (!item.Bills(period)) continue;
      TWINBILL_TRY(CheckCurrency(item, *part));
      if (item.refusal) continue;
      if (item.side->need() == SideNeed::kBlocks) of_blocks.push_back(&item);
      if (item.side->need() == SideNeed::kRecords) of_records.push_back(&item);
    }
    const BlockNeed need = schedule_.NeedOf(period);
    if (need.any && reads_) TWINBILL_TRY(ReadBlocks(*part, need, of_blocks));
    is_broken_ = need.any && taker_ && !TakeBlocks(of_blocks);
    if (is_broken_) return {};
    if (!of_records.empty()) TWINBILL_TRY(ReadWholeRecords(*part, of_records));
    return {};
  }

  // Records in another currency are an error where they are the contract's.
  Result<void> CheckCurrency(Item& item, std::size_t part) {
    const history::PartitionInfo& info = feed_.partition(part).info();
    if (info.currency == item.side->head().currency) return {};
    history::ScanColumns columns{.start = true, .quantity = false, .list_cost = false};
    TWINBILL_ASSIGN(pass, feed_.Read(part, columns));
    model::UsageBlock block;
    while (true) {
      TWINBILL_ASSIGN(more, pass.Next(block));
      if (!more) return {};
      for (const std::int64_t start : block.start) {
        if (!item.side->head().term.Contains(model::Timestamp{start})) continue;
        item.refusal = WrongCurrency(info, item.side->head());
        return {};
      }
    }
  }

  static void AddBlock(const model::UsageBlock& block, const std::vector<Item*>& items) {
    for (Item* item : items) {
      if (item->refusal) continue;
      if (auto added = item->run->Add(block); !added) item->refusal = std::move(added).error();
    }
  }

  Result<void> ReadBlocks(std::size_t part, const BlockNeed& need,
                          const std::vector<Item*>& items) {
    BlockExchange* const exchange = schedule_.exchange.get();
    history::ScanColumns columns{.start = true, .quantity = true, .list_cost = true};
    columns.rate = need.rates;
    TWINBILL_ASSIGN(pass, feed_.Read(part, columns));
    if (exchange != nullptr) pass.KeepBlocks(BlockExchange::kKept);
    std::vector<Item*> own, shared;
    Split(items, own, shared);
    {
      PeriodEnd end{exchange};  // before the pass goes, whose blocks others look at
      model::UsageBlock block;
      while (!end.is_whole && !IsToStop()) {
        TWINBILL_ASSIGN(more, pass.Next(block));
        if (more) {
          if (exchange != nullptr) exchange->Give(block);
          AddBlock(block, own);
          if (options_.on_rows) options_.on_rows(static_cast<std::int64_t>(block.size()));
        }
        if (exchange != nullptr) {
          AddClaimed(more ? BlockExchange::Claims::kLate : BlockExchange::Claims::kAny, shared);
        }
        end.is_whole = !more;
      }
    }
    AddTakersSums();
    return {};
  }

  // Which items the lane adds every block to, and which ones the blocks that it claims.
  void Split(const std::vector<Item*>& items, std::vector<Item*>& own, std::vector<Item*>& shared) {
    SharedWork& work = schedule_.shared;
    work.is_wanted.assign(work.items.size(), 0);
    for (Item* item : items) {
      const auto at = std::find(work.items.begin(), work.items.end(), item);
      if (at == work.items.end()) {
        own.push_back(item);
        continue;
      }
      shared.push_back(item);
      work.is_wanted[static_cast<std::size_t>(at - work.items.begin())] = 1;
    }
  }

  void AddClaimed(BlockExchange::Claims claims, const std::vector<Item*>& items) {
    while (const auto block = schedule_.exchange->Claim(claims)) AddBlock(*block, items);
  }

  // Where all has been read, and takers are done with it.
  void AddTakersSums() {
    SharedWork& work = schedule_.shared;
    for (const auto& sums : work.by_taker) {
      for (std::size_t i = 0; i < work.items.size(); ++i) {
        if (work.is_wanted[i] != 0) work.items[i]->run->AddApart(*sums[i]);
      }
    }
  }

  void AddToShared(const model::UsageBlock& block) {
    SharedWork& work = schedule_.shared;
    for (std::size_t i = 0; i < work.items.size(); ++i) {
      if (work.is_wanted[i] != 0) work.by_taker[*taker_][i]->Add(block);
    }
  }

  // False where the reading lane has failed: the period is not whole, and not to be billed.
  bool TakeBlocks(const std::vector<Item*>& items) {
    model::UsageBlock block;
    while (true) {
      switch (schedule_.exchange->Take(*taker_, block)) {
        case BlockExchange::Taken::kPeriodEnd: return true;
        case BlockExchange::Taken::kBroken: return false;
        case BlockExchange::Taken::kClaimed: AddToShared(block); break;
        case BlockExchange::Taken::kBlock: AddBlock(block, items);
      }
    }
  }

  Result<void> ReadWholeRecords(std::size_t part, const std::vector<Item*>& items) {
    TWINBILL_ASSIGN(pass, feed_.partition(part).OpenRecords(0));
    while (!IsToStop()) {
      TWINBILL_ASSIGN(records, pass->Next(kRecordsAtATime));
      if (records.empty()) break;
      for (Item* item : items) {
        if (item->refusal) continue;
        if (auto added = item->run->AddRecords(records); !added) {
          item->refusal = std::move(added).error();
        }
      }
    }
    return {};
  }

  bool BillPeriod(Item& item) {
    const Period period = item.next;
    item.next = period.Next();
    PostedBill posted;
    if (!item.refusal && item.side->head().term.Contains(period)) {
      lines_.clear();
      if (auto billed = item.run->BillNext(lines_); !billed) {
        item.refusal = std::move(billed).error();
      } else {
        auto bill = SideBill::Of(lines_, options_.spill);
        if (!bill) {
          board_.Fail(std::move(bill).error());
          return false;
        }
        posted.bill = std::move(*bill);
      }
    }
    if (item.refusal) {
      posted.bill = SideBill::Refused(*item.refusal);
    } else {
      posted.can_go_on = true;
      posted.state = item.run->State();
    }
    evidence::PeriodEvidence evidence;
    evidence.period = period;
    evidence.usage_records = rows_;
    return board_.Post(item.task, item.is_legacy, std::move(evidence), std::move(posted));
  }

  const UsageFeed& feed_;
  const ReplayOptions& options_;
  BillBoard& board_;
  Schedule& schedule_;
  bool reads_ = false;
  std::optional<std::size_t> taker_;
  bool is_broken_ = false;  // the reading lane gives nothing more
  std::vector<Item> items_;
  std::int64_t rows_ = 0;  // of the period being billed
  std::vector<model::LineItem> lines_;
};

// An item at its beginning, or where it goes on.
Result<Item> StartItem(const UsageFeed& feed, const ReplayTask& task, std::size_t number,
                       bool is_legacy) {
  Item item{
      number,  is_legacy,   is_legacy ? task.legacy : task.standard, task.FirstPeriod(), task.last,
      nullptr, std::nullopt};
  item.run = StartSteady(*item.side, feed.slots());
  if (task.resumption) {
    const std::string& state =
        is_legacy ? task.resumption->legacy_state : task.resumption->standard_state;
    TWINBILL_TRY(item.run->Resume(state));
    item.next = task.resumption->done.Next();
  }
  return item;
}

// The last lane that wants blocks reads them for all: of one contract's two it has the standard
// side, which has less to do with a record.
void ShareBlocks(std::vector<Lane>& lanes, Schedule& schedule) {
  for (const Lane& lane : lanes) lane.TellNeeds(schedule);
  std::vector<Lane*> wanting;
  for (Lane& lane : lanes) {
    if (lane.WantsBlocks()) wanting.push_back(&lane);
  }
  if (wanting.empty()) return;
  wanting.back()->Read();
  if (wanting.size() == 1) return;
  const std::size_t takers = wanting.size() - 1;
  wanting.back()->ShareWork(takers, schedule.shared);
  schedule.exchange = std::make_unique<BlockExchange>(takers, !schedule.shared.items.empty());
  for (std::size_t i = 0; i + 1 < wanting.size(); ++i) wanting[i]->TakeAs(i);
}

}  // namespace

Period ReplayTask::FirstPeriod() const {
  return std::min(legacy->head().term.FirstPeriod(), standard->head().term.FirstPeriod());
}

Result<void> ReplayPayer(const UsageFeed& feed, const std::vector<ReplayTask>& tasks,
                         const ReplayOptions& options, PeriodSink& sink) {
  if (tasks.empty()) return {};
  BillBoard board(tasks.size(), options.spill, sink);
  const std::size_t lane_count =
      std::min(static_cast<std::size_t>(std::max(options.threads, 1)), 2 * tasks.size());
  Schedule schedule{tasks.front().last, Period(), {}, nullptr, {}};
  std::vector<Lane> lanes;
  for (std::size_t i = 0; i < lane_count; ++i) lanes.emplace_back(feed, options, board, schedule);
  for (std::size_t number = 0; number < tasks.size(); ++number) {
    for (const bool is_legacy : {true, false}) {
      TWINBILL_ASSIGN(item, StartItem(feed, tasks[number], number, is_legacy));
      lanes[(2 * number + (is_legacy ? 0 : 1)) % lane_count].Add(std::move(item));
    }
  }
  ShareBlocks(lanes, schedule);
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < lane_count; ++i) threads.emplace_back([&, i] { lanes[i].Run(); });
  lanes[0].Run();
  for (std::thread& thread : threads) thread.join();
  if (auto failure = board.failure()) return model::Fail(std::move(*failure));
  return {};
}

}  // namespace twinbill::replay
