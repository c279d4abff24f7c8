#include "corpus/generate/usage_generator.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <numeric>
#include <string_view>

#include "corpus/generate/counted_draw.h"
#include "corpus/model/check.h"

namespace twinbill::generate {
namespace {

using model::Int128;

constexpr std::int64_t kHourMicros = 3'600'000'000;
constexpr std::int64_t kPositions = 1'000'000;  // of a shape of quantities
constexpr std::int64_t kUnit = 10'000'000'000;  // 1 in units of 10^-10

// Where there are few rows: this many of a resource, as long as there are not that many resources.
constexpr std::int64_t kRowsOfAResourceMin = 8;
constexpr std::int64_t kResourcesShown = 150;

// What a draw is for, so that no two share their number.
enum Purpose : std::uint64_t {
  kAccount,
  kKind,
  kRegion,
  kType,
  kOperation,
  kQuantity,
  kTags,
  kFree,
  kId,
  kId2,
  kWave,
  kLate,
  kCorrection,
  kShift,
};

// a·b, both units of 10^-10, rounded half up to units of 10^-10.
std::int64_t CostOf(std::int64_t rate, std::int64_t quantity) {
  const Int128 product = Int128{rate} * quantity;
  const Int128 size = product < 0 ? -product : product;
  const Int128 rounded = (size + kUnit / 2) / kUnit;
  return static_cast<std::int64_t>(product < 0 ? -rounded : rounded);
}

// Of a number from 0 to 2^64, a share of the things that `share_of` gives the shares of.
template <class Things, class ShareOf>
const auto& Pick(std::uint64_t drawn, const Things& things, const ShareOf& share_of) {
  std::int64_t total = 0;
  for (const auto& thing : things) total += share_of(thing);
  const model::UInt128 scaled = model::UInt128{drawn} * static_cast<std::uint64_t>(total);
  auto left = static_cast<std::int64_t>(scaled >> 64U);
  for (const auto& thing : things) {
    left -= share_of(thing);
    if (left < 0) return thing;
  }
  return things.back();
}

// One of the words that stand between '|'.
std::string_view OneOf(std::string_view words, std::uint64_t drawn) {
  const auto count = std::count(words.begin(), words.end(), '|') + 1;
  for (std::int64_t skip = Below(drawn, count); skip > 0; --skip)
    words.remove_prefix(words.find('|') + 1);
  return words.substr(0, words.find('|'));
}

// 52 characters, as real ids have.
std::string IdOf(std::uint64_t seed, std::uint64_t number) {
  static constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string id;
  for (std::uint64_t part = 0; id.size() < 52; ++part) {
    std::uint64_t drawn = Draw(seed, number, kId * 1000 + part);
    for (int i = 0; i < 12 && id.size() < 52; ++i, drawn >>= 5U) id += kAlphabet[drawn & 31U];
  }
  return id;
}

std::string AccountName(std::uint64_t seed, std::size_t account) {
  const std::uint64_t drawn = Draw(seed, account, kId2);
  return std::to_string(200'000'000'000 + static_cast<std::int64_t>(account) * 1'000'003 +
                        Below(drawn, 1'000'000));
}

// Accounts by size: the k-th has a share of about 1 / (k + 0.6).
class Accounts {
 public:
  Accounts(std::uint64_t seed, int count) {
    for (int k = 0; k < count; ++k) {
      total_ += 10'000'000'000 / (10 * std::int64_t{k} + 6);
      cumulative_.push_back(total_);
      names_.push_back(AccountName(seed, static_cast<std::size_t>(k)));
    }
  }
  const std::string& Of(std::uint64_t drawn) const {
    const auto at = std::upper_bound(cumulative_.begin(), cumulative_.end(), Below(drawn, total_));
    return names_[static_cast<std::size_t>(at - cumulative_.begin())];
  }

