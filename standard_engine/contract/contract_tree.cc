#include "standard_engine/contract/contract_tree.h"

#include <string>
#include <utility>

namespace twinbill::contract {
namespace {

JsonValue Text(std::string_view text) { return JsonValue::Text(std::string(text)); }
JsonValue Text(const model::Decimal& decimal) { return JsonValue::Text(decimal.ToString()); }

JsonValue Texts(const std::vector<std::string>& texts) {
  JsonValue array = JsonValue::Array();
  for (const std::string& text : texts) array.elements.push_back(Text(text));
  return array;
}

JsonValue Names(const std::vector<model::Dimension>& dimensions) {
  JsonValue array = JsonValue::Array();
  for (const model::Dimension& dimension : dimensions) {
    array.elements.push_back(Text(dimension.Name()));
  }
  return array;
}

void PutKeys(const std::vector<ScopeKey>& keys, JsonValue& object) {
  for (const ScopeKey& key : keys) object.Put(key.dimension.Name(), Texts(key.patterns));
}

// Makes the trees of one construct's parts.
class PartWriter {
 public:
  explicit PartWriter(Defaults defaults) : all_(defaults == Defaults::kWritten) {}

  // Puts `word` at `key` unless it is the default and defaults are left out.
  template <class Word>
  void PutWord(JsonValue& object, std::string_view key, Word word, Word otherwise = Word{}) const {
    if (all_ || word != otherwise) object.Put(std::string(key), Text(TextOf(word)));
  }

  void PutFlag(JsonValue& object, std::string_view key, bool flag) const {
    if (all_ || flag) object.Put(std::string(key), JsonValue::Bool(flag));
  }

  JsonValue Of(const Effective& effective) const {
    JsonValue object = JsonValue::Object();
    const auto put_date = [&](const char* key, const std::optional<model::Date>& date) {
      if (date) {
        object.Put(key, Text(date->ToString()));
      } else if (all_) {
        object.Put(key, JsonValue::Null());
      }
    };
    put_date("from", effective.from);
    put_date("to", effective.to);
    PutWord(object, "by", effective.by);
    return object;
  }

  JsonValue Of(const Meter& meter) const {
    JsonValue object = JsonValue::Object();
    object.Put("measure", Text(TextOf(meter.measure)));
    PutWord(object, "window", meter.window);
    if (all_ || !meter.per.empty()) object.Put("per", Names(meter.per));
    if (meter.scope) object.Put("scope", TreeOf(*meter.scope));
    return object;
  }

  JsonValue Of(const Tiers& tiers) const {
    JsonValue object = JsonValue::Object();
    object.Put("mode", Text(TextOf(tiers.mode)));
    PutWord(object, "bound", tiers.bound);
    PutWord(object, "below_zero", tiers.below_zero);
    JsonValue steps = JsonValue::Array();
    for (const Step& step : tiers.steps) {
      JsonValue one = JsonValue::Object();
      one.Put("up_to", step.up_to ? Text(*step.up_to) : JsonValue::Null());
      one.Put(std::string(TextOf(tiers.rule)), Text(step.value));
      steps.elements.push_back(std::move(one));
    }
    object.Put("steps", std::move(steps));
    return object;
  }

  static JsonValue Of(const ChargeText& charge) {
    JsonValue object = JsonValue::Object();
    object.Put("type", Text(charge.type));
    object.Put("description", Text(charge.description));
    return object;
  }

  JsonValue Of(const Prepaid& prepaid) const {
    JsonValue object = JsonValue::Object();
    object.Put("amount", Text(prepaid.amount));
    object.Put("grant", Text(prepaid.grant));
    PutWord(object, "window", prepaid.window);
    object.Put("fee", Of(prepaid.fee));
    return object;
  }

  JsonValue Of(const Benefit& benefit) const {
    JsonValue object = JsonValue::Object();
    if (const auto* flat = std::get_if<Flat>(&benefit.form)) {
      object.Put(std::string(TextOf(flat->rule)), Text(flat->value));
    } else if (const auto* tiers = std::get_if<Tiers>(&benefit.form)) {
      object.Put("tiers", Of(*tiers));
    } else {
      object.Put("prepaid", Of(std::get<Prepaid>(benefit.form)));
    }
    if (benefit.floor) object.Put("floor", Text(TextOf(*benefit.floor)));
    return object;
  }

  static JsonValue Of(const Entitlement& entitlement) {
    JsonValue object = JsonValue::Object();
    object.Put("scope", TreeOf(entitlement.scope));
    object.Put("ratio", Text(entitlement.ratio));
    return object;
  }

  JsonValue Of(const Cap& cap) const {
    JsonValue object = JsonValue::Object();
    object.Put("amount", Text(cap.amount));
    PutWord(object, "window", cap.window);
    return object;
  }

