// The state of a CbasRun between periods, as canonical JSON.
#include <nlohmann/json.hpp>
#include <utility>

#include "corpus/model/check.h"
#include "legacy_adapters/cbas/cbas_run.h"

namespace twinbill::cbas {

using nlohmann::json;

namespace {

constexpr int kStateVersion = 1;

model::Failure Unreadable(const std::string& what) {
  return model::InputFailure({model::Code{"cbas_state_unreadable"},
                              {{}, 0, 0, {}, "a run's state"},
                              what,
                              "the state of a run of the same rule book"});
}

const json* Member(const json& object, const char* key, json::value_t type) {
  const auto at = object.find(key);
  return at != object.end() && at->type() == type ? &*at : nullptr;
}

bool ReadTexts(const json& list, std::vector<std::string>& texts) {
  if (!list.is_array()) return false;
  for (const json& text : list) {
    if (!text.is_string()) return false;
    texts.push_back(text.get<std::string>());
  }
  return true;
}

// A list of [number, [group, values], ...]: `take` gets each group with its number.
template <class Take>
bool ReadCarried(const json& list, std::size_t count, const Take& take) {
  for (const json& entry : list) {
    if (!entry.is_array() || entry.size() < 2 || !entry[0].is_number_unsigned()) return false;
    const auto number = entry[0].get<std::uint64_t>();
    if (number >= count) return false;
    for (std::size_t i = 1; i < entry.size(); ++i) {
      Texts group;
      std::vector<std::string> values;
      if (!entry[i].is_array() || entry[i].size() != 2 || !ReadTexts(entry[i][0], group) ||
          !ReadTexts(entry[i][1], values) ||
          !take(static_cast<std::uint32_t>(number), std::move(group), std::move(values))) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

std::string CbasRun::State() const {
  TWINBILL_CHECK(!is_stopped_ && row_count_ == 0);
  json windows = json::array();
  json givens = json::array();
  if (edition_ != nullptr) {
    for (std::uint32_t w = 0; w < plan_.windows.size(); ++w) {
      const std::uint32_t arithmetic = plan_.sums[plan_.windows[w].sum].arithmetic;
      json entry = json::array({w});
      for (auto& carried : sides_[arithmetic]->CarriedOf(w, period_)) {
        entry.push_back(json::array({std::move(carried.group), std::move(carried.values)}));
      }
      if (entry.size() > 1) windows.push_back(std::move(entry));
    }
    for (std::uint32_t g = 0; g < plan_.givens.size(); ++g) {
      json entry = json::array({g});
      for (auto& carried : given_.CarriedOf(g, period_)) {
        entry.push_back(
            json::array({std::move(carried.group), json::array({std::move(carried.units)})}));
      }
      if (entry.size() > 1) givens.push_back(std::move(entry));
    }
  }
  const json state = {{"cbas_state", kStateVersion},
                      {"model", digest_.ToHex()},
                      {"next", period_.ToString()},
                      {"windows", std::move(windows)},
                      {"given", std::move(givens)}};
  return state.dump(-1, ' ', false, json::error_handler_t::replace);
}

model::Result<void> CbasRun::Resume(std::string_view state) {
  const json read = json::parse(state, nullptr, false);
  if (!read.is_object()) return model::Fail(Unreadable("it is no JSON object"));
  const auto version = read.find("cbas_state");
  if (version == read.end() || *version != kStateVersion) {
    return model::Fail(Unreadable("it is of another version"));
  }
  const json* digest = Member(read, "model", json::value_t::string);
  if (digest == nullptr || digest->get<std::string>() != digest_.ToHex()) {
    return model::Fail(Unreadable("it is of another rule book"));
  }
  const json* next = Member(read, "next", json::value_t::string);
  const json* windows = Member(read, "windows", json::value_t::array);
  const json* givens = Member(read, "given", json::value_t::array);
  const auto period =
      next == nullptr ? std::nullopt : model::Period::Parse(next->get<std::string>());
  const model::Term& term = plan_.book->head.term;
  if (!period || *period < term.FirstPeriod() || term.LastPeriod().Next() < *period ||
      windows == nullptr || givens == nullptr) {
    return model::Fail(Unreadable("it lacks its period, windows or given amounts"));
  }
  Restart();
  period_ = *period;
  BeginPeriod();
  const bool ended = edition_ == nullptr;
  const bool is_read =
      (!ended || (windows->empty() && givens->empty())) &&
      ReadCarried(*windows, plan_.windows.size(),
                  [&](std::uint32_t w, Texts group, std::vector<std::string> values) {
                    const std::uint32_t arithmetic = plan_.sums[plan_.windows[w].sum].arithmetic;
                    return sides_[arithmetic]->Resume(w, period_,
                                                      {std::move(group), std::move(values)});
                  }) &&
      ReadCarried(*givens, plan_.givens.size(),
                  [&](std::uint32_t g, Texts group, std::vector<std::string> values) {
                    return values.size() == 1 &&
                           given_.Resume(g, period_, {std::move(group), values.front()});
                  });
  if (is_read) return {};
  Restart();
  return model::Fail(Unreadable("a carried sum is broken"));
}

}  // namespace twinbill::cbas
