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
constexpr std::int64_t kUnit = 10'000'000'000;  // 1 in units of 10^-10

// What a draw is for, so that no two share their number.
enum Purpose : std::uint64_t {
  kAccount,
  kKind,
  kRegion,
  kType,
  kRate,
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

struct UsageKind {
  std::string_view service;
  std::string_view usage_type;  // behind the region's prefix
  std::string_view operation;
  std::string_view unit;
  std::string_view family;
  int rows_share;     // of 10,000
  int free_share;     // of 100
  std::int64_t rate;  // units of 10^-10, about
  bool steady;        // an hour each hour
};

// Shares of rows and rates by service as in the reports of October 2018: EC2 has most rows, Glue
// most money.
constexpr std::array<UsageKind, 18> kKinds = {{
    {"AmazonEC2", "BoxUsage:t2.micro", "RunInstances", "Hrs", "Compute Instance", 1100, 40,
     116'000'000, true},
    {"AmazonEC2", "BoxUsage:m5.large", "RunInstances:0002", "Hrs", "Compute Instance", 500, 5,
     960'000'000, true},
    {"AmazonEC2", "EBS:VolumeUsage.gp2", "CreateVolume-Gp2", "GB-Mo", "Storage", 1100, 30,
     1'000'000'000, false},
    {"AmazonEC2", "DataTransfer-Regional-Bytes", "PublicIP-In", "GB", "Data Transfer", 900, 70,
     100'000'000, false},
    {"AmazonEC2", "DataTransfer-In-Bytes", "RunInstances", "GB", "Data Transfer", 1000, 100, 0,
     false},
    {"AmazonS3", "TimedStorage-ByteHrs", "StandardStorage", "GB-Mo", "Storage", 900, 20,
     230'000'000, false},
    {"AmazonS3", "Requests-Tier1", "PutObject", "Requests", "API Request", 1000, 20, 50'000, false},
    {"AmazonS3", "Requests-Tier2", "GetObject", "Requests", "API Request", 800, 30, 4'000, false},
    {"AmazonS3", "DataTransfer-Out-Bytes", "GetObject", "GB", "Data Transfer", 700, 90, 900'000'000,
     false},
    {"AmazonGuardDuty", "PaidEventsAnalyzed", "CloudTrailEvents", "Events", "Security", 500, 80,
     40'000, false},
    {"AmazonGuardDuty", "FreeEventsAnalyzed", "CloudTrailEvents", "Events", "Security", 300, 100, 0,
     false},
    {"AmazonRDS", "InstanceUsage:db.t2.medium", "CreateDBInstance:0016", "Hrs", "Database Instance",
     300, 10, 2'200'000'000, true},
    {"AmazonRDS", "RDS:GP2-Storage", "CreateDBInstance", "GB-Mo", "Database Storage", 200, 30,
     1'150'000'000, false},
    {"AWSCloudTrail", "FreeEventsRecorded", "None", "Events", "Management Tools", 450, 100, 0,
     false},
    {"AWSGlue", "ETL-DPU-Hour", "Jobrun", "DPU-Hour", "AWS Glue", 120, 0, 4'400'000'000, false},
    {"AWSGlue", "Catalog-Request", "GetTable", "Request", "AWS Glue", 80, 90, 100'000, false},
    {"AmazonBedrock", "InputTokenCount", "InvokeModelInference", "1K tokens", "Amazon Bedrock", 30,
     5, 30'000'000, false},
    {"AmazonBedrock", "OutputTokenCount", "InvokeModelInference", "1K tokens", "Amazon Bedrock", 20,
     5, 150'000'000, false},
}};

struct RegionName {
  std::string_view region;
  std::string_view prefix;
  int share;  // of 100
};

constexpr std::array<RegionName, 7> kRegions = {{{"us-east-1", "", 46},
                                                 {"us-west-2", "USW2-", 20},
                                                 {"eu-west-1", "EU-", 14},
                                                 {"ap-southeast-2", "APS2-", 8},
                                                 {"eu-central-1", "EUC1-", 6},
                                                 {"ap-northeast-1", "APN1-", 4},
                                                 {"", "", 2}}};

// Quantities of an hour at their quantiles: a thousandth of the rows uses more than 26,026 units, a
// quarter less than 0.0000013.
struct Quantile {
  int per_mille;
  std::int64_t units;
};
constexpr std::array<Quantile, 15> kQuantities = {{{0, 120},
                                                   {10, 2'000},
                                                   {100, 7'000},
                                                   {250, 13'000},
                                                   {330, 120'000},
                                                   {400, 2'000'000},
                                                   {450, 30'000'000},
                                                   {500, 270'000'000},
                                                   {600, 2'000'000'000},
                                                   {750, kUnit},
                                                   {900, 2 * kUnit},
                                                   {960, 20 * kUnit},
                                                   {990, 121 * kUnit},
                                                   {999, 26'026 * kUnit},
                                                   {1000, 57'264 * kUnit}}};

std::int64_t QuantityAt(std::int64_t per_million) {
  std::size_t i = 1;
  while (per_million > std::int64_t{kQuantities[i].per_mille} * 1000) ++i;
  const std::int64_t low = std::int64_t{kQuantities[i - 1].per_mille} * 1000;
  const std::int64_t width = std::int64_t{kQuantities[i].per_mille} * 1000 - low;
  const Int128 span = kQuantities[i].units - kQuantities[i - 1].units;
  return kQuantities[i - 1].units + static_cast<std::int64_t>(span * (per_million - low) / width);
}

// a·b, both units of 10^-10, rounded half up to units of 10^-10.
std::int64_t CostOf(std::int64_t rate, std::int64_t quantity) {
  const Int128 product = Int128{rate} * quantity;
  const Int128 size = product < 0 ? -product : product;
  const Int128 rounded = (size + kUnit / 2) / kUnit;
  return static_cast<std::int64_t>(product < 0 ? -rounded : rounded);
}

template <class Share>
std::size_t Pick(std::int64_t drawn, std::size_t count, const Share& share) {
  for (std::size_t i = 0; i + 1 < count; ++i) {
    drawn -= share(i);
    if (drawn < 0) return i;
  }
  return count - 1;
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
  const UsageKind& kind = kKinds[Pick(Below(draw(kKind), 10'000), kKinds.size(),
                                      [](std::size_t i) { return kKinds[i].rows_share; })];
  const RegionName& region = kRegions[Pick(Below(draw(kRegion), 100), kRegions.size(),
                                           [](std::size_t i) { return kRegions[i].share; })];
  Resource resource;
  resource.id = IdOf(seed, number);
  model::Slot& slot = resource.slot;
  slot.account = accounts.Of(draw(kAccount));
  slot.service = kind.service;
  slot.region = region.region;
  slot.usage_type = std::string(region.prefix) + std::string(kind.usage_type);
  slot.operation = kind.operation;
  slot.unit = kind.unit;
  slot.product.emplace_back("product_family", kind.family);
  const std::int64_t tag = Below(draw(kTags), 10);
  static constexpr std::array<std::string_view, 4> kTeams = {"payments", "search", "data",
                                                             "platform"};
  if (tag < 4) slot.tags.emplace_back("user_team", kTeams[static_cast<std::size_t>(tag)]);

  // About forty different rates: each kind's own, and some above it, as tiers and regions bring
  // them.
  resource.public_rate = kind.rate + kind.rate / 20 * Below(draw(kRate), 4);
  resource.rate = Below(draw(kFree), 100) < kind.free_share ? 0 : resource.public_rate;
  resource.steady = kind.steady;
  resource.quantity = kind.steady ? kUnit : QuantityAt(Below(draw(kQuantity), 1'000'000) + 1);
  // Glue's hours are few and dear, whatever the quantities of other services are.
  if (kind.usage_type == "ETL-DPU-Hour")
    resource.quantity = kUnit / 4 * (1 + Below(draw(kQuantity), 16));
  const std::int64_t type = Below(draw(kType), 1000);
  slot.line_item_type = type < 930   ? "Usage"
                        : type < 993 ? "DiscountedUsage"
                        : type < 998 ? "Credit"
                                     : "Tax";
  if (slot.line_item_type == "DiscountedUsage") resource.rate = 0;
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
  const std::int64_t count = most_of_an_hour + most_of_an_hour / 5 + 1;
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

  out.quantity = resource.quantity;
  if (!resource.steady) {
    const std::int64_t wave = Below(Draw(options_.seed, number, kWave), 1001);
    out.quantity += static_cast<std::int64_t>(Int128{resource.quantity} * (wave - 500) / 1000);
  }
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
