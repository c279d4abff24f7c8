// What one thread reads all takers see, in its order, and no block changes under their eyes.
#include "harness/replay/block_exchange.h"

#include <gtest/gtest.h>

#include <algorithm>
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

TEST(BlockExchange, EveryBlockIsClaimedOnce) {
  BlockExchange exchange(2, true);
  std::vector<std::vector<std::uint32_t>> taken(2), claimed(3);
  {
    std::vector<std::jthread> takers;
    for (std::size_t i = 0; i < 2; ++i) {
      takers.emplace_back([&, i] {
        UsageBlock block;
        while (true) {
          const auto what = exchange.Take(i, block);
          if (what == BlockExchange::Taken::kPeriodEnd) return;
          auto& numbers = what == BlockExchange::Taken::kClaimed ? claimed[i] : taken[i];
          std::this_thread::yield();
          numbers.push_back(block.slot.front());
        }
      });
    }
    std::vector<std::vector<std::uint32_t>> memory(BlockExchange::kKept,
                                                   std::vector<std::uint32_t>(kRows));
    const auto claim = [&](BlockExchange::Claims claims) {
      while (const auto block = exchange.Claim(claims)) claimed[2].push_back(block->slot.front());
    };
    for (std::uint32_t i = 0; i < kBlocks; ++i) {
      memory[i % memory.size()].assign(kRows, i);
      UsageBlock block;
      block.slot = memory[i % memory.size()];
      exchange.Give(block);
      claim(BlockExchange::Claims::kLate);
    }
    claim(BlockExchange::Claims::kAny);
    exchange.EndPeriod();
  }
  std::vector<std::uint32_t> wanted(kBlocks), all;
  std::iota(wanted.begin(), wanted.end(), 0U);
  EXPECT_EQ(taken[0], wanted);
  EXPECT_EQ(taken[1], wanted);
  for (const auto& of_one : claimed) all.insert(all.end(), of_one.begin(), of_one.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, wanted);
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
