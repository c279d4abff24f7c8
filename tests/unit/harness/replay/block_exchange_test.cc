// What one thread reads all takers see, in its order, and no block changes under their eyes.
#include "harness/replay/block_exchange.h"

#include <gtest/gtest.h>

#include <numeric>
#include <thread>
#include <vector>

namespace twinbill::replay {
namespace {

using model::UsageBlock;

constexpr std::size_t kRows = 64;
constexpr std::size_t kBlocks = 500;

// Gives blocks whose rows are all their number, in as much memory as the exchange asks for.
void GivePeriod(BlockExchange& exchange, std::uint32_t first) {
  std::vector<std::vector<std::uint32_t>> memory(BlockExchange::kKept,
                                                 std::vector<std::uint32_t>(kRows));
  for (std::uint32_t i = 0; i < kBlocks; ++i) {
    std::vector<std::uint32_t>& slots = memory[i % memory.size()];
    slots.assign(kRows, first + i);
    UsageBlock block;
    block.slot = slots;
    exchange.Give(block);
  }
  exchange.EndPeriod();
  for (std::vector<std::uint32_t>& slots : memory) slots.assign(kRows, 0xFFFFFFFFU);
}

// The number of each block that is taken until the period's end; a block that is not of one number
// counts as 0.
std::vector<std::uint32_t> TakePeriod(BlockExchange& exchange, std::size_t taker) {
  std::vector<std::uint32_t> seen;
  UsageBlock block;
  while (exchange.Take(taker, block) == BlockExchange::Taken::kBlock) {
    const std::uint32_t number = block.slot.front();
    std::this_thread::yield();
    const auto sum = std::accumulate(block.slot.begin(), block.slot.end(), std::uint64_t{0});
    seen.push_back(sum == std::uint64_t{number} * kRows ? number : 0);
  }
  return seen;
}

TEST(BlockExchange, EveryTakerSeesEveryBlockUnchanged) {
  BlockExchange exchange(3);
  std::vector<std::vector<std::uint32_t>> seen(3);
  {
    std::vector<std::jthread> takers;
    for (std::size_t i = 0; i < 3; ++i) {
      takers.emplace_back([&, i] {
        for (int period = 0; period < 2; ++period) {
          const auto more = TakePeriod(exchange, i);
          seen[i].insert(seen[i].end(), more.begin(), more.end());
        }
      });
    }
    GivePeriod(exchange, 1);
    GivePeriod(exchange, 1 + kBlocks);
  }
  std::vector<std::uint32_t> wanted(2 * kBlocks);
  std::iota(wanted.begin(), wanted.end(), 1U);
  for (const auto& of_one : seen) EXPECT_EQ(of_one, wanted);
}

TEST(BlockExchange, WhoLeavesIsNotWaitedFor) {
  BlockExchange exchange(2);
  std::vector<std::uint32_t> seen;
  std::jthread stays([&] { seen = TakePeriod(exchange, 0); });
  std::jthread leaves([&] {
    UsageBlock block;
    static_cast<void>(exchange.Take(1, block));
    exchange.Leave(1);
  });
  GivePeriod(exchange, 1);
  stays.join();
  EXPECT_EQ(seen.size(), kBlocks);
}

TEST(BlockExchange, APeriodThatBreaksOffIsNotAPeriodsEnd) {
  BlockExchange exchange(1);
  std::vector<std::uint32_t> slots(kRows, 7);
  std::jthread taker([&] {
    UsageBlock block;
    auto taken = exchange.Take(0, block);
    while (taken == BlockExchange::Taken::kBlock) taken = exchange.Take(0, block);
    EXPECT_EQ(taken, BlockExchange::Taken::kBroken);
    EXPECT_EQ(exchange.Take(0, block), BlockExchange::Taken::kBroken);
  });
  UsageBlock block;
  block.slot = slots;
  exchange.Give(block);
  exchange.Break();
  slots.assign(kRows, 0);  // nobody looks at it any more
}

}  // namespace
}  // namespace twinbill::replay
