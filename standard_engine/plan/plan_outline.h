// PlanOutline: what a plan will do, in words and numbers: what `twinbill plan` shows.
//
// Texts are those of the contract's own words, defaults filled in; nothing of it decides a bill.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "standard_engine/plan/plan.h"

namespace twinbill::plan {

// A window that a construct keeps something in, and how the term is cut into it.
struct WindowOutline {
  std::string of;    // `meter`, `cap`, `prepaid`, `commit`
  std::string kind;  // `month`, `contract_quarter`, …
  std::vector<model::Window> windows;
};

struct ConstructOutline {
  std::string id;
  std::string clause;
  bool is_service_specific = false;  // SSD; else attribute based, ABD
  // What is done, in the order in which it is done: `takes`, `meters`, `gives`, … and in words.
  std::vector<std::pair<std::string, std::string>> steps;
  std::vector<WindowOutline> windows;
};

struct PlanOutline {
  std::string contract;
  std::string payer;
  std::string currency;
  model::Term term;
  std::string net;
  std::vector<ConstructOutline> constructs;  // in the order in which they apply
};

PlanOutline OutlineOf(const Plan& plan);

// What one pass over the usage of a payer reads for all of its plans.
struct PassOutline {
  model::Period first;
  model::Period last;
  std::vector<std::string> columns;
  std::vector<std::string> attributes;  // that cells are told apart by besides their own fields
  std::vector<model::Timestamp> cuts;   // where time is cut: terms and effective dates
  std::size_t scopes = 0;               // different ones, asked once for each slot
};

// Of plans of one payer, at least one.
PassOutline OutlineOf(const std::vector<const Plan*>& plans);

// "service S3 or EC2, not (region us-*)": a scope in words; "all usage" for an empty one.
std::string Describe(const contract::Scope& scope);

}  // namespace twinbill::plan
