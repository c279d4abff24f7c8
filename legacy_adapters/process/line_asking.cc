// Level 1: JSON lines over stdin and stdout, one life for many questions.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "legacy_adapters/child/scratch_folder.h"
#include "legacy_adapters/process/answer.h"
#include "legacy_adapters/process/line_messages.h"

namespace twinbill::process {
namespace {

using child::Child;
using child::ChildEnd;
using child::Milliseconds;
using model::Unexpected;

// So much is kept ready for the program to read.
constexpr std::size_t kAheadBytes = std::size_t{1} << 20;

Fault Wrong(FaultKind kind, std::string message, std::string allowed = {}) {
  return {kind, std::move(message), std::move(allowed), "", 0, 0};
}

class LineAsking final : public Asking {
 public:
  explicit LineAsking(const ProcessPlan& plan) : plan_(plan) {}
  LineAsking(const LineAsking&) = delete;
  LineAsking& operator=(const LineAsking&) = delete;
  ~LineAsking() override { Close(); }

  model::Result<Answer, Fault> Ask(const Question& question) override;
  Answers AskAhead(std::span<const Question> questions) override;
  void Close() override;
  const Sight& sight() const override { return sight_; }

 private:
  using Line = model::Result<std::optional<std::string>, Fault>;

  std::optional<Fault> Begin();
  std::optional<Fault> Greet();
  bool IsFresh(const Fault& fault) const;
  model::Result<Answer, Fault> AskNext();
  model::Result<Answer, Fault> Answered(const Question& question);
  std::optional<Fault> TakeResult(const Message& message, const Question& question,
                                  Answer& answer) const;
  std::optional<Fault> CheckEnd(const Message& message, const Answer& answer);
  std::int64_t RequestOf(std::size_t question) const;
  bool IsNextBegun() const;
  // The next line of the program; it is fed with rows meanwhile.
  Line NextLine();
  Line EndedEarly();
  bool HearLastWords();
  Line EndOfDeaf();
  void Feed();
  Fault Stopped(bool starting, std::int64_t limit_ms);
  ChildEnd Finish();

  const ProcessPlan& plan_;
  std::optional<child::ScratchFolder> scratch_;
  std::unique_ptr<Child> child_;
  std::int64_t life_ = 0;
  std::string nonce_;
  std::int64_t line_ = 0;        // of its output
  std::int64_t first_line_ = 0;  // before the question
  bool starting_ = false;
  bool ended_well_ = false;  // by itself, with code 0
  Sight sight_;

