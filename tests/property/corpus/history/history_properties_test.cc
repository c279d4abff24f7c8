// What is imported is what is read back, whatever the rows, their order, memory and threads.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "corpus/history/number_range.h"
#include "tests/support/history_ground.h"

namespace twinbill::history {
namespace {

using model::UsageRecord;

RC_GTEST_PROP(HistoryProperties, WhatIsImportedIsWhatIsReadBack, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const int count = *rc::gen::inRange(0, 300);
  auto records = support::RandomRecords(seed, count);
  const WriterOptions options{.sort_bytes_max = *rc::gen::element<std::int64_t>(1, 4096, 1 << 20),
                              .threads = *rc::gen::inRange(1, 4),
                              .keep_last = *rc::gen::arbitrary<bool>(),
                              .row_group_rows = *rc::gen::inRange<std::int64_t>(1, 200)};
  const auto cut = static_cast<std::size_t>(*rc::gen::inRange(0, count + 1));
  const support::HistoryGround ground;
  const std::span<const UsageRecord> all(records);
  RC_ASSERT(ground.Write(all.first(cut), options).has_value());
  RC_ASSERT(ground.Write(all.subspan(cut), options).has_value());
  const auto read = ground.ReadAll();
  support::SortAsRead(records);
  RC_ASSERT(read.size() == records.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    RC_ASSERT(support::Describe(read[i]) == support::Describe(records[i]));
  }
}

RC_GTEST_PROP(HistoryProperties, ALayoutHoldsAllItsNumbers, ()) {
  const auto numbers = *rc::gen::container<std::vector<std::pair<std::int64_t, int>>>(
      rc::gen::pair(rc::gen::arbitrary<std::int64_t>(), rc::gen::inRange(0, 29)));
  NumberRange range;
  for (const auto& [units, scale] : numbers) range.Add(*model::Decimal::FromUnits(units, scale));
  const NumberLayout layout = range.Layout();
  const int digits = layout.kind == NumberKind::kInt64 ? 18 : 38;
  for (const auto& [units, scale] : numbers) {
    if (layout.kind == NumberKind::kText) break;
    const auto number = *model::Decimal::FromUnits(units, scale);
    RC_ASSERT(number.scale() <= layout.scale);
    const model::Int128 room = PowerOfTen(digits - (layout.scale - number.scale()));
    RC_ASSERT(number.units() < room && -number.units() < room);
  }
  RC_ASSERT(NumberRange::Parse(range.ToString()) == range);
}

}  // namespace
}  // namespace twinbill::history
