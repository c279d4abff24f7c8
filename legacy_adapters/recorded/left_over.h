// What of recorded bills no mapping takes: counted by what it is, never dropped in silence.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "corpus/model/decimal.h"
#include "corpus/model/decimal_sum.h"
#include "corpus/model/diagnostic.h"

namespace twinbill::recorded {

class LeftOver {
 public:
  // `what`: "line_item_type Credit", "column discount_edp_discount", "contract OTHER".
  void Add(const std::string& period, const std::string& what, const model::Decimal& amount,
           const model::Position& place);

  bool empty() const { return kinds_.empty(); }
  // "2025-01: 358 rows of line_item_type Credit, -12.5 in all, the first at …", in the order of
  // their bytes.
  std::vector<std::string> Texts() const;
  // The same as errors (`recorded_left_over`), each at its first place.
  std::vector<model::Diagnostic> Diagnostics() const;

 private:
  struct Kind {
    std::int64_t rows = 0;
    model::DecimalSum sum;
    model::Position first;
  };
  static std::string TextOf(const std::pair<std::string, std::string>& name, const Kind& kind);

  std::map<std::pair<std::string, std::string>, Kind> kinds_;  // by period and what
};

}  // namespace twinbill::recorded
