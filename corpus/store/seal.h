// The seal of a row: a digest of its columns, stored with it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace twinbill::store {

// SHA-256, in hex, of the table's name and the columns' texts with their lengths.
std::string Seal(std::string_view table, std::span<const std::string> columns);

}  // namespace twinbill::store
