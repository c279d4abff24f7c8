#include "standard_engine/billing/billed_line.h"

namespace twinbill::billing {

using model::DimensionKind;
using model::LineItem;

namespace {

void WriteSlot(const contract::Line& line, const model::Slot& slot, LineItem& item) {
  for (const model::Dimension& dimension : line.by) {
    switch (dimension.kind) {
      case DimensionKind::kAccount: item.usage_account_id = slot.account; break;
      case DimensionKind::kService: item.product_code = slot.service; break;
      case DimensionKind::kRegion: item.region = slot.region; break;
      case DimensionKind::kUsageType: item.usage_type = slot.usage_type; break;
      default: TWINBILL_CHECK(false);
    }
  }
}

}  // namespace

void AppendLineItem(const plan::Plan& plan, const BilledLine& line, std::vector<LineItem>& items) {
  const contract::Contract& contract = plan.contract();
  const plan::ConstructPlan& compiled = plan.constructs()[line.construct];
  const contract::Construct& construct = *compiled.source;
  LineItem& item = items.emplace_back();
  item.bill_type = construct.delivery;
  item.billing_period = line.period;
  item.payer_account_id = contract.payer;
  item.contract_id = contract.id;
  item.clause = construct.clause;
  item.amount = line.amount;
  item.currency = contract.currency;
  switch (line.kind) {
    case LineKind::kDiscount:
      item.line_item_type = construct.line.type;
      item.description = construct.line.description;
      if (line.slot != nullptr) WriteSlot(construct.line, *line.slot, item);
      if (line.quantity) item.quantity = line.quantity->ToString();
      break;
    case LineKind::kFee:
      item.bill_type = model::BillType::kOutOfCycle;
      item.line_item_type = compiled.prepaid->fee.type;
      item.description = compiled.prepaid->fee.description;
      break;
    case LineKind::kShortfall:
      item.line_item_type = construct.commit->charge.type;
      item.description = construct.commit->charge.description;
      break;
  }
}

}  // namespace twinbill::billing
