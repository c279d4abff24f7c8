#include "standard_engine/contract/definition_match.h"

#include <algorithm>
#include <utility>

#include "standard_engine/contract/contract_tree.h"
#include "standard_engine/contract/expansion.h"
#include "standard_engine/contract/parameter_value.h"
#include "standard_engine/contract/template_text.h"

namespace twinbill::contract {

using Kind = JsonValue::Kind;

namespace {

// The same construct with nothing said that goes without saying.
Construct Plain(Construct construct) {
  construct.origin.reset();
  if (construct.scope == Scope{}) construct.scope.reset();
  if (!construct.benefit) return construct;
  const auto* flat = std::get_if<Flat>(&construct.benefit->form);
  const auto* tiers = std::get_if<Tiers>(&construct.benefit->form);
  const bool is_graduated = tiers != nullptr && tiers->mode == TierMode::kGraduated;
  const Rule rule = flat != nullptr    ? flat->rule
                    : tiers != nullptr ? tiers->rule
                                       : Rule::kPercentOff;
  const Floor floor = rule == Rule::kUnitPrice && !is_graduated ? Floor::kSigned : Floor::kNone;
  if (construct.benefit->floor == floor) construct.benefit->floor.reset();
  const Spread spread = !is_graduated ? Spread::kOwn
                        : construct.meter && construct.meter->measure == Measure::kQuantity
                            ? Spread::kQuantity
                            : Spread::kBase;
  if (construct.spread == spread) construct.spread.reset();
  return construct;
}

// Finds what the parameters of a template must be for it to give a tree. Whether it then does is
// for its user to try.
class Unifier {
 public:
  explicit Unifier(const Definition& definition) : definition_(definition) {}

  // False where no values can do it. `tree` has all defaults, `plain` none.
  bool Unify(const JsonValue& tree, const JsonValue& plain) {
    id_ = *tree.Find("id");
    Visit(definition_.pattern, &tree, &plain, {});
    for (const auto& [pattern, found] : texts_) SolveText(*pattern, *found);
    return possible_;
  }

  // In the order they were found.
  const std::vector<std::pair<std::string, JsonValue>>& values() const { return values_; }

 private:
  const JsonValue* Known(std::string_view name) const {
    if (name == "id") return &id_;
    const auto found = std::find_if(values_.begin(), values_.end(),
                                    [&](const auto& value) { return value.first == name; });
    return found == values_.end() ? nullptr : &found->second;
  }

  void Bind(std::string_view name, const JsonValue& value) {
    const JsonValue* known = Known(name);
    if (known == nullptr) {
      values_.emplace_back(std::string(name), value);
    } else if (!known->Equals(value)) {
      possible_ = false;
    }
  }

  // A condition that is known to hold, as far as it says what a parameter is.
  void Assume(const JsonValue& condition, bool holds) {
    if (condition.kind == Kind::kString) {
      const Parameter* parameter = definition_.Find(condition.text);
      if (parameter != nullptr && parameter->type == ParameterType::kBoolean) {
        Bind(condition.text, JsonValue::Bool(holds));
      }
      return;
    }
    for (const JsonMember& member : condition.members) {
      const bool is_one_of_many =
          member.value.kind == Kind::kArray && member.value.elements.size() != 1;
      if (!holds || is_one_of_many) continue;
      Bind(member.key,
           member.value.kind == Kind::kArray ? member.value.elements.front() : member.value);
    }
  }

  void AssumeConditions(const JsonValue& pattern, bool is_there) {
    if (const JsonValue* when = pattern.Find(kWhen)) Assume(*when, is_there);
    const JsonValue* unless = pattern.Find(kUnless);
    if (unless != nullptr && is_there) Assume(*unless, false);
  }

