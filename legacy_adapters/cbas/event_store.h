// EventStore: a period's records as columns, kept until its rules run, for rules that run for every
// record.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "corpus/model/usage_block.h"

namespace twinbill::cbas {

// Records in ledger order, their cells found. A cell of 2^32 - 1 is outside of the term.
struct EventBlock {
  std::span<const std::uint32_t> cells;
  std::size_t first = 0;  // the place of the first one within the period
  model::NumberColumn quantity;
  model::NumberColumn list_cost;
  model::NumberColumn rate;
  std::span<const std::uint8_t> has_rate;

  bool HasRate(std::size_t row) const { return !has_rate.empty() && has_rate[row] != 0; }
};

class EventStore {
 public:
  void Clear();
  void Add(const EventBlock& block);

  std::size_t size() const { return cells_.size(); }
  std::size_t block_count() const { return blocks_.size(); }
  // Valid until the next Add() or Clear().
  EventBlock Block(std::size_t number) const;

 private:
  struct Numbers {
    std::vector<std::int64_t> units;
    std::vector<model::Decimal> wide;
  };
  // Where a column of a block begins in its Numbers, and its form.
  struct Form {
    bool narrow = true;
    int scale = 0;
    std::size_t begin = 0;
  };
  struct Kept {
    std::size_t first = 0;
    std::size_t count = 0;
    Form quantity;
    Form list_cost;
    Form rate;
    std::size_t has_rate_begin = 0;
    bool has_rates = false;
    std::size_t rate_count = 0;
  };

  static Form Keep(const model::NumberColumn& column, Numbers& numbers);
  static model::NumberColumn View(const Form& form, const Numbers& numbers, std::size_t count);

  std::vector<std::uint32_t> cells_;
  std::vector<std::uint8_t> has_rate_;
  Numbers quantity_;
  Numbers list_cost_;
  Numbers rate_;
  std::vector<Kept> blocks_;
};

}  // namespace twinbill::cbas
