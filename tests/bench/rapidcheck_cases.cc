// How fast RapidCheck's own generators draw usage for the same two sides: the rival of `fuzz`.
//
// rapidcheck_cases LEGACY STANDARD CASES: prints the seconds that CASES cases took. A case has as
// many records as those of `twinbill fuzz` mostly have, 1 to 24 over three periods; every field of
// a record is drawn by a generator.
#include <fmt/format.h>
#include <rapidcheck.h>

#include <charconv>
#include <chrono>
#include <string_view>

#include "harness/fuzz/pair.h"
#include "legacy_adapters/legacy_model.h"
#include "standard_engine/contract/contract_reader.h"

namespace twinbill {
namespace {

// A record with every text drawn from a few, and numbers of up to 12 digits.
rc::Gen<model::UsageRecord> Record(model::Period first) {
  const auto text = [](std::vector<std::string> texts) {
    return rc::gen::elementOf(std::move(texts));
  };
  return rc::gen::apply(
      [first](int month, std::int64_t hour, std::string account, std::string service,
              std::string region, std::string usage_type, std::int64_t quantity,
              std::int64_t cost) {
        model::UsageRecord record;
        record.period = {first.months + month};
        record.start = {model::Timestamp::AtMidnight(record.period.FirstDay()).micros +
                        hour * 3'600'000'000};
        record.slot.account = std::move(account);
        record.slot.service = std::move(service);
        record.slot.region = std::move(region);
        record.slot.usage_type = std::move(usage_type);
        record.slot.line_item_type = "Usage";
        record.quantity = model::Decimal::FromUnits(quantity, 4).value();
        record.unblended_cost = model::Decimal::FromUnits(cost, 6).value();
        return record;
      },
      rc::gen::resize(100, rc::gen::inRange(0, 3)),
      rc::gen::resize(100, rc::gen::inRange<std::int64_t>(0, 660)),
      text({"100000000001", "100000000002", "100000000003"}),
      text({"AmazonS3", "AmazonEC2", "AmazonRDS", "AmazonBedrock"}),
      text({"us-east-1", "eu-west-1"}),
      text({"EU-TimedStorage-ByteHrs", "BoxUsage:m5.large", "EU-DataTransfer-Out-Bytes"}),
      rc::gen::resize(100, rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000)),
      rc::gen::resize(100, rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000)));
}

int Run(const std::string& legacy_path, const std::string& standard_path, int cases) {
  const auto legacy = legacy::OpenLegacyModel(legacy_path);
  auto contract = contract::ReadContractFile(standard_path);
  if (!legacy || !contract) return 3;
  const plan::Plan plan(std::move(contract).value());
  model::SlotTable slots;
  fuzz::Pair pair(**legacy, plan, slots);
  const model::Period first = plan.contract().term.FirstPeriod();
  const auto count = rc::gen::resize(100, rc::gen::inRange<std::size_t>(1, 25));
  const auto start = std::chrono::steady_clock::now();
  rc::detail::TestParams params;
  params.seed = 1;
  params.maxSuccess = cases;
  const auto property = rc::detail::toProperty([&] {
    fuzz::UsageCase usage;
    usage.last = {first.months + 2};
    const auto records = rc::gen::container<std::vector<model::UsageRecord>>(*count, Record(first));
    for (const model::UsageRecord& record : *records) {
      usage.records.push_back({slots.Intern(record.slot), record.period, record.start,
                               record.quantity, record.unblended_cost, std::nullopt});
    }
    usage.SortIntoLedger();
    return pair.Bill(usage) != fuzz::PairVerdict::kDifferent;
  });
  const auto result = rc::detail::checkProperty(property, {}, params);
  rc::detail::SuccessResult success;
  if (!result.match(success) || success.numSuccess < cases) return 1;
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print("{:.6f}\n", seconds.count());
  return 0;
}

}  // namespace
}  // namespace twinbill

int main(int argc, char** argv) {
  int cases = 0;
  if (argc != 4) return 2;
  const std::string_view count(argv[3]);
  std::from_chars(count.data(), count.data() + count.size(), cases);
  return twinbill::Run(argv[1], argv[2], cases);
}
