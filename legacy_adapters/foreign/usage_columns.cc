#include "legacy_adapters/foreign/usage_columns.h"

#include "corpus/model/check.h"
#include "legacy_adapters/foreign/json_tree.h"

namespace twinbill::foreign {
namespace {

void AppendAttributes(const model::Attributes& attributes, std::string& out) {
  out += '{';
  for (const auto& [key, text] : attributes) {
    if (out.back() != '{') out += ',';
    AppendJsonText(key, out);
    out += ':';
    AppendJsonText(text, out);
  }
  out += '}';
}

}  // namespace

bool IsOfSlot(std::size_t column) {
  return column == 3 || (column >= 5 && column <= 10) || column >= 17;
}

void AppendColumn(const model::UsageRecord& record, std::size_t column, std::string& out) {
  switch (column) {
    case 0: out += record.id; break;
    case 1: out += record.payer; break;
    case 2: out += record.period.ToString(); break;
    case 3: out += record.slot.account; break;
    case 4: out += record.start.ToString(); break;
    case 5: out += record.slot.line_item_type; break;
    case 6: out += record.slot.service; break;
    case 7: out += record.slot.usage_type; break;
    case 8: out += record.slot.operation; break;
    case 9: out += record.slot.region; break;
    case 10: out += record.slot.unit; break;
    case 11: out += record.currency; break;
    case 12: record.quantity.AppendTo(out); break;
    case 13: record.list_cost().AppendTo(out); break;
    case 14:
      if (record.rate) record.rate->AppendTo(out);
      break;
    case 15: record.unblended_cost.AppendTo(out); break;
    case 16:
      if (record.public_cost) record.public_cost->AppendTo(out);
      break;
    case 17: AppendAttributes(record.slot.product, out); break;
    case 18: AppendAttributes(record.slot.tags, out); break;
    default: TWINBILL_CHECK(false);
  }
}

}  // namespace twinbill::foreign
