// Reports for tests of the readers, packed as reports are.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace twinbill::support {

// One gzip member.
std::string Gzip(std::string_view bytes);

// A zip of these files (name and content).
std::string Zip(const std::vector<std::pair<std::string, std::string>>& files);

// A CUR 2.0 report in CSV with the columns that are needed, and these rows.
std::string Cur2(std::string_view rows);
// A row of it: start, quantity and cost as given.
std::string Cur2Row(std::string_view id, std::string_view start, std::string_view quantity,
                    std::string_view cost);

}  // namespace twinbill::support
