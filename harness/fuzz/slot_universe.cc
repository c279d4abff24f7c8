#include "harness/fuzz/slot_universe.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "harness/fuzz/counted_random.h"

namespace twinbill::fuzz {

using model::Dimension;
using model::DimensionKind;
using model::Slot;

namespace {

// What usage has where nobody asks for anything else.
std::vector<std::string> PlainTexts(DimensionKind kind) {
  switch (kind) {
    case DimensionKind::kAccount: return {"100000000001", "100000000002", "100000000003"};
    case DimensionKind::kService: return {"AmazonEC2", "AmazonS3", "AmazonRDS"};
    case DimensionKind::kRegion: return {"us-east-1", "eu-west-1", ""};
    case DimensionKind::kUsageType: return {"BoxUsage:m5.large", "TimedStorage-ByteHrs"};
    case DimensionKind::kOperation: return {"RunInstances", ""};
    case DimensionKind::kLineItemType: return {"Usage", "Usage", "Usage", "DiscountedUsage", "Fee"};
    case DimensionKind::kUnit: return {"Hrs", "GB-Mo"};
    case DimensionKind::kProduct:
    case DimensionKind::kTag: return {"", "x"};
  }
  return {};
}

// Draws candidates: plain ones, and ones put together from a selector's own texts.
class Candidates {
 public:
  Candidates(const Mentions& mentions, std::uint64_t seed) : mentions_(mentions), random_(seed, 0) {
    for (const DimensionKind kind :
         {DimensionKind::kAccount, DimensionKind::kService, DimensionKind::kRegion,
          DimensionKind::kUsageType, DimensionKind::kOperation, DimensionKind::kLineItemType,
          DimensionKind::kUnit}) {
      dimensions_.push_back({kind, {}});
    }
    for (const auto& [dimension, texts] : mentions.texts) {
      if (!dimension.key.empty()) dimensions_.push_back(dimension);
    }
  }

  Slot Draw() {
    const Selector* aimed_at = nullptr;
    if (!mentions_.selectors.empty() && random_.Percent(75)) {
      aimed_at = &mentions_.selectors[random_.Below(mentions_.selectors.size())];
    }
    Slot slot;
    for (const Dimension& dimension : dimensions_)
      PutText(dimension, TextFor(dimension, aimed_at), slot);
    return slot;
  }

 private:
  std::string TextFor(const Dimension& dimension, const Selector* aimed_at) {
    if (aimed_at != nullptr) {
      const auto taken = aimed_at->taken.find(dimension);
      if (taken != aimed_at->taken.end() && !taken->second.empty() && random_.Percent(85)) {
        return taken->second[random_.Below(taken->second.size())];
      }
    }
    const auto mentioned = mentions_.texts.find(dimension);
    if (mentioned != mentions_.texts.end() && !mentioned->second.empty() && random_.Percent(50)) {
      return mentioned->second[random_.Below(mentioned->second.size())];
    }
    const std::vector<std::string> plain = PlainTexts(dimension.kind);
    return plain[random_.Below(plain.size())];
  }

  const Mentions& mentions_;
  CountedRandom random_;
  std::vector<Dimension> dimensions_;
};

}  // namespace

void PutText(const Dimension& dimension, const std::string& text, Slot& slot) {
  const auto put_attribute = [&](model::Attributes& attributes) {
    const auto place = std::lower_bound(
        attributes.begin(), attributes.end(), dimension.key,
        [](const auto& attribute, const std::string& key) { return attribute.first < key; });
    const bool is_there = place != attributes.end() && place->first == dimension.key;
    if (text.empty()) {
      if (is_there) attributes.erase(place);
    } else if (is_there) {
      place->second = text;
    } else {
      attributes.insert(place, {dimension.key, text});
    }
  };
  switch (dimension.kind) {
    case DimensionKind::kAccount: slot.account = text; break;
    case DimensionKind::kService: slot.service = text; break;
    case DimensionKind::kRegion: slot.region = text; break;
    case DimensionKind::kUsageType: slot.usage_type = text; break;
    case DimensionKind::kOperation: slot.operation = text; break;
    case DimensionKind::kLineItemType: slot.line_item_type = text; break;
    case DimensionKind::kUnit: slot.unit = text; break;
    case DimensionKind::kProduct: put_attribute(slot.product); break;
    case DimensionKind::kTag: put_attribute(slot.tags); break;
  }
}

SlotUniverse::SlotUniverse(const Mentions& mentions, std::uint64_t seed, UniverseLimits limits) {
  Candidates candidates(mentions, seed);
  std::map<std::vector<bool>, std::vector<Slot>> by_takers;
  for (int draw = 0; draw < limits.draws; ++draw) {
    Slot slot = candidates.Draw();
    std::vector<bool> takers;
    for (const Selector& selector : mentions.selectors) takers.push_back(selector.takes(slot));
    std::vector<Slot>& alike = by_takers[std::move(takers)];
    if (std::cmp_less(alike.size(), limits.slots_alike_max) &&
        std::find(alike.begin(), alike.end(), slot) == alike.end()) {
      alike.push_back(std::move(slot));
    }
  }
  // One of each kind first, so that where there are too many no kind is left out for another's
  // second.
  std::vector<std::size_t> taken(mentions.selectors.size(), 0);
  for (int round = 0; round < limits.slots_alike_max; ++round) {
    for (const auto& [takers, alike] : by_takers) {
      if (std::cmp_less_equal(alike.size(), round)) continue;
      if (std::cmp_greater_equal(slots_.size(), limits.slots_max)) break;
      slots_.Intern(alike[static_cast<std::size_t>(round)]);
      for (std::size_t i = 0; i < takers.size(); ++i) taken[i] += takers[i] ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (taken[i] == 0) selectors_without_slot_.push_back(i);
    if (taken[i] == slots_.size()) selectors_of_all_.push_back(i);
  }
}

}  // namespace twinbill::fuzz
