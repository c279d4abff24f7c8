// The command lines of this machine's processes, for tests that nothing is left running.
#pragma once

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

namespace twinbill::support {

// Whether some process has `mark` in its command line, whose words end in a NUL each. A process
// that ends while it is looked at has none: istream::read() takes the failure, a streambuf would
// throw.
inline bool SomeCommandLineHas(const std::string& mark) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    std::ifstream file(entry.path() / "cmdline", std::ios::binary);
    std::array<char, 65536> bytes;
    file.read(bytes.data(), bytes.size());
    const std::string line(bytes.data(), static_cast<std::size_t>(file.gcount()));
    if (line.find(mark) != std::string::npos) return true;
  }
  return false;
}

}  // namespace twinbill::support
