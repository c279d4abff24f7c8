// What a program is asked and what comes back, whatever the level.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/result.h"
#include "legacy_adapters/child/child.h"
#include "legacy_adapters/process/process_fault.h"
#include "legacy_adapters/process/process_plan.h"

namespace twinbill::process {

// One request: the bill of a period from these records.
struct Question {
  model::Period period;
  std::span<const model::UsageRecord> records;
};

struct Answer {
  std::vector<model::LineItem> lines;
  std::int64_t rejected = 0;  // level 0: rows that it says it could not bill
};

// Of the first questions, in order; and why the next one has no answer, where one has none.
struct Answers {
  std::vector<Answer> whole;
  std::optional<Fault> fault;
};

// What was seen of a program's life, beside its answers: for adapter-check.
struct Sight {
  std::string level;  // of containment
  std::string means;
  std::string name;  // as it calls itself
  std::string build;
  std::int64_t error_bytes = 0;  // of stderr
  std::string error_text;        // what is kept of it
  std::string error_sha256;
  bool left_processes = false;
  bool held_on = false;  // its input was closed, and it did not end within the grace
};

// A way to ask a program; it keeps the program alive from question to question where it can.
class Asking {
 public:
  virtual ~Asking() = default;
  // After a fault the program is gone, and the next question starts it anew.
  virtual model::Result<Answer, Fault> Ask(const Question& question) = 0;
  // Many questions, each once the one before it is answered; up to the first that has no answer.
  Answers AskInTurn(std::span<const Question> questions);
  // The same, but the program may be given later questions before it has answered earlier ones, as
  // far as it reads them.
  virtual Answers AskAhead(std::span<const Question> questions) { return AskInTurn(questions); }
  // Ends the program, if it lives: by closing its input first.
  virtual void Close() = 0;
  // Of the program's last life, complete after Close() or a fault.
  virtual const Sight& sight() const = 0;
};

// `plan` must outlive it.
std::unique_ptr<Asking> AskByLines(const ProcessPlan& plan);  // level 1
std::unique_ptr<Asking> AskByFiles(const ProcessPlan& plan);  // level 0

// The nonce of the n-th life of a program: no two are the same, and it depends on nothing else.
std::string NonceOf(const ProcessPlan& plan, std::int64_t life);

// Takes what was seen of a child that has ended.
void TakeSight(child::Child& child, const child::ChildEnd& end, Sight& sight);

}  // namespace twinbill::process
