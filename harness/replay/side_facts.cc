#include "harness/replay/side_facts.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "corpus/history/partition_files.h"
#include "harness/replay/opened_sides.h"

namespace twinbill::replay {
namespace {

using Json = nlohmann::ordered_json;

SideFacts FactsOfSide(const Side& side) {
  return {std::string(side.kind()), side.digest().ToHex(), side.head(), side.is_incomplete()};
}

std::string ToJson(const SideFacts& facts, const Definitions& definitions) {
  const Json json = {{"kind", facts.kind},
                     {"definitions", definitions.digest},
                     {"sha256", facts.digest},
                     {"contract", facts.head.contract_id},
                     {"payer", facts.head.payer},
                     {"currency", facts.head.currency},
                     {"start", facts.head.term.start.ToString()},
                     {"end", facts.head.term.end.ToString()},
                     {"incomplete", facts.incomplete}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// None where the note is of another form, or of other definitions: then the file is read.
std::optional<SideFacts> ReadFacts(const std::string& text, const Definitions& definitions) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("incomplete")) return std::nullopt;
  if (json.value("definitions", "") != definitions.digest) return std::nullopt;
  const auto start = model::Date::Parse(json.value("start", ""));
  const auto end = model::Date::Parse(json.value("end", ""));
  if (!start || !end) return std::nullopt;
  return SideFacts{json.value("kind", ""),
                   json.value("sha256", ""),
                   {json.value("contract", ""), json.value("payer", ""), json.value("currency", ""),
                    model::Term{*start, *end}},
                   json.value("incomplete", false)};
}

}  // namespace

model::Result<std::shared_ptr<const Definitions>> DigestedDefinitions(contract::DefinitionSet set) {
  model::Sha256 digest;
  for (const contract::Definition& definition : set.all()) {
    TWINBILL_ASSIGN(of_file, history::DigestOf(definition.file));
    digest.Update(definition.name + " " + of_file.ToHex() + "\n");
  }
  return std::make_shared<const Definitions>(Definitions{std::move(set), digest.Finish().ToHex()});
}

model::Result<FoundFacts> FactsOf(const std::string& path, bool is_legacy, bool fresh,
                                  const Definitions& definitions, ResultStore* store) {
  TWINBILL_ASSIGN(stamp, store::StampOf(path));
  if (store != nullptr && !fresh) {
    if (const auto note = store->Facts(path, stamp)) {
      if (auto facts = ReadFacts(*note, definitions)) return FoundFacts{std::move(*facts), nullptr};
    }
  }
  TWINBILL_ASSIGN(side, is_legacy ? OpenLegacySide(path) : OpenStandardSide(path, definitions.set));
  SideFacts facts = FactsOfSide(*side);
  if (store != nullptr && side->is_one_file())
    store->NoteFacts(path, stamp, ToJson(facts, definitions));
  return FoundFacts{std::move(facts), std::move(side)};
}

}  // namespace twinbill::replay
