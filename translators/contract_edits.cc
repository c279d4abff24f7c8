#include "translators/contract_edits.h"

#include <nlohmann/json.hpp>

#include "corpus/model/sha256.h"

namespace twinbill::translators {

namespace {

using Json = nlohmann::ordered_json;
using Values = std::map<ValuePlace, Json>;

// Every value that is no object, and every empty object. Lists are values as a whole: a step more
// is an edit of the steps.
void Flatten(const Json& json, const std::string& construct, const std::string& pointer,
             Values& values) {
  if (!json.is_object() || json.empty()) {
    values[{construct, pointer}] = json;
    return;
  }
  for (const auto& [key, value] : json.items()) {
    Json::json_pointer below(pointer);
    below.push_back(key);
    Flatten(value, construct, below.to_string(), values);
  }
}

Values ValuesOf(const Json& contract) {
  Values values;
  for (const auto& [key, value] : contract.items()) {
    if (key != "constructs") Flatten(value, {}, "/" + key, values);
  }
  const auto constructs = contract.find("constructs");
  if (constructs == contract.end() || !constructs->is_array()) return values;
  for (const Json& construct : *constructs) {
    if (!construct.is_object()) continue;
    Flatten(construct, construct.value("id", std::string()), {}, values);
  }
  return values;
}

std::string DigestOf(const Json& value) { return model::Sha256::Of(value.dump()).ToHex(); }

std::map<ValuePlace, std::string> DigestsOf(const Json& trace) {
  std::map<ValuePlace, std::string> digests;
  const auto generated = trace.find("generated");
  if (generated == trace.end() || !generated->is_array()) return digests;
  for (const Json& each : *generated) {
    if (!each.is_object()) continue;
    digests[{each.value("construct", std::string()), each.value("pointer", std::string())}] =
        each.value("sha256", std::string());
  }
  return digests;
}

model::Failure NotTold(const std::string& file, const char* what) {
  model::Position position;
  position.file = file;
  return model::InputFailure(
      {model::Code{"translate_edited_json"}, position,
       std::string(what) + ", so what was edited in it can't be told",
       "the contract or translation.json of an earlier run, or no such file"});
}

model::Result<Json> Parse(std::string_view text, const std::string& file) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object()) return json;
  return model::Fail(NotTold(file, "is no JSON object"));
}

Json* ConstructIn(Json& contract, const std::string& id) {
  if (id.empty()) return &contract;
  for (Json& construct : contract["constructs"]) {
    if (construct.value("id", std::string()) == id) return &construct;
  }
  return nullptr;
}

void Remove(Json& json, const std::string& pointer) {
  const Json::json_pointer at(pointer);
  if (!json.contains(at)) return;
  json[at.parent_pointer()].erase(at.back());
  // An object that only held this goes with it.
  if (!at.parent_pointer().empty() && json[at.parent_pointer()].empty()) {
    Remove(json, at.parent_pointer().to_string());
  }
}

class Keeper {
 public:
  Keeper(Json& contract, ContractEdits& result) : contract_(contract), result_(result) {}

  void Keep(const Values& generated, const Values& current,
            const std::map<ValuePlace, std::string>& digests) {
    for (const auto& [place, value] : current) {
      const auto was = digests.find(place);
      if (was != digests.end() && was->second == DigestOf(value)) continue;
      const auto now = generated.find(place);
      if (now != generated.end() && now->second == value) continue;
      Apply({place, value.dump(), now == generated.end() ? "" : now->second.dump()}, &value);
    }
    for (const auto& [place, digest] : digests) {
      const auto now = generated.find(place);
      if (current.contains(place) || now == generated.end()) continue;
      Apply({place, "", now->second.dump()}, nullptr);
    }
  }

 private:
  void Apply(Edit edit, const Json* value) {
    Json* construct = ConstructIn(contract_, edit.place.construct);
    if (construct == nullptr) {
      // A construct that a person wrote beside the generated ones is added as it stands.
      result_.lost.push_back(std::move(edit));
      return;
    }
    if (value != nullptr) {
      (*construct)[Json::json_pointer(edit.place.pointer)] = *value;
    } else {
      Remove(*construct, edit.place.pointer);
    }
    result_.edits.push_back(std::move(edit));
  }

  Json& contract_;
  ContractEdits& result_;
};

// Constructs that are in the current contract and were never generated: a person's own.
void AddOwn(const Json& current, const std::map<ValuePlace, std::string>& digests, Json& contract,
            ContractEdits& result) {
  const auto constructs = current.find("constructs");
  if (constructs == current.end() || !constructs->is_array()) return;
  for (const Json& construct : *constructs) {
    if (!construct.is_object()) continue;
    const std::string id = construct.value("id", std::string());
    const bool generated = digests.contains({id, "/id"});
    if (generated || ConstructIn(contract, id) != nullptr) continue;
    contract["constructs"].push_back(construct);
    result.edits.push_back({{id, ""}, construct.dump(), ""});
  }
}

}  // namespace

model::Result<ContractEdits> KeepEdits(std::string_view generated, std::string_view current,
                                       std::string_view trace, const std::string& current_file,
                                       const std::string& trace_file) {
  ContractEdits result;
  Json contract = Json::parse(generated);
  const Values values = ValuesOf(contract);
  for (const auto& [place, value] : values) result.digests[place] = DigestOf(value);
  result.text = generated;
  if (current.empty() || trace.empty()) return result;
  TWINBILL_ASSIGN(current_json, Parse(current, current_file));
  TWINBILL_ASSIGN(trace_json, Parse(trace, trace_file));
  try {
    const auto digests = DigestsOf(trace_json);
    AddOwn(current_json, digests, contract, result);
    Keeper(contract, result).Keep(values, ValuesOf(current_json), digests);
  } catch (const nlohmann::json::exception&) {
    return model::Fail(NotTold(current_file, "has values of other types than a contract's"));
  }
  // What a person's own construct says is no edit of a generated one.
  std::erase_if(result.edits, [&](const Edit& edit) {
    return !edit.place.pointer.empty() && !edit.place.construct.empty() &&
           !values.contains({edit.place.construct, "/id"});
  });
  result.text = contract.dump(2);
  return result;
}

}  // namespace twinbill::translators
