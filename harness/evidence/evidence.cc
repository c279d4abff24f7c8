#include "harness/evidence/evidence.h"

#include <numeric>

namespace twinbill::evidence {

std::int64_t PeriodEvidence::difference_count() const {
  return std::accumulate(differences.begin(), differences.end(), std::int64_t{0});
}

std::int64_t ContractEvidence::difference_count() const {
  std::int64_t count = 0;
  for (const PeriodEvidence& period : periods) count += period.difference_count();
  return count;
}

}  // namespace twinbill::evidence
