// What a file is that is no usage report: another provider's export, a price list, a manifest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace twinbill::readers {

// "a cost export of Azure", from the names of its columns; empty where nothing is recognised.
std::string_view ForeignByColumns(const std::vector<std::string>& columns);

// The same from how the file's text begins (the first line, or more of it); empty where it may be
// CSV with a header.
std::string_view ForeignByText(std::string_view beginning);

}  // namespace twinbill::readers