  // `found`: what stands in the tree where `pattern` stands in the template; null for nothing.
  // `plain`: the same without defaults. `list`: what names are the fields of, in an item of a list.
  void Visit(const JsonValue& pattern, const JsonValue* found, const JsonValue* plain,
             std::string_view list) {
    if (pattern.kind == Kind::kObject) {
      // What is there by its defaults alone may be there or not.
      if (found == nullptr || plain != nullptr) AssumeConditions(pattern, found != nullptr);
      if (found == nullptr) return;
      for (const JsonMember& member : pattern.members) {
        if (member.key.starts_with('$')) continue;
        Visit(member.value, found->Find(member.key),
              plain == nullptr ? nullptr : plain->Find(member.key), list);
      }
      return;
    }
    if (found == nullptr) return;
    if (pattern.kind == Kind::kArray) {
      VisitArray(pattern, *found, list);
    } else if (pattern.kind == Kind::kString) {
      const auto text = ParseTemplateText(pattern.text);
      if (text && text->is_value) {
        Bind(text->pieces.front().text, *found);
      } else if (list.empty() && found->kind == Kind::kString) {
        texts_.emplace_back(&pattern, found);
      }
    }
  }

  void VisitArray(const JsonValue& pattern, const JsonValue& found, std::string_view list) {
    const bool is_each =
        pattern.elements.size() == 1 && pattern.elements.front().Find(kEach) != nullptr;
    if (is_each) {
      VisitItems(pattern.elements.front(), found);
    } else if (pattern.elements.size() == found.elements.size()) {
      for (std::size_t i = 0; i < found.elements.size(); ++i) {
        Visit(pattern.elements[i], &found.elements[i], &found.elements[i], list);
      }
    }
  }

  // Each item by itself; what it says of other parameters holds for all.
  void VisitItems(const JsonValue& each, const JsonValue& found) {
    const std::string& name = each.Find(kEach)->text;
    JsonValue items = JsonValue::Array();
    for (const JsonValue& element : found.elements) {
      Unifier one(definition_);
      one.Visit(*each.Find(kAs), &element, &element, name);
      possible_ = possible_ && one.possible_;
      JsonValue item = JsonValue::Object();
      for (const auto& [key, value] : one.values_) {
        if (key.starts_with(name + ".")) {
          item.Put(key.substr(name.size() + 1), value);
        } else {
          Bind(key, value);
        }
      }
      items.elements.push_back(std::move(item));
    }
    Bind(name, items);
  }

  // A text with one name in it that isn't known yet says what that is.
  void SolveText(const JsonValue& pattern, const JsonValue& found) {
    const auto text = ParseTemplateText(pattern.text);
    if (!text) return;
    std::string before;
    std::string after;
    std::string unknown;
    for (const TextPiece& piece : text->pieces) {
      const JsonValue* known = piece.is_reference ? Known(piece.text) : nullptr;
      if (piece.is_reference && known == nullptr) {
        if (!unknown.empty()) return;
        unknown = piece.text;
        continue;
      }
      (unknown.empty() ? before : after) += known != nullptr ? known->text : piece.text;
    }
    if (unknown.empty() || found.text.size() < before.size() + after.size()) return;
    if (!found.text.starts_with(before) || !found.text.ends_with(after)) return;
    Bind(unknown, JsonValue::Text(found.text.substr(
                      before.size(), found.text.size() - before.size() - after.size())));
  }

