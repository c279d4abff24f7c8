// HistorySample: a small part of a payer's history, from which cases are made.
//
// Slots are chosen by who takes them: of each way of being taken by some scopes and matches of a
// contract and not by others that the history has, as many as there is room for. So a text that one
// side's pattern takes and the other's does not is there, however rare it is. Of each chosen slot
// some records are kept, ordinary ones and odd ones (negative, or 0) alike. The same history,
// mentions and seed give the same sample.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/model/result.h"
#include "harness/fuzz/mentions.h"
#include "harness/fuzz/usage_case.h"

namespace twinbill::fuzz {

struct SampleLimits {
  int slots_max = 384;
  int slots_alike_max = 48;  // that the same selectors take
  int slots_beside_max = 64;
  int records_max = 4096;  // at least two a slot
};

struct HistorySample {
  // Those of the history first, then ones that are not in it: a text of them changed a little.
  std::vector<model::Slot> slots;
  std::size_t slots_beside = 0;
  // In ledger order; their slots are numbers of `slots`.
  std::vector<CaseRecord> records;
  // Places in `records`, by who takes them; none is empty, and each record is in one. First the
  // `groups_taken` that some selector takes.
  std::vector<std::vector<std::uint32_t>> groups;
  std::size_t groups_taken = 0;
  std::int64_t rows = 0;  // of the history that it was drawn from
  std::string digest;     // in hex, of the partitions

  bool is_empty() const { return records.empty(); }
};

// Of the usage of `payer` that is in `currency`; empty where there is none. Reads each row once and
// holds no more than the limits ask for, and the slots.
model::Result<HistorySample> SampleHistory(const history::History& history, std::string_view payer,
                                           std::string_view currency, const Mentions& mentions,
                                           std::uint64_t seed, SampleLimits limits = {});

}  // namespace twinbill::fuzz
