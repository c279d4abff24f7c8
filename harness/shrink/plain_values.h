// PlainValues: for one record, what could be tried instead of each of its values, plainest first.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "corpus/model/usage_record.h"

namespace twinbill::shrink {

// Whether `a` is the plainer number: fewer significant digits, then fewer places, then no sign,
// then the smaller one. An order, so that who only ever goes to a plainer number comes to an end.
bool IsPlainer(model::Decimal a, model::Decimal b);

// Numbers to try instead of `value`, from the plainest on; all of them plainer.
std::vector<model::Decimal> PlainerNumbers(model::Decimal value);

// A change of one value of a record; it leaves a record alone whose value is as plain already.
using Change = std::function<void(model::UsageRecord&)>;

// The changes to try with `record`, from those that make it plainest on.
std::vector<Change> PlainerValues(const model::UsageRecord& record);

}  // namespace twinbill::shrink
