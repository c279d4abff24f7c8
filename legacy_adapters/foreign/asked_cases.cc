#include "legacy_adapters/foreign/asked_cases.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace twinbill::foreign {

using legacy::CaseBill;
using model::Period;

namespace {

// What the answers to all requests of a case come to; `fault` is that of the first without one.
CaseBill BillOf(std::span<const CaseRequest> requests,
                std::span<std::optional<model::Result<std::vector<model::LineItem>>>> answers,
                std::optional<model::Failure> fault) {
  CaseBill bill;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Period period = requests[i].usage.period;
    if (i == answers.size()) {
      bill.stopped_at = period;
      bill.why = std::move(fault);
      bill.failed = true;
      break;
    }
    model::Result<std::vector<model::LineItem>>& answer = *answers[i];
    if (!answer) {
      bill.stopped_at = period;
      bill.why = std::move(answer).error();
      break;
    }
    bill.lines.insert(bill.lines.end(), std::make_move_iterator(answer->begin()),
                      std::make_move_iterator(answer->end()));
  }
  return bill;
}

}  // namespace

void AskedCases::MakeRequests(std::span<const legacy::CaseUsage> cases) {
  records_.assign(cases.size(), {});
  requests_.clear();
  first_request_.clear();
  for (std::size_t number = 0; number < cases.size(); ++number) {
    std::vector<model::UsageRecord>& records = records_[number];
    for (const model::UsageRecord& record : cases[number].records) {
      if (head_.term.Contains(record.start)) records.push_back(record);
    }
    first_request_.push_back(requests_.size());
    std::size_t begin = 0;
    const Period last = std::min(cases[number].last, head_.term.LastPeriod());
    for (Period period = head_.term.FirstPeriod(); period <= last; period = period.Next()) {
      std::size_t end = begin;
      while (end < records.size() && records[end].period == period) ++end;
      const std::size_t from = earlier_ ? 0 : begin;
      requests_.push_back(
          {number, {period, std::span(records).subspan(from, end - from), begin - from}});
      begin = end;
    }
  }
  first_request_.push_back(requests_.size());
}

std::span<const CaseRequest> AskedCases::RequestsFrom(std::size_t first_case) const {
  return std::span(requests_).subspan(first_request_[first_case]);
}

std::span<const CaseRequest> AskedCases::RequestsOf(std::size_t case_number) const {
  const std::size_t first = first_request_[case_number];
  return std::span(requests_).subspan(first, first_request_[case_number + 1] - first);
}

CaseBill AskedCases::Apart(std::size_t case_number) {
  const std::span<const CaseRequest> requests = RequestsOf(case_number);
  RequestAnswers got = AskOneByOne(requests);
  return BillOf(requests, got.answers, std::move(got.fault));
}

std::vector<CaseBill> AskedCases::Bill(std::span<const legacy::CaseUsage> cases) {
  MakeRequests(cases);
  std::vector<CaseBill> bills;
  while (bills.size() < cases.size()) {
    const std::span<const CaseRequest> requests = RequestsFrom(bills.size());
    RequestAnswers got = ahead_ ? AskAhead(requests) : AskOneByOne(requests);
    std::size_t taken = 0;
    while (bills.size() < cases.size()) {
      const std::span<const CaseRequest> of_case = RequestsOf(bills.size());
      if (taken + of_case.size() > got.answers.size()) break;
      bills.push_back(BillOf(of_case, std::span(got.answers).subspan(taken, of_case.size()), {}));
      taken += of_case.size();
    }
    if (!got.fault) continue;
    // What is wrong behind an answer is heard when the next one is read.
    const bool is_first_request = got.answers.size() == taken;
    if (is_first_request && taken > 0) {
      if (CaseBill before = Apart(bills.size() - 1); before.failed) {
        bills.back() = std::move(before);
        return bills;
      }
    }
    CaseBill alone = Apart(bills.size());
    if (!alone.failed && !ahead_) {
      const Period period = requests[got.answers.size()].usage.period;
      alone = {};
      alone.stopped_at = period;
      alone.why = Unsteady(*got.fault, period);
      alone.failed = true;
    }
    if (alone.failed) {
      bills.push_back(std::move(alone));
      return bills;
    }
    ahead_ = false;
  }
  return bills;
}

}  // namespace twinbill::foreign
