// A share of a whole, as a person reads it.
#pragma once

#include <cstdint>
#include <string>

namespace twinbill::cli {

// "83.3 %", cut to tenths, so that less than all is never shown as all; "-" of nothing.
std::string ShareText(std::uint64_t part, std::uint64_t whole);

}  // namespace twinbill::cli
