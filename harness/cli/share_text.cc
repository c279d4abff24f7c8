#include "harness/cli/share_text.h"

#include <fmt/format.h>

namespace twinbill::cli {

std::string ShareText(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  const std::uint64_t per_mille = part * 1000 / whole;
  return fmt::format("{}.{} %", per_mille / 10, per_mille % 10);
}

}  // namespace twinbill::cli