 private:
  std::int64_t total_ = 0;
  std::vector<std::int64_t> cumulative_;
  std::vector<std::string> names_;
};

Resource MakeResource(std::uint64_t seed, std::uint64_t number, const Accounts& accounts) {
  const auto draw = [&](Purpose purpose) { return Draw(seed, number, purpose); };
  // Steps of the golden ratio, which keep the kinds' shares with few resources too.
  const std::uint64_t step = Draw(seed, 0, kKind) + number * 0x9e3779b97f4a7c15U;
  const UsageKind& kind =
      Pick(step, UsageKinds(), [](const UsageKind& one) { return one.rows_share; });
  const std::span<const RegionShare> regions =
      kind.everywhere ? RegionShares() : RegionShares().first(2);
  const RegionShare& region =
      Pick(draw(kRegion), regions, [](const RegionShare& one) { return one.share; });
  Resource resource;
  resource.id = IdOf(seed, number);
  model::Slot& slot = resource.slot;
  slot.account = accounts.Of(draw(kAccount));
  slot.service = kind.service;
  slot.region = region.region;
  slot.usage_type = std::string(region.prefix) + std::string(kind.usage_type);
  slot.operation = OneOf(kind.operations, draw(kOperation));
  slot.unit = kind.unit;
  slot.product.emplace_back("product_family", kind.family);
  const std::int64_t tag = Below(draw(kTags), 10);
  static constexpr std::array<std::string_view, 4> kTeams = {"payments", "search", "data",
                                                             "platform"};
  if (tag < 4) slot.tags.emplace_back("user_team", kTeams[static_cast<std::size_t>(tag)]);

  resource.shape = kind.shape;
  resource.position = Below(draw(kQuantity), kPositions);
  resource.public_rate = kind.list_price;
  const std::int64_t charged = Below(draw(kFree), 100) - kind.free_share;
  resource.rate = charged < 0 ? 0 : kind.list_price;
  const std::int64_t type = Below(draw(kType), 1000);
  slot.line_item_type = type < 6 ? "Credit" : type < 8 ? "Tax" : "Usage";
  if (slot.line_item_type == "Usage" && charged >= 0 && charged < kind.reserved_share) {
    slot.line_item_type = "DiscountedUsage";
    resource.rate = 0;
  }
  if (slot.line_item_type == "Tax") {
    slot.usage_type.clear();
    slot.operation.clear();
  }
  return resource;
}

}  // namespace

UsageGenerator::UsageGenerator(const GeneratorOptions& options) : options_(options) {
  TWINBILL_CHECK(options.rows >= 1 && options.accounts >= 1 && options.months >= 1);
  const model::Period end{options.first_period.months + options.months};
  hours_ = std::int64_t{end.FirstDay().days - options.first_period.FirstDay().days} * 24;
  // A fifth more than an hour has rows, so that from hour to hour most ids come again and some
  // don't.
  const std::int64_t most_of_an_hour = (options.rows + hours_ - 1) / hours_;
  // Few rows are of more resources than an hour has rows of, or they would show one or two kinds.
  const std::int64_t shown = std::min(options.rows / kRowsOfAResourceMin + 1, kResourcesShown);
  const std::int64_t count = std::max(most_of_an_hour + most_of_an_hour / 5 + 1, shown);
  const Accounts accounts(options.seed, options.accounts);
  for (std::int64_t i = 0; i < count; ++i) {
    resources_.push_back(MakeResource(options.seed, static_cast<std::uint64_t>(i), accounts));
  }
  stride_ = count * 618 / 1000 + 1;
  while (std::gcd(stride_, count) != 1) ++stride_;
}

std::int64_t UsageGenerator::FirstRowOf(std::int64_t hour) const {
  return static_cast<std::int64_t>(Int128{hour} * options_.rows / hours_);
}

std::int64_t UsageGenerator::HourOf(std::int64_t row) const {
  auto hour = static_cast<std::int64_t>(Int128{row} * hours_ / options_.rows);
  while (hour > 0 && FirstRowOf(hour) > row) --hour;
  while (hour + 1 < hours_ && FirstRowOf(hour + 1) <= row) ++hour;
  return hour;
}

GeneratedRow UsageGenerator::RowOf(std::int64_t row, std::int64_t hour) const {
  const auto count = static_cast<std::int64_t>(resources_.size());
  const std::int64_t shift =
      Below(Draw(options_.seed, static_cast<std::uint64_t>(hour), kShift), count);
  const std::int64_t place = row - FirstRowOf(hour);
  GeneratedRow out;
  out.resource = static_cast<std::uint32_t>((Int128{place} * stride_ + shift) % count);
  const Resource& resource = resources_[out.resource];
  const auto number = static_cast<std::uint64_t>(row);
  out.start = model::Timestamp::AtMidnight(options_.first_period.FirstDay());
  out.start.micros += hour * kHourMicros;
  out.period = model::Period::Of(out.start);
  // Usage that was known too late for its own bill is on the next one.
  const bool may_be_late = out.period.months + 1 < options_.first_period.months + options_.months;
  if (may_be_late && Below(Draw(options_.seed, number, kLate), 400) == 0)
    out.period = out.period.Next();

  // A resource uses about as much each hour, and now and then something else altogether; a job's
  // machines are as many as that run asks for.
  const bool by_run = resource.shape == QuantityShape::kProcessing;
  const std::int64_t wave =
      Below(Draw(options_.seed, number, kWave), by_run ? kPositions : kPositions / 4);
  out.quantity = QuantityAt(resource.shape, (resource.position + wave) % kPositions);
  if (Below(Draw(options_.seed, number, kCorrection), 1000) == 0) out.quantity = -out.quantity;
  if (resource.slot.line_item_type == "Credit" || resource.slot.line_item_type == "Tax") {
    const std::int64_t money = CostOf(resource.public_rate, out.quantity);
    out.quantity = 0;
    out.cost = out.public_cost = resource.slot.line_item_type == "Credit" ? -money : money;
    return out;
  }
  out.cost = CostOf(resource.rate, out.quantity);
  out.public_cost = CostOf(resource.public_rate, out.quantity);
  return out;
}

void UsageGenerator::Fill(std::int64_t first, std::span<GeneratedRow> out) const {
  std::int64_t hour = HourOf(first);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t row = first + static_cast<std::int64_t>(i);
    while (hour + 1 < hours_ && FirstRowOf(hour + 1) <= row) ++hour;
    out[i] = RowOf(row, hour);
  }
}

}  // namespace twinbill::generate
