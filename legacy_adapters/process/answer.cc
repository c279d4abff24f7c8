#include "legacy_adapters/process/answer.h"

#include <fmt/format.h>

#include <utility>

#include "corpus/model/sha256.h"

namespace twinbill::process {

Answers Asking::AskInTurn(std::span<const Question> questions) {
  Answers answers;
  for (const Question& question : questions) {
    auto answer = Ask(question);
    if (!answer) {
      answers.fault = std::move(answer).error();
      break;
    }
    answers.whole.push_back(std::move(*answer));
  }
  return answers;
}

std::string NonceOf(const ProcessPlan& plan, std::int64_t life) {
  const std::string text =
      fmt::format("nonce {} {} {}", plan.head.contract.contract_id, plan.head.contract.payer, life);
  return model::Sha256::Of(text).ToHex().substr(0, 16);
}

void TakeSight(child::Child& child, const child::ChildEnd& end, Sight& sight) {
  sight.level = end.level;
  sight.means = end.means;
  sight.left_processes = end.left_processes;
  sight.error_bytes = child.standard_error().count();
  sight.error_text = child.standard_error().Text();
  sight.error_sha256 = child.standard_error().Finish().ToHex();
}

}  // namespace twinbill::process
