#include "corpus/generate/generate_csv.h"

#include <algorithm>
#include <future>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/readers/attribute_text.h"

namespace twinbill::generate {
namespace {

constexpr std::int64_t kBlockRows = 4'096;

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

// A block in the making. Its memory is used again for later ones: taking fresh memory for each
// costs more time than filling it.
struct Block {
  std::vector<GeneratedRow> rows;
  std::string bytes;
  std::future<void> made;
};

void Make(const UsageGenerator& generator, const std::vector<FixedParts>& fixed, std::int64_t first,
          Block& block) {
  std::vector<GeneratedRow>& rows = block.rows;
  rows.resize(static_cast<std::size_t>(std::min(kBlockRows, generator.rows() - first)));
  generator.Fill(first, rows);
  std::string& out = block.bytes;
  out.clear();
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
  std::vector<Block> blocks(static_cast<std::size_t>(std::max(threads, 1)));
  std::int64_t next = 0;
  const auto begin_one = [&](Block& block) {
    if (next >= generator.rows()) return;
    const std::int64_t first = next;
    next += kBlockRows;
    block.made = std::async(std::launch::async, [&generator, &fixed, &block, first] {
      Make(generator, fixed, first, block);
    });
  };
  for (Block& block : blocks) begin_one(block);
  std::int64_t given = 0;
  std::string bytes;
  for (std::size_t i = 0; given < generator.rows(); i = (i + 1) % blocks.size()) {
    blocks[i].made.get();
    bytes.swap(blocks[i].bytes);
    begin_one(blocks[i]);
    const std::int64_t rows = std::min(kBlockRows, generator.rows() - given);
    given += rows;
    if (auto taken = take(bytes, rows); !taken) return taken;
  }
  return {};
}

}  // namespace twinbill::generate
