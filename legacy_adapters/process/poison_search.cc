#include "legacy_adapters/process/poison_search.h"

namespace twinbill::process {

Poison FindPoison(Asking& asking, const Question& question, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  Poison poison;
  const auto stops_on = [&](std::size_t count) {
    ++poison.lives;
    const auto answer = asking.Ask({question.period, question.records.first(count)});
    return !answer && IsStop(answer.error().kind);
  };
  if (question.records.empty() || stops_on(0)) return poison;
  poison.in_rows = true;
  poison.last = question.records.size() - 1;
  while (poison.first < poison.last && std::chrono::steady_clock::now() < until) {
    const std::size_t middle = poison.first + (poison.last - poison.first) / 2;
    if (stops_on(middle + 1)) {
      poison.last = middle;
    } else {
      poison.first = middle + 1;
    }
  }
  return poison;
}

}  // namespace twinbill::process
