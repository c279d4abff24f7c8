// The registry of legacy models: which kind a file is of.
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "legacy_adapters/legacy_model.h"

namespace twinbill {

#define TWINBILL_LEGACY_KIND(kind, open)                                             \
  namespace kind {                                                                   \
  model::Result<std::unique_ptr<legacy::LegacyModel>> open(const std::string& path); \
  }
#include "legacy_adapters/registered.def"
#undef TWINBILL_LEGACY_KIND

namespace legacy {
namespace {

using OpenModel = model::Result<std::unique_ptr<LegacyModel>> (*)(const std::string& path);

struct Kind {
  std::string_view name;  // the top key
  OpenModel open;
};

constexpr Kind kKinds[] = {
#define TWINBILL_LEGACY_KIND(kind, open) {#kind, kind::open},
#include "legacy_adapters/registered.def"
#undef TWINBILL_LEGACY_KIND
};

std::string KindNames() {
  std::string names;
  for (const Kind& kind : kKinds) {
    names += (names.empty() ? "\"" : ", \"") + std::string(kind.name) + "\": 1";
  }
  return names;
}

// The kinds whose key the object has; of a broken text the one whose key comes first, since its
// reader knows best what is wrong.
std::vector<const Kind*> KindsOf(const std::string& text) {
  std::vector<const Kind*> found;
  const auto json = nlohmann::json::parse(text, nullptr, false, /*ignore_comments=*/true);
  std::size_t first = std::string::npos;
  for (const Kind& kind : kKinds) {
    if (json.is_object() && json.contains(kind.name)) found.push_back(&kind);
    if (!json.is_discarded()) continue;
    const std::size_t at = text.find("\"" + std::string(kind.name) + "\"");
    if (at < first) {
      first = at;
      found = {&kind};
    }
  }
  return found;
}

}  // namespace

model::Result<std::unique_ptr<LegacyModel>> OpenLegacyModel(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) {
    return model::Fail(model::InputFailure(
        {model::Code{"legacy_unreadable"}, {path, 0, 0, {}, {}}, "the file can't be read", ""}));
  }
  const std::vector<const Kind*> kinds = KindsOf(text);
  if (kinds.size() == 1) return kinds.front()->open(path);
  return model::Fail(model::InputFailure(
      {model::Code{"legacy_kind_unknown"},
       {path, 0, 0, {}, {}},
       kinds.empty() ? "no key says which kind of legacy model this is"
                     : "more than one key says which kind of legacy model this is",
       "a JSON object with one of " + KindNames()}));
}

}  // namespace legacy
}  // namespace twinbill
