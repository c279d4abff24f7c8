// Recorded bills for tests, written on the spot.
#pragma once

#include <string>
#include <vector>

#include "legacy_adapters/recorded/recorded_model.h"
#include "tests/support/foreign_ground.h"

namespace twinbill::recorded {

struct Opened {
  std::unique_ptr<legacy::LegacyModel> model;
  std::vector<model::Diagnostic> problems;

  // "pointer code", a line each; "code" where there is no pointer.
  std::string codes() const {
    std::string codes;
    for (const auto& problem : problems) {
      codes += problem.position.pointer + (problem.position.pointer.empty() ? "" : " ") +
               problem.code + "\n";
    }
    return codes;
  }
  std::string bytes(model::Period to) const {
    if (model == nullptr) return codes();
    return support::BillForeign(*model, {}, to).bytes();
  }
};

inline Opened Open(const std::string& path) {
  Opened opened;
  auto model = OpenRecordedModel(path);
  if (model) {
    opened.model = std::move(*model);
  } else {
    opened.problems = model.error().diagnostics;
  }
  return opened;
}

// A head of contract C of payer P in 2025 with these keys.
inline std::string HeadWith(const std::string& keys, const std::string& payer = "P",
                            const std::string& start = "2025-01-01",
                            const std::string& end = "2026-01-01") {
  return R"({"recorded": 1, "contract": {"id": "C", "payer": ")" + payer +
         R"(", "currency": "USD", "start": ")" + start + R"(", "end": ")" + end + "\"}, " + keys +
         "}";
}

}  // namespace twinbill::recorded
