#include "legacy_adapters/process/process_cases.h"

#include <algorithm>
#include <utility>

#include "legacy_adapters/foreign/asked_cases.h"
#include "legacy_adapters/process/process_model.h"
#include "legacy_adapters/process/self_comparison.h"

namespace twinbill::process {
namespace {

using foreign::CaseRequest;
using foreign::RequestAnswers;

// A life is given so many requests, so that its limits of a life (processor time, memory) are those
// of some work, and what a program keeps from one request to another is noticed.
constexpr std::int64_t kRequestsALife = 10'000;
constexpr std::size_t kCasesAhead = 64;

class ProcessCases final : public foreign::AskedCases {
 public:
  explicit ProcessCases(const ProcessPlan& plan)
      : AskedCases(plan.head.contract, plan.earlier), plan_(plan), asking_(AskingOf(plan)) {}

  void Close() override {
    asking_->Close();
    asked_ = 0;
  }
  std::size_t cases_at_once() const override { return plan_.level == 0 ? 1 : kCasesAhead; }

 protected:
  RequestAnswers AskAhead(std::span<const CaseRequest> requests) override {
    if (asked_ >= kRequestsALife) Close();
    asked_ += static_cast<std::int64_t>(requests.size());
    return AnswersTo(requests, [this](std::span<const Question> questions) {
      return asking_->AskAhead(questions);
    });
  }

  RequestAnswers AskOneByOne(std::span<const CaseRequest> requests) override {
    Close();
    return AnswersTo(requests, [this](std::span<const Question> questions) {
      return asking_->AskInTurn(questions);
    });
  }

  model::Failure Unsteady(const model::Failure& fault, model::Period period) const override {
    return FailureOf(
        {FaultKind::kNondeterministic,
         "the program disagrees with itself: behind other requests it has no answer (" +
             fault.diagnostics.front().message + "); asked for the same by itself, it has one",
         "the same answer to the same question", "", 0, 0},
        period);
  }

 private:
  // As the head's `runs` asks for: the same in fresh processes, which must say the same.
  Answers Steady(std::span<const Question> questions, Answers answers) const {
    for (int run = 1; run < plan_.runs; ++run) {
      const auto other = AskingOf(plan_);
      const Answers again = other->AskInTurn(questions.first(answers.whole.size()));
      for (std::size_t i = 0; i < answers.whole.size(); ++i) {
        const bool is_answered = i < again.whole.size();
        if (is_answered &&
            CompareWithItself(answers.whole[i].lines, again.whole[i].lines).agrees()) {
          continue;
        }
        answers.whole.resize(i);
        answers.fault = {FaultKind::kNondeterministic,
                         is_answered ? "the program disagrees with itself: asked again in another "
                                       "process, it bills other lines"
                                     : "the program disagrees with itself: asked again in another "
                                       "process, it has no answer: " +
                                           again.fault->message,
                         "the same answer to the same question",
                         "",
                         0,
                         0};
      }
    }
    return answers;
  }

  // An ERROR is an answer: the program can't bill the period. The case's other requests are left
  // out then.
  template <class Ask>
  RequestAnswers AnswersTo(std::span<const CaseRequest> requests, const Ask& ask) {
    RequestAnswers got;
    while (got.answers.size() < requests.size()) {
      const std::size_t first = got.answers.size();
      std::vector<Question> questions;
      for (const CaseRequest& request : requests.subspan(first)) {
        questions.push_back({request.usage.period, request.usage.records});
      }
      Answers answers = Steady(questions, ask(questions));
      for (Answer& answer : answers.whole) got.answers.emplace_back(std::move(answer.lines));
      if (!answers.fault) break;
      const CaseRequest& at = requests[got.answers.size()];
      model::Failure failure = FailureOf(*answers.fault, at.usage.period);
      if (answers.fault->kind != FaultKind::kError) {
        got.fault = std::move(failure);
        break;
      }
      got.answers.emplace_back(model::Fail(std::move(failure)));
      while (got.answers.size() < requests.size() &&
             requests[got.answers.size()].case_number == at.case_number) {
        got.answers.emplace_back();
      }
    }
    return got;
  }

  model::Failure FailureOf(const Fault& fault, model::Period period) const {
    return model::SurroundingsFailure(DiagnosticOf(fault, plan_.path, period.ToString()));
  }

  const ProcessPlan& plan_;
  std::unique_ptr<Asking> asking_;
  std::int64_t asked_ = 0;  // of this life, or more
};

}  // namespace

std::unique_ptr<legacy::CaseBatch> CasesOf(const ProcessPlan& plan) {
  return std::make_unique<ProcessCases>(plan);
}

}  // namespace twinbill::process
