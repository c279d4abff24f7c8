#include "standard_engine/contract/construct_reader.h"

#include "standard_engine/contract/benefit_reader.h"
#include "standard_engine/contract/construct_rules.h"
#include "standard_engine/contract/scope_reader.h"

namespace twinbill::contract {
namespace {

Effective ReadEffective(const JsonValue& value, Findings& findings) {
  Effective effective;
  ObjectReader object(value, findings);
  const auto read_date = [&](std::string_view key, std::optional<model::Date>& date) {
    const JsonValue* found = object.Optional(key);
    if (found != nullptr && found->kind != JsonValue::Kind::kNull) {
      date = ReadDate(*found, findings);
    }
  };
  read_date("from", effective.from);
  read_date("to", effective.to);
  ReadOptionalWord(object, "by", effective.by);
  object.Finish();
  return effective;
}

Meter ReadMeter(const JsonValue& value, Findings& findings) {
  Meter meter;
  ObjectReader object(value, findings);
  if (const JsonValue* measure = object.Required("measure")) {
    meter.measure = ReadWord<Measure>(*measure, findings);
  }
  ReadOptionalWord(object, "window", meter.window);
  if (const JsonValue* per = object.Optional("per")) meter.per = ReadPer(*per, findings);
  if (const JsonValue* scope = object.Optional("scope")) meter.scope = ReadScope(*scope, findings);
  object.Finish();
  return meter;
}

Entitlement ReadEntitlement(const JsonValue& value, Findings& findings) {
  Entitlement entitlement;
  ObjectReader object(value, findings);
  if (const JsonValue* scope = object.Required("scope")) {
    entitlement.scope = ReadScope(*scope, findings);
  }
  if (const JsonValue* ratio = object.Required("ratio")) {
    entitlement.ratio = ReadDecimal(*ratio, findings);
  }
  object.Finish();
  return entitlement;
}

Cap ReadCap(const JsonValue& value, Findings& findings) {
  Cap cap;
  ObjectReader object(value, findings);
  if (const JsonValue* amount = object.Required("amount")) {
    cap.amount = ReadNonNegative(*amount, findings);
  }
  ReadOptionalWord(object, "window", cap.window);
  object.Finish();
  return cap;
}

Limit ReadLimit(const JsonValue& value, Findings& findings) {
  Limit limit;
  ObjectReader object(value, findings);
  if (const JsonValue* scope = object.Required("scope")) limit.scope = ReadScope(*scope, findings);
  if (const JsonValue* share = object.Required("share")) {
    limit.share = ReadDecimal(*share, findings);
  }
  object.Finish();
  return limit;
}

Commit ReadCommit(const JsonValue& value, Findings& findings) {
  Commit commit;
  ObjectReader object(value, findings);
  if (const JsonValue* amount = object.Required("amount")) {
    commit.amount = ReadNonNegative(*amount, findings);
  }
  ReadOptionalWord(object, "window", commit.window);
  if (const JsonValue* measure = object.Required("measure")) {
    commit.measure = ReadWord<CommitMeasure>(*measure, findings);
  }
  if (const JsonValue* scope = object.Optional("scope")) commit.scope = ReadScope(*scope, findings);
  if (const JsonValue* limits = object.Optional("limits")) {
    for (const JsonValue& limit : ReadArray(*limits, findings)) {
      commit.limits.push_back(ReadLimit(limit, findings));
    }
  }
  if (const JsonValue* prorate = object.Optional("prorate")) {
    commit.prorate = ReadBool(*prorate, findings);
  }
  if (const JsonValue* charge = object.Required("charge")) {
    commit.charge = ReadChargeText(*charge, findings);
  }
  object.Finish();
  return commit;
}

Sharing ReadSharing(const JsonValue& value, Findings& findings) {
  Sharing sharing;
  ObjectReader object(value, findings);
  const JsonValue* order = object.Required("order");
  const bool owner_first =
      order != nullptr && ReadWord<Order>(*order, findings) == Order::kOwnerFirst;
  // With pro_rata there is no owner: the key is unknown.
  if (owner_first) {
    if (const JsonValue* owner = object.Required("owner")) {
      sharing.owner = ReadNonEmptyText(*owner, findings);
    }
  }
  object.Finish();
  return sharing;
}

Line ReadLine(const JsonValue& value, Findings& findings) {
  Line line;
  line.by = LineDimensions();
  ObjectReader object(value, findings);
  if (const JsonValue* type = object.Required("type")) {
    line.type = ReadNonEmptyText(*type, findings);
  }
  if (const JsonValue* description = object.Required("description")) {
    line.description = ReadText(*description, findings);
  }
  if (const JsonValue* by = object.Optional("by")) line.by = ReadBy(*by, findings);
  if (const JsonValue* emit_zero = object.Optional("emit_zero")) {
    line.emit_zero = ReadBool(*emit_zero, findings);
  }
  object.Finish();
  return line;
}

Rounding ReadRounding(const JsonValue& value, Findings& findings) {
  Rounding rounding;
  ObjectReader object(value, findings);
  ReadOptionalWord(object, "mode", rounding.rule.mode);
  if (const JsonValue* digits = object.Optional("digits")) {
    rounding.rule.digits = ReadInteger(*digits, 0, model::Amount::kDigitsMax, findings);
  }
  ReadOptionalWord(object, "at", rounding.at);
  ReadOptionalWord(object, "deal", rounding.rule.deal);
  ReadOptionalWord(object, "remainder", rounding.rule.remainder);
  object.Finish();
  return rounding;
}

// `part` becomes what `read` makes of the value at `key`, where that is given.
template <class Part, class Read>
void ReadPart(ObjectReader& object, std::string_view key, Part& part, Read read) {
  if (const JsonValue* value = object.Optional(key)) part = read(*value, object.findings());
}

std::vector<std::string> ReadUnless(const JsonValue& value, Findings& findings) {
  std::vector<std::string> ids;
  for (const JsonValue& id : ReadArray(value, findings)) {
    ids.push_back(ReadNonEmptyText(id, findings));
  }
  return ids;
}

}  // namespace

Construct ReadPrimitive(const JsonValue& value, Findings& findings) {
  Construct construct;
  construct.line.by = LineDimensions();
  ObjectReader object(value, findings);
  if (const JsonValue* id = object.Required("id")) construct.id = ReadNonEmptyText(*id, findings);
  object.Required("construct");
  if (const JsonValue* clause = object.Required("clause")) {
    construct.clause = ReadText(*clause, findings);
  }
  ReadPart(object, "note", construct.note, ReadText);
  ReadPart(object, "effective", construct.effective, ReadEffective);
  ReadPart(object, "scope", construct.scope, ReadScope);
  ReadPart(object, "unless", construct.unless, ReadUnless);
  ReadOptionalWord(object, "base", construct.base);
  ReadPart(object, "meter", construct.meter, ReadMeter);
  ReadPart(object, "benefit", construct.benefit, ReadBenefit);
  ReadPart(object, "entitlement", construct.entitlement, ReadEntitlement);
  ReadPart(object, "cap", construct.cap, ReadCap);
  ReadPart(object, "commit", construct.commit, ReadCommit);
  ReadPart(object, "sharing", construct.sharing, ReadSharing);
  ReadOptionalWord(object, "settle", construct.settle);
  if (const JsonValue* line = object.Required("line")) construct.line = ReadLine(*line, findings);
  ReadPart(object, "spread", construct.spread, ReadWord<Spread>);
  ReadPart(object, "rounding", construct.rounding, ReadRounding);
  ReadOptionalWord(object, "delivery", construct.delivery);
  object.Finish();
  CheckConstruct(construct, value, findings);
  return construct;
}

}  // namespace twinbill::contract
