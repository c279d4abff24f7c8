#include "translators/migration.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace twinbill::translators {

namespace {

using Json = nlohmann::ordered_json;

const char* NameOf(MigrationState state) {
  switch (state) {
    case MigrationState::kWhole: return "whole";
    case MigrationState::kInPart: return "in part";
    case MigrationState::kNotAtAll: return "not at all";
    case MigrationState::kInvalid: return "invalid";
  }
  return "";
}

constexpr std::array kStates = {MigrationState::kWhole, MigrationState::kInPart,
                                MigrationState::kNotAtAll, MigrationState::kInvalid};

}  // namespace

std::size_t MigrationPlan::Count(MigrationState state) const {
  return static_cast<std::size_t>(
      std::count_if(contracts.begin(), contracts.end(),
                    [&](const PlannedContract& contract) { return contract.state == state; }));
}

void MigrationPlanner::Add(const std::string& file, const Translation& translation) {
  PlannedContract contract;
  contract.file = file;
  contract.id = translation.contract.id;
  std::set<std::string> codes;
  for (const RuleTrace& rule : translation.rules) {
    ++contract.rules;
    contract.rules_translated += rule.is_translated() ? 1 : 0;
    contract.obligations += rule.obligations.size();
    std::set<std::string> of_rule;
    for (const Refusal& refusal : rule.refusals) {
      if (!of_rule.insert(refusal.code).second) continue;
      auto& reasons = plan_.reasons;
      auto at = std::find_if(reasons.begin(), reasons.end(), [&](const MigrationReason& reason) {
        return reason.code == refusal.code;
      });
      if (at == reasons.end()) {
        at = reasons.insert(at, MigrationReason{refusal.code, refusal.needed, 0, 0, 0, {}});
      }
      ++at->rules;
      if (codes.insert(refusal.code).second) {
        ++at->contracts;
        at->files.push_back(file);
      }
    }
  }
  contract.refusals.assign(codes.begin(), codes.end());
  if (codes.size() == 1) {
    for (MigrationReason& reason : plan_.reasons) {
      if (reason.code == *codes.begin()) ++reason.alone;
    }
  }
  contract.state = contract.rules_translated == contract.rules ? MigrationState::kWhole
                   : contract.rules_translated == 0            ? MigrationState::kNotAtAll
                                                               : MigrationState::kInPart;
  plan_.contracts.push_back(std::move(contract));
}

void MigrationPlanner::AddInvalid(const std::string& file, std::string problem) {
  PlannedContract contract;
  contract.file = file;
  contract.state = MigrationState::kInvalid;
  contract.problem = std::move(problem);
  plan_.contracts.push_back(std::move(contract));
}

MigrationPlan MigrationPlanner::Finish() {
  std::sort(plan_.reasons.begin(), plan_.reasons.end(),
            [](const MigrationReason& a, const MigrationReason& b) {
              return std::tuple(b.contracts, b.alone, b.rules, a.code) <
                     std::tuple(a.contracts, a.alone, a.rules, b.code);
            });
  return std::move(plan_);
}

std::string WriteMigrationText(const MigrationPlan& plan) {
  std::string text = fmt::format("{} contracts:", plan.contracts.size());
  for (const MigrationState state : kStates) {
    if (state == MigrationState::kInvalid && plan.Count(state) == 0) continue;
    text += fmt::format(" {} {}{}", plan.Count(state), NameOf(state),
                        state == MigrationState::kInvalid ? "" : ",");
  }
  if (text.back() == ',') text.pop_back();
  text += "\n";
  if (!plan.reasons.empty()) {
    text += "\nWhat holds contracts back, and how many (of them: nothing else does):\n";
    for (const MigrationReason& reason : plan.reasons) {
      text += fmt::format("  {:>4} ({:>3})  {:<26} {}\n", reason.contracts, reason.alone,
                          reason.code, reason.needed);
    }
  }
  for (const MigrationState state : kStates) {
    if (plan.Count(state) == 0) continue;
    text += fmt::format("\n{}:\n", NameOf(state));
    for (const PlannedContract& contract : plan.contracts) {
      if (contract.state != state) continue;
      text += fmt::format("  {}", contract.file);
      if (state == MigrationState::kInvalid) {
        text += ": " + contract.problem + "\n";
        continue;
      }
      text += fmt::format(" ({}): {} of {} rules, {} obligations", contract.id,
                          contract.rules_translated, contract.rules, contract.obligations);
      if (!contract.refusals.empty()) {
        text += fmt::format("; {}", fmt::join(contract.refusals, ", "));
      }
      text += "\n";
    }
  }
  return text;
}

std::string WriteMigrationJson(const MigrationPlan& plan) {
  Json contracts = Json::array();
  for (const PlannedContract& contract : plan.contracts) {
    Json json = {{"file", contract.file}, {"state", NameOf(contract.state)}};
    if (contract.state == MigrationState::kInvalid) {
      json["problem"] = contract.problem;
    } else {
      json["contract"] = contract.id;
      json["rules"] = {{"translated", contract.rules_translated}, {"of", contract.rules}};
      json["obligations"] = contract.obligations;
      json["refusals"] = contract.refusals;
    }
    contracts.push_back(json);
  }
  Json reasons = Json::array();
  for (const MigrationReason& reason : plan.reasons) {
    reasons.push_back({{"code", reason.code},
                       {"needed", reason.needed},
                       {"contracts", reason.contracts},
                       {"alone", reason.alone},
                       {"rules", reason.rules},
                       {"files", reason.files}});
  }
  Json json;
  json["twinbill_migration_plan"] = 1;
  for (const MigrationState state : kStates) json["counts"][NameOf(state)] = plan.Count(state);
  json["reasons"] = reasons;
  json["contracts"] = contracts;
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace twinbill::translators