  // The questions in work; those before `answering_` have their answers, those before `sending_`
  // are sent, or wait to be read.
  std::span<const Question> questions_;
  std::size_t ahead_max_ = 1;  // so many are given before the first of them is answered
  std::size_t answering_ = 0;
  std::size_t sending_ = 0;
  std::size_t sent_rows_ = 0;              // of the question at `sending_`
  std::int64_t requests_before_ = 0;       // of this life, before the first of the questions
  std::size_t first_of_life_ = 0;          // the first question that this life was given
  std::vector<std::string> input_sha256_;  // by question, of those sent
  RowWriter rows_;
  std::optional<model::Sha256> input_;
  std::optional<model::Sha256> output_;
};

ChildEnd LineAsking::Finish() {
  const ChildEnd end = child_->Finish();
  ended_well_ = end.kind == ChildEnd::Kind::kExit && end.value == 0;
  TakeSight(*child_, end, sight_);
  child_.reset();
  scratch_.reset();
  return end;
}

void LineAsking::Close() {
  if (child_ == nullptr) return;
  child_->CloseInput();
  child_->SetPhase(Milliseconds(plan_.limits.grace_ms));
  Child::Event event{};
  do {
    event = child_->Wait();
  } while (event == Child::Event::kBytes || event == Child::Event::kSent);
  sight_.held_on = event == Child::Event::kBreach;
  Finish();
}

Fault LineAsking::Stopped(bool starting, std::int64_t limit_ms) {
  const ChildEnd end = Finish();
  if (end.breach == child::Breach::kIdle) limit_ms = plan_.limits.idle_ms;
  return FaultOf(end.breach, starting, limit_ms, end);
}

// Requests count from 1 in each life.
std::int64_t LineAsking::RequestOf(std::size_t question) const {
  return requests_before_ + static_cast<std::int64_t>(question - first_of_life_) + 1;
}

// Whether the program may have read something of the question behind the one it answers.
bool LineAsking::IsNextBegun() const {
  return sending_ > answering_ + 1 || (sending_ == answering_ + 1 && sent_rows_ > 0);
}

// Queues rows as long as there are, not far ahead of what the program reads.
void LineAsking::Feed() {
  std::string text;
  const std::size_t end =
      starting_ ? sending_ : std::min(questions_.size(), answering_ + ahead_max_);
  while (sending_ < end && child_->unsent() + text.size() < kAheadBytes) {
    const Question& question = questions_[sending_];
    const std::int64_t request = RequestOf(sending_);
    if (sent_rows_ == 0) input_.emplace();
    if (sent_rows_ < question.records.size()) {
      const std::size_t from = text.size();
      rows_.Append(request, static_cast<std::int64_t>(sent_rows_) + 1, question.records[sent_rows_],
                   text);
      input_->Update(std::string_view(text).substr(from));
      ++sent_rows_;
      continue;
    }
    input_sha256_.push_back(input_->Finish().ToHex());
    text += EndLine(request, question.period, static_cast<std::int64_t>(sent_rows_),
                    input_sha256_.back());
    ++sending_;
    sent_rows_ = 0;
  }
  child_->Send(text);
}

LineAsking::Line LineAsking::EndedEarly() {
  const bool partial = !child_->received().empty();
  const std::string last_line = child_->standard_error().LastLine();
  const ChildEnd end = Finish();
  Fault fault = FaultOfEnd(end, last_line);
  // How it ended matters more than the line that it did not end.
  if (partial && fault.kind == FaultKind::kTruncated) {
    fault = Wrong(FaultKind::kPartialLine, "the last line of its output has no line end");
    fault.line = line_ + 1;
  }
  return Unexpected(std::move(fault));
}

// Whether a program that reads no more has something to say still: it may be an ERROR.
bool LineAsking::HearLastWords() {
  child_->SetPhase(Milliseconds(std::min<std::int64_t>(plan_.limits.idle_ms, 500)));
  for (;;) {
    if (child_->received().find('\n') != std::string::npos) return true;
    const Child::Event event = child_->Wait();
    if (event == Child::Event::kEnded || event == Child::Event::kBreach) break;
  }
  return child_->received().find('\n') != std::string::npos;
}

// It may have crashed: then that is what is wrong.
LineAsking::Line LineAsking::EndOfDeaf() {
  child_->received().clear();
  Line ended = EndedEarly();
  if (ended.error().kind != FaultKind::kTruncated) return ended;
  return Unexpected(Wrong(FaultKind::kDeaf, "the program reads no more, but there is more"));
}

LineAsking::Line LineAsking::NextLine() {
  std::size_t searched = 0;
  for (;;) {
    std::string& bytes = child_->received();
    const std::size_t end = bytes.find('\n', searched);
    if (end != std::string::npos && end <= kLineBytesMax) {
      std::string line = bytes.substr(0, end);
      bytes.erase(0, end + 1);
      ++line_;
      return std::optional(std::move(line));
    }
    searched = bytes.size();
    if (bytes.size() > kLineBytesMax) {
      Finish();
      Fault fault = Wrong(FaultKind::kLineTooLong, "a line of its output is too long",
                          fmt::format("{} bytes", kLineBytesMax));
      fault.line = line_ + 1;
      return Unexpected(std::move(fault));
    }
    if (child_->input_broken()) {
      if (HearLastWords()) continue;
      return EndOfDeaf();
    }
    Feed();
    const Child::Event event = child_->Wait();
    if (event == Child::Event::kEnded && child_->received().find('\n') == std::string::npos) {
      return EndedEarly();
    }
    if (event == Child::Event::kBreach) {
      return Unexpected(
          Stopped(starting_, starting_ ? plan_.limits.start_ms : plan_.limits.period_ms));
    }
  }
}

std::optional<Fault> LineAsking::Greet() {
  child_->Send(HelloLine(plan_.head, nonce_, {kVersion}));
  auto line = NextLine();
  if (!line) return std::move(line).error();
  auto message = ReadMessage(**line);
  std::optional<Fault> fault;
  if (!message) {
    fault = std::move(message).error();
  } else if (message->type == Message::Type::kError) {
    fault = Wrong(FaultKind::kError, "the program says: " + message->text.substr(0, 200));
  } else if (message->type != Message::Type::kReady) {
    fault = Wrong(FaultKind::kBadMessage, "its first message is not READY");
  } else if (message->version != kVersion) {
    fault = Wrong(FaultKind::kVersion, fmt::format("it speaks version {}", message->version),
                  fmt::format("version {}", kVersion));
  } else if (message->nonce != nonce_) {
    fault = Wrong(FaultKind::kStale, "its READY has another nonce than our HELLO");
  }
  if (fault) {
    Finish();
    fault->line = line_;
    return fault;
  }
  sight_.name = message->name;
  sight_.build = message->build;
  return std::nullopt;
}

std::optional<Fault> LineAsking::Begin() {
  auto scratch = child::ScratchFolder::Make();
  if (!scratch) {
    return Wrong(FaultKind::kNotStarted, model::Format(scratch.error().diagnostics.front()));
  }
  scratch_.emplace(std::move(*scratch));
  auto child = Child::Start(OrderOf(plan_, scratch_->path(), {}), ChildLimitsOf(plan_));
  if (!child) {
    return Wrong(FaultKind::kNotStarted, model::Format(child.error().diagnostics.front()));
  }
  child_ = std::move(*child);
  ++life_;
  nonce_ = NonceOf(plan_, life_);
  requests_before_ = 0;
  first_of_life_ = sending_ = answering_;
  sent_rows_ = 0;
  input_sha256_.resize(answering_);
  line_ = 0;
  sight_ = {};
  starting_ = true;
  child_->SetPhase(Milliseconds(plan_.limits.start_ms));
  child_->SetIdleCounts(false);
  auto fault = Greet();
  starting_ = false;
  if (child_ != nullptr) child_->SetIdleCounts(true);
  return fault;
}

std::optional<Fault> LineAsking::TakeResult(const Message& message, const Question& question,
                                            Answer& answer) const {
  const auto number = static_cast<std::int64_t>(answer.lines.size()) + 1;
  if (message.result != number) {
    return Wrong(FaultKind::kOrder,
                 fmt::format("RESULT {} comes as the {}. one", message.result, number),
                 "results numbered from 1, in order, each once");
  }
  auto line = foreign::MakeLine(message.given, plan_.head.contract, question.period);
  if (!line) {
    return Wrong(FaultKind::kBadLine, fmt::format("RESULT {}: {}", number, line.error().message),
                 line.error().allowed);
  }
  answer.lines.push_back(std::move(*line));
  return std::nullopt;
}

std::optional<Fault> LineAsking::CheckEnd(const Message& message, const Answer& answer) {
  if (message.rows != static_cast<std::int64_t>(answer.lines.size())) {
    return Wrong(FaultKind::kCount, fmt::format("its END counts {} results, it gave {}",
                                                message.rows, answer.lines.size()));
  }
  if (message.sha256 != output_->Finish().ToHex()) {
    return Wrong(FaultKind::kDigest, "its END has another digest than its RESULT lines");
  }
  if (sending_ <= answering_ || message.input != input_sha256_[answering_]) {
    return Wrong(FaultKind::kInput,
                 "it has read other rows than were sent: `input` of its END is "
                 "not the digest of the ROW lines");
  }
  if (!child_->received().empty() && !IsNextBegun()) {
    return Wrong(FaultKind::kUnasked, "it talks on behind its END");
  }
  return std::nullopt;
}

model::Result<Answer, Fault> LineAsking::Answered(const Question& question) {
  const std::int64_t request = RequestOf(answering_);
  Answer answer;
  for (;;) {
    auto line = NextLine();
    if (!line) return Unexpected(std::move(line).error());
    auto message = ReadMessage(**line);
    std::optional<Fault> fault;
    bool done = false;
    if (!message) {
      fault = std::move(message).error();
    } else if (message->type == Message::Type::kReady) {
      fault = Wrong(FaultKind::kUnasked, "it is READY a second time");
    } else if (message->request != request || message->nonce != nonce_) {
      fault = Wrong(FaultKind::kStale,
                    fmt::format("it answers request {}, asked was {}{}", message->request, request,
                                message->nonce == nonce_ ? "" : " under another nonce"));
    } else if (message->type == Message::Type::kError) {
      fault = Wrong(FaultKind::kError, "the program says: " + message->text.substr(0, 200));
      fault->row = message->row;
    } else if (message->type == Message::Type::kResult) {
      output_->Update(**line);
      output_->Update("\n");
      fault = TakeResult(*message, question, answer);
    } else {
      fault = CheckEnd(*message, answer);
      done = true;
    }
    if (fault) {
      fault->line = line_;
      Finish();
      return Unexpected(std::move(*fault));
    }
    if (done) return answer;
  }
}

model::Result<Answer, Fault> LineAsking::AskNext() {
  output_.emplace();
  first_line_ = line_;
  child_->SetPhase(Milliseconds(plan_.limits.period_ms));
  auto answer = Answered(questions_[answering_]);
  if (child_ != nullptr) child_->SetPhase(std::nullopt);
  return answer;
}

// A program may live for one question, and end well behind its END.
bool LineAsking::IsFresh(const Fault& fault) const {
  return (fault.kind == FaultKind::kTruncated || fault.kind == FaultKind::kDeaf) &&
         line_ == first_line_ && ended_well_;
}

Answers LineAsking::AskAhead(std::span<const Question> questions) {
  Answers answers;
  if (child_ != nullptr && !child_->received().empty()) {
    Finish();
    answers.fault = Wrong(FaultKind::kUnasked, "it talks between two questions");
    return answers;
  }
  questions_ = questions;
  ahead_max_ = std::max<std::size_t>(questions.size(), 1);
  answering_ = sending_ = sent_rows_ = first_of_life_ = 0;
  input_sha256_.clear();
  bool is_old = child_ != nullptr;  // whether the life has answered something
  while (answering_ < questions_.size() && !answers.fault) {
    if (child_ == nullptr) {
      is_old = false;
      answers.fault = Begin();
      if (answers.fault) break;
    }
    auto answer = AskNext();
    if (answer) {
      answers.whole.push_back(std::move(*answer));
      ++answering_;
      is_old = true;
    } else if (is_old && IsFresh(answer.error())) {
      ahead_max_ = 1;  // what is given ahead is lost with each life
    } else {
      answers.fault = std::move(answer).error();
    }
  }
  requests_before_ = RequestOf(answering_) - 1;
  questions_ = {};
  return answers;
}

model::Result<Answer, Fault> LineAsking::Ask(const Question& question) {
  Answers answers = AskAhead({&question, 1});
  if (answers.fault) return Unexpected(std::move(*answers.fault));
  return std::move(answers.whole.front());
}

}  // namespace

std::unique_ptr<Asking> AskByLines(const ProcessPlan& plan) {
  return std::make_unique<LineAsking>(plan);
}

}  // namespace twinbill::process
