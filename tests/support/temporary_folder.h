// Files for tests: a folder that is gone with its object, and whole files written and read.
//
// All of it is here, so that a test needs the header alone.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

#include "corpus/model/check.h"

namespace twinbill::support {

// A folder that is gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "twinbill_XXXXXX";
    TWINBILL_CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  // The path of `name` in it, whether or not there is such a file.
  std::string At(std::string_view name) const { return path_ + "/" + std::string(name); }

  // Writes a file, in folders that are made where they are missing, and gives its path.
  std::string Write(std::string_view name, std::string_view bytes) const {
    const std::string path = At(name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    TWINBILL_CHECK(file.good());
    return path;
  }

 private:
  std::string path_;
};

// All bytes of a file that exists.
inline std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  TWINBILL_CHECK(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace twinbill::support
