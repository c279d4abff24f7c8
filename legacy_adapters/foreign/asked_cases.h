// AskedCases: cases of a model that is asked a period at a time, as requests many of which are
// under way at once.
//
// A request that has no answer stops the others; the case that it is of is asked for once more, by
// itself and afresh, and what comes of that counts. Where it is answered then, the others had a
// part in it: they are asked for one by one from there on, as a model that can take no request
// before it has answered the last one must be. One that fails even so, and not by itself,
// remembers what it was asked: it disagrees with itself.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "legacy_adapters/foreign/ledger_run.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::foreign {

// The bill of one period of a case.
struct CaseRequest {
  std::size_t case_number = 0;
  PeriodUsage usage;
};

struct RequestAnswers {
  // Of the first requests, in order: lines, or why the model says that it can't bill the period;
  // none where the request was not asked, since its case was refused before.
  std::vector<std::optional<model::Result<std::vector<model::LineItem>>>> answers;
  // Why the next request has none; none where all have.
  std::optional<model::Failure> fault;
};

class AskedCases : public legacy::CaseBatch {
 public:
  // `head` must outlive it; `earlier`: whether a bill looks at the records of earlier periods too.
  AskedCases(const legacy::LegacyHead& head, bool earlier) : head_(head), earlier_(earlier) {}

  std::vector<legacy::CaseBill> Bill(std::span<const legacy::CaseUsage> cases) final;

 protected:
  // Asks for as many as it can at once.
  virtual RequestAnswers AskAhead(std::span<const CaseRequest> requests) = 0;
  // Begins afresh, then asks for one behind the other.
  virtual RequestAnswers AskOneByOne(std::span<const CaseRequest> requests) = 0;
  // What is said of a model that failed with `fault` among others, and answers by itself.
  virtual model::Failure Unsteady(const model::Failure& fault, model::Period period) const = 0;

 private:
  void MakeRequests(std::span<const legacy::CaseUsage> cases);
  std::span<const CaseRequest> RequestsFrom(std::size_t first_case) const;
  std::span<const CaseRequest> RequestsOf(std::size_t case_number) const;
  legacy::CaseBill Apart(std::size_t case_number);

  const legacy::LegacyHead& head_;
  bool earlier_;
  bool ahead_ = true;
  std::vector<std::vector<model::UsageRecord>> records_;  // by case: those that count
  std::vector<CaseRequest> requests_;
  std::vector<std::size_t> first_request_;  // by case, and the end
};

}  // namespace twinbill::foreign
