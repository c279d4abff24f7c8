#include "tests/property/harness/mutate/sample_contracts.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "corpus/model/check.h"
#include "standard_engine/contract/contract_reader.h"
#include "tests/support/source_dir.h"

namespace twinbill::mutate {

std::vector<SampleContract> SampleContracts() {
  const std::filesystem::path folder =
      std::filesystem::path(TWINBILL_SOURCE_DIR) / "tests/property/harness/mutate/samples";
  std::vector<SampleContract> samples;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    auto contract = contract::ReadContract(text, entry.path().string());
    TWINBILL_CHECK(contract.has_value());
    samples.push_back({entry.path().stem().string(), std::move(contract).value()});
  }
  std::sort(samples.begin(), samples.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return samples;
}

}  // namespace twinbill::mutate
