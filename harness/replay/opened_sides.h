// The two sides of a contract, opened from their files.
#pragma once

#include <string>

#include "harness/replay/side.h"
#include "standard_engine/contract/definition.h"

namespace twinbill::replay {

// A legacy model of whatever kind. Failures as OpenLegacyModel()'s.
OpenedSide OpenLegacySide(const std::string& path);
// A standard contract, whose named constructs are those of `definitions`. One that says that it is
// incomplete is opened all the same.
OpenedSide OpenStandardSide(const std::string& path,
                            const contract::DefinitionSet& definitions = {});
// The same from text, `name` standing for the file in messages.
OpenedSide ReadStandardSide(const std::string& text, const std::string& name,
                            const contract::DefinitionSet& definitions = {});
// A rule book from text.
OpenedSide ReadCbasSide(const std::string& text, const std::string& name);

}  // namespace twinbill::replay
