#include "standard_engine/billing/plain_sums.h"

#include <algorithm>

namespace twinbill::billing {

using plan::ConstructPlan;

namespace {

bool CommitAlike(const ConstructPlan& a, const ConstructPlan& b) {
  const auto& commit_a = a.source->commit;
  const auto& commit_b = b.source->commit;
  if (!commit_a || !commit_b) return commit_a.has_value() == commit_b.has_value();
  return commit_a->measure == commit_b->measure && a.commit_scope == b.commit_scope &&
         std::equal(a.limits.begin(), a.limits.end(), b.limits.begin(), b.limits.end(),
                    [](const plan::LimitPlan& limit_a, const plan::LimitPlan& limit_b) {
                      return limit_a.scope == limit_b.scope;
                    });
}

}  // namespace

void PlainAdder::Begin(const ConstructPlan& construct) {
  const contract::Rule rule = construct.flat->rule;
  adds_base_ = rule != contract::Rule::kUnitDiscount;
  adds_quantity_ = construct.shows_quantity || rule != contract::Rule::kPercentOff;
}

void PlainAdder::Clear(std::size_t part) {
  if (base_.size() <= part) {
    base_.resize(part + 1);
    quantity_.resize(part + 1);
  }
  base_[part].Clear();
  quantity_[part].Clear();
}

bool IsPlain(const plan::Plan& plan, const ConstructPlan& construct) {
  const contract::Construct& source = *construct.source;
  return construct.flat != nullptr && !construct.meter_groups && !construct.entitlement_scope &&
         !source.cap && construct.floor == contract::Floor::kNone &&
         construct.spread == contract::Spread::kOwn && plan.contract().net == contract::Net::kExact;
}

bool SumAlike(const ConstructPlan& a, const ConstructPlan& b) {
  return a.scope == b.scope && a.unless == b.unless && a.source->effective == b.source->effective &&
         a.source->base == b.source->base && a.flat->rule == b.flat->rule && a.lines == b.lines &&
         CommitAlike(a, b);
}

}  // namespace twinbill::billing
