#include "corpus/generate/generate_csv.h"

#include <algorithm>
#include <future>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/readers/attribute_text.h"

namespace twinbill::generate {
namespace {

constexpr std::int64_t kBlockRows = 16'384;

constexpr std::string_view kHeader =
    "identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,"
    "line_item_usage_account_id,line_item_usage_start_date,line_item_line_item_type,"
    "line_item_product_code,line_item_usage_type,line_item_operation,product_region_code,pricing_"
    "unit,"
    "line_item_currency_code,line_item_usage_amount,line_item_unblended_rate,line_item_unblended_"
    "cost,"
    "pricing_public_on_demand_cost,product,resource_tags\n";

// The parts of a resource's rows that are the same in all of them.
struct FixedParts {
  std::string begin;    // up to the period
  std::string account;  // between period and start
  std::string middle;   // from behind the start to the quantity
  std::string rate;     // with its commas
  std::string end;      // behind the public cost
};

void AppendUnits(std::int64_t units, std::string& out) {
  model::Decimal::FromUnits(units, kUnitDigits).value().AppendTo(out);
}

FixedParts PartsOf(const Resource& resource, const std::string& payer) {
  FixedParts parts;
  parts.begin = resource.id + ',';
  model::AppendCsvField(payer, parts.begin);
  parts.begin += ',';
  parts.account = ',' + resource.slot.account + ',';
  for (const std::string* text :
       {&resource.slot.line_item_type, &resource.slot.service, &resource.slot.usage_type,
        &resource.slot.operation, &resource.slot.region, &resource.slot.unit}) {
    parts.middle += ',';
    model::AppendCsvField(*text, parts.middle);
  }
  parts.middle += ",USD,";
  parts.rate = ",";
  AppendUnits(resource.rate, parts.rate);
  parts.rate += ',';
  for (const model::Attributes* attributes : {&resource.slot.product, &resource.slot.tags}) {
    parts.end += ',';
    model::AppendCsvField(
        attributes->empty() ? std::string() : readers::WriteAttributes(*attributes), parts.end);
  }
  parts.end += '\n';
  return parts;
}

std::string BlockOf(const UsageGenerator& generator, const std::vector<FixedParts>& fixed,
                    std::int64_t first) {
  std::vector<GeneratedRow> rows(
      static_cast<std::size_t>(std::min(kBlockRows, generator.rows() - first)));
  generator.Fill(first, rows);
  std::string out;
  out.reserve(rows.size() * 320);
  model::Timestamp hour{-1};
  model::Period period{-1};
  std::string hour_text;
  std::string period_text;
  for (const GeneratedRow& row : rows) {
    if (row.start != hour) {
      hour = row.start;
      hour_text = hour.ToString();
    }
    if (row.period != period) {
      period = row.period;
      period_text = model::Timestamp::AtMidnight(period.FirstDay()).ToString();
    }
    const FixedParts& parts = fixed[row.resource];
    out += parts.begin;
    out += period_text;
    out += parts.account;
    out += hour_text;
    out += parts.middle;
    AppendUnits(row.quantity, out);
    out += parts.rate;
    AppendUnits(row.cost, out);
    out += ',';
    AppendUnits(row.public_cost, out);
    out += parts.end;
  }
  return out;
}

}  // namespace

model::Result<void> GenerateCsv(const UsageGenerator& generator, int threads,
                                const TakeBytes& take) {
  std::vector<FixedParts> fixed;
  for (const Resource& resource : generator.resources()) {
    fixed.push_back(PartsOf(resource, generator.options().payer));
  }
  TWINBILL_TRY(take(kHeader, 0));
  // One block a thread is in the making while the one before is taken.
  std::vector<std::future<std::string>> making;
  std::int64_t next = 0;
  const auto begin_one = [&](std::size_t place) {
    if (next >= generator.rows()) return;
    const std::int64_t first = next;
    next += kBlockRows;
    making[place] = std::async(std::launch::async, [&generator, &fixed, first] {
      return BlockOf(generator, fixed, first);
    });
  };
  making.resize(static_cast<std::size_t>(std::max(threads, 1)));
  for (std::size_t i = 0; i < making.size(); ++i) begin_one(i);
  std::int64_t given = 0;
  for (std::size_t i = 0; given < generator.rows(); i = (i + 1) % making.size()) {
    const std::string bytes = making[i].get();
    begin_one(i);
    const std::int64_t rows = std::min(kBlockRows, generator.rows() - given);
    given += rows;
    if (auto taken = take(bytes, rows); !taken) return taken;
  }
  return {};
}

}  // namespace twinbill::generate
