// UsageGenerator: usage like the real thing, by a seed.
//
// Row r of the same options is the same whoever asks for it, in whatever order: everything is
// counted out of the seed, nothing is carried from row to row. Shapes follow what was counted in
// published reports: many small accounts and a few large ones, rows and money spread differently
// over services, more than half of the rows free, heavy tails, ids that come again each hour, late
// rows, corrections, credits.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "corpus/generate/usage_kinds.h"
#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"
#include "corpus/model/usage_record.h"

namespace twinbill::generate {

struct GeneratorOptions {
  std::uint64_t seed = 1;
  std::int64_t rows = 100'000;  // 1 or more
  int accounts = 20;            // 1 to 100,000
  int months = 1;               // 1 to 120
  model::Period first_period;
  std::string payer = "111122223333";
};

// Numbers are units of 10^-10, as fine as real reports are.
inline constexpr int kUnitDigits = 10;

// What makes a row each hour or so: a resource under one id.
struct Resource {
  std::string id;
  model::Slot slot;
  std::int64_t rate = 0;         // what is charged for a unit; 0 for the free
  std::int64_t public_rate = 0;  // the list's
  QuantityShape shape = QuantityShape::kHour;
  std::int64_t position = 0;  // about where in the shape its quantities lie
};

struct GeneratedRow {
  std::uint32_t resource = 0;
  model::Period period;  // of the bill; the month after the start's for a late row
  model::Timestamp start;
  std::int64_t quantity = 0;
  std::int64_t cost = 0;         // rate · quantity, half up at 10 digits
  std::int64_t public_cost = 0;  // likewise
};

class UsageGenerator {
 public:
  explicit UsageGenerator(const GeneratorOptions& options);

  const GeneratorOptions& options() const { return options_; }
  std::int64_t rows() const { return options_.rows; }
  const std::vector<Resource>& resources() const { return resources_; }

  // Rows [first, first + out.size()), in the order of their hours. May be called by several
  // threads.
  void Fill(std::int64_t first, std::span<GeneratedRow> out) const;

 private:
  std::int64_t HourOf(std::int64_t row) const;
  GeneratedRow RowOf(std::int64_t row, std::int64_t hour) const;
  std::int64_t FirstRowOf(std::int64_t hour) const;

  GeneratorOptions options_;
  std::int64_t hours_ = 0;
  std::int64_t stride_ = 1;  // steps through the resources of an hour, each once
  std::vector<Resource> resources_;
};

}  // namespace twinbill::generate
