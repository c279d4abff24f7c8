// Files for tests of the readers: written into a folder of their own, packed as reports are.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twinbill::support {

// A folder that is gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // Writes a file and gives its path.
  std::string Write(std::string_view name, std::string_view bytes) const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string ReadBytes(const std::string& path);

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