  const Definition& definition_;
  JsonValue id_;
  std::vector<std::pair<std::string, JsonValue>> values_;
  std::vector<std::pair<const JsonValue*, const JsonValue*>> texts_;
  bool possible_ = true;
};

// The members of `wanted` that `there` hasn't, or has otherwise.
JsonValue Difference(const JsonValue& there, const JsonValue& wanted) {
  JsonValue difference = JsonValue::Object();
  for (const JsonMember& member : wanted.members) {
    const JsonValue* same = there.Find(member.key);
    if (same == nullptr || !same->Equals(member.value)) difference.Put(member.key, member.value);
  }
  return difference;
}

// Has `named` say at the general keys what `made` lacks of `wanted`; both with all defaults.
void SayGeneralKeys(const JsonValue& made, const JsonValue& wanted, JsonValue& named) {
  for (const char* key : {"effective", "line", "rounding"}) {
    JsonValue difference = Difference(*made.Find(key), *wanted.Find(key));
    if (!difference.members.empty()) named.Put(key, std::move(difference));
  }
  for (const char* key : {"sharing", "delivery"}) {
    if (!made.Find(key)->Equals(*wanted.Find(key))) named.Put(key, *wanted.Find(key));
  }
  const std::vector<JsonValue>& there = made.Find("unless")->elements;
  const std::vector<JsonValue>& ids = wanted.Find("unless")->elements;
  const auto same = [](const JsonValue& a, const JsonValue& b) { return a.Equals(b); };
  if (ids.size() > there.size() && std::equal(there.begin(), there.end(), ids.begin(), same)) {
    const auto more = ids.begin() + static_cast<std::ptrdiff_t>(there.size());
    named.Put("unless", JsonValue::Array({more, ids.end()}));
  }
}

std::optional<Construct> MadeOf(const Definition& definition, const JsonValue& named) {
  std::vector<JsonValue> trees;
  Findings findings;
  std::vector<Construct> made = ReadNamed(definition, named, trees, findings);
  if (made.size() != 1 || !findings.empty()) return std::nullopt;
  return std::move(made.front());
}

// The named construct with the values found for it, in the order of the parameters.
JsonValue NamedWith(const Definition& definition, const Construct& wanted, const Unifier& unifier) {
  JsonValue named = JsonValue::Object();
  named.Put("id", JsonValue::Text(wanted.id));
  named.Put("construct", JsonValue::Text(definition.name));
  named.Put("clause", JsonValue::Text(wanted.clause));
  if (wanted.note) named.Put("note", JsonValue::Text(*wanted.note));
  for (const Parameter& parameter : definition.parameters) {
    const auto found =
        std::find_if(unifier.values().begin(), unifier.values().end(),
                     [&](const auto& value) { return value.first == parameter.name; });
    if (found != unifier.values().end()) named.Put(parameter.name, found->second);
  }
  return named;
}

// Leaves out what has the value that it would have without being said.
JsonValue WithoutDefaults(const Definition& definition, const JsonValue& named) {
  JsonValue shorter = named;
  // From the last on: a default may be an earlier parameter, which is still there then.
  for (auto it = definition.parameters.rbegin(); it != definition.parameters.rend(); ++it) {
    if (!it->otherwise) continue;
    const JsonValue& otherwise = *it->otherwise;
    const bool is_reference = otherwise.kind == Kind::kString && otherwise.text.starts_with('$');
    const JsonValue* value =
        is_reference ? shorter.Find(std::string_view(otherwise.text).substr(1)) : &otherwise;
    const JsonValue* said = shorter.Find(it->name);
    if (said == nullptr || value == nullptr || !said->Equals(*value)) continue;
    std::erase_if(shorter.members,
                  [&](const JsonMember& member) { return member.key == it->name; });
  }
  return shorter;
}

// The form of the definition that makes `shape` or what goes for the same.
std::optional<NamedForm> MatchShape(const Definition& definition, const Construct& shape) {
  const JsonValue tree = TreeOf(shape, Defaults::kWritten);
  Unifier unifier(definition);
  if (!unifier.Unify(tree, TreeOf(shape, Defaults::kLeftOut))) return std::nullopt;
  JsonValue named = WithoutDefaults(definition, NamedWith(definition, shape, unifier));
  const auto made = MadeOf(definition, named);
  if (!made) return std::nullopt;
  SayGeneralKeys(TreeOf(*made, Defaults::kWritten), tree, named);
  auto construct = MadeOf(definition, named);
  if (!construct || !(Plain(*construct) == Plain(shape))) return std::nullopt;
  constexpr std::size_t kAlwaysSaid = 3;  // id, construct, clause
  return NamedForm{std::move(*construct), named.members.size() - kAlwaysSaid};
}

}  // namespace

std::optional<NamedForm> MatchDefinition(const Definition& definition, const Construct& primitive) {
  if (definition.pattern.kind != Kind::kObject) return std::nullopt;
  Construct shape = Plain(primitive);
  auto form = MatchShape(definition, shape);
  if (form || shape.scope) return form;
  // A definition may need a scope to be said: then it is the one without keys.
  shape.scope = Scope{};
  return MatchShape(definition, shape);
}

Construct NameConstruct(const DefinitionSet& definitions, Construct primitive) {
  if (primitive.origin) return primitive;
  std::optional<NamedForm> best;
  for (const Definition& definition : definitions.all()) {
    auto form = MatchDefinition(definition, primitive);
    if (form && (!best || form->said_count < best->said_count)) best = std::move(form);
  }
  return best ? std::move(best->construct) : primitive;
}

}  // namespace twinbill::contract