  JsonValue Of(const Commit& commit) const {
    JsonValue object = JsonValue::Object();
    object.Put("amount", Text(commit.amount));
    PutWord(object, "window", commit.window);
    object.Put("measure", Text(TextOf(commit.measure)));
    if (commit.scope) object.Put("scope", TreeOf(*commit.scope));
    JsonValue limits = JsonValue::Array();
    for (const Limit& limit : commit.limits) {
      JsonValue one = JsonValue::Object();
      one.Put("scope", TreeOf(limit.scope));
      one.Put("share", Text(limit.share));
      limits.elements.push_back(std::move(one));
    }
    if (all_ || !commit.limits.empty()) object.Put("limits", std::move(limits));
    PutFlag(object, "prorate", commit.prorate);
    object.Put("charge", Of(commit.charge));
    return object;
  }

  static JsonValue Of(const Sharing& sharing) {
    JsonValue object = JsonValue::Object();
    object.Put("order", Text(TextOf(sharing.owner ? Order::kOwnerFirst : Order::kProRata)));
    if (sharing.owner) object.Put("owner", Text(*sharing.owner));
    return object;
  }

  JsonValue Of(const Line& line) const {
    JsonValue object = JsonValue::Object();
    object.Put("type", Text(line.type));
    object.Put("description", Text(line.description));
    if (all_ || line.by != LineDimensions()) object.Put("by", Names(line.by));
    PutFlag(object, "emit_zero", line.emit_zero);
    return object;
  }

  JsonValue Of(const Rounding& rounding) const {
    const Rounding otherwise;
    JsonValue object = JsonValue::Object();
    PutWord(object, "mode", rounding.rule.mode, otherwise.rule.mode);
    if (all_ || rounding.rule.digits != otherwise.rule.digits) {
      object.Put("digits", JsonValue::Number(rounding.rule.digits));
    }
    PutWord(object, "at", rounding.at, otherwise.at);
    PutWord(object, "deal", rounding.rule.deal, otherwise.rule.deal);
    PutWord(object, "remainder", rounding.rule.remainder, otherwise.rule.remainder);
    return object;
  }

  template <class Part>
  void PutPart(JsonValue& object, const char* key, const Part& part) const {
    if (all_ || part != Part{}) object.Put(key, Of(part));
  }

  template <class Part>
  void PutPart(JsonValue& object, const char* key, const std::optional<Part>& part) const {
    if (part) object.Put(key, Of(*part));
  }

  JsonValue Of(const Construct& construct) const {
    JsonValue object = JsonValue::Object();
    object.Put("id", Text(construct.id));
    object.Put("construct", Text("primitive"));
    object.Put("clause", Text(construct.clause));
    if (construct.note) object.Put("note", Text(*construct.note));
    PutPart(object, "effective", construct.effective);
    if (construct.scope) object.Put("scope", TreeOf(*construct.scope));
    if (all_ || !construct.unless.empty()) object.Put("unless", Texts(construct.unless));
    PutWord(object, "base", construct.base);
    PutPart(object, "meter", construct.meter);
    PutPart(object, "benefit", construct.benefit);
    PutPart(object, "entitlement", construct.entitlement);
    PutPart(object, "cap", construct.cap);
    PutPart(object, "commit", construct.commit);
    PutPart(object, "sharing", construct.sharing);
    PutWord(object, "settle", construct.settle);
    object.Put("line", Of(construct.line));
    if (construct.spread) object.Put("spread", Text(TextOf(*construct.spread)));
    PutPart(object, "rounding", construct.rounding);
    PutWord(object, "delivery", construct.delivery);
    return object;
  }

 private:
  bool all_;
};

}  // namespace

JsonValue TreeOf(const Scope& scope) {
  JsonValue object = JsonValue::Object();
  PutKeys(scope.keys, object);
  if (scope.excluded) {
    JsonValue excluded = JsonValue::Object();
    PutKeys(*scope.excluded, excluded);
    object.Put("not", std::move(excluded));
  }
  return object;
}

JsonValue TreeOf(const Construct& construct, Defaults defaults) {
  return PartWriter(defaults).Of(construct);
}

JsonValue HeadTreeOf(const Contract& contract) {
  JsonValue head = JsonValue::Object();
  head.Put("id", Text(contract.id));
  if (contract.customer) head.Put("customer", Text(*contract.customer));
  if (contract.note) head.Put("note", Text(*contract.note));
  head.Put("payer", Text(contract.payer));
  head.Put("currency", Text(contract.currency));
  JsonValue term = JsonValue::Object();
  term.Put("start", Text(contract.term.start.ToString()));
  term.Put("end", Text(contract.term.end.ToString()));
  head.Put("term", std::move(term));
  if (contract.net != Net{}) head.Put("net", Text(TextOf(contract.net)));
  if (contract.incomplete) head.Put("incomplete", JsonValue::Bool(true));
  return head;
}

}  // namespace twinbill::contract
