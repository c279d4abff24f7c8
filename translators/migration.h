// A migration's plan: which of many legacy contracts translate, and what holds the rest back.
#pragma once

#include <string>
#include <vector>

#include "translators/translation.h"

namespace twinbill::translators {

enum class MigrationState { kWhole, kInPart, kNotAtAll, kInvalid };

struct PlannedContract {
  std::string file;
  std::string id;  // empty where the file is invalid
  MigrationState state = MigrationState::kWhole;
  std::size_t rules = 0;
  std::size_t rules_translated = 0;
  std::size_t obligations = 0;
  std::vector<std::string> refusals;  // codes, in the order of their bytes, each once
  std::string problem;                // of an invalid one: the first message
};

// A reason, ranked by how many contracts it holds back.
struct MigrationReason {
  std::string code;
  std::string needed;
  std::size_t contracts = 0;
  std::size_t alone = 0;  // contracts that nothing else holds back
  std::size_t rules = 0;
  std::vector<std::string> files;
};

struct MigrationPlan {
  std::vector<PlannedContract> contracts;  // in the order of their files' names
  std::vector<MigrationReason> reasons;    // the one that holds back most first

  std::size_t Count(MigrationState state) const;
};

// Adds up; contracts are added in the order of their files' names.
class MigrationPlanner {
 public:
  void Add(const std::string& file, const Translation& translation);
  void AddInvalid(const std::string& file, std::string problem);
  MigrationPlan Finish();

 private:
  MigrationPlan plan_;
};

std::string WriteMigrationText(const MigrationPlan& plan);
std::string WriteMigrationJson(const MigrationPlan& plan);

}  // namespace twinbill::translators
