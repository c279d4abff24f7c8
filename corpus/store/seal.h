// The seal of a row: a digest of its columns, stored with it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace twinbill::store {

// SHA-256, in hex, of the texts with their lengths; numbers go in as decimal text.
std::string Seal(std::string_view table, std::initializer_list<std::string_view> columns);

}  // namespace twinbill::store
