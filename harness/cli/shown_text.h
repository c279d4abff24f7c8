// What a terminal is shown of texts that come from files: no control characters, no broken UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "corpus/model/diagnostic.h"

namespace twinbill::cli {

inline std::string Shown(std::string_view text) {
  std::string shown;
  model::AppendVisible(text, shown);
  return shown;
}

}  // namespace twinbill::cli
