#include "standard_engine/contract/text_file.h"

#include <array>
#include <filesystem>
#include <fstream>

namespace twinbill::contract {

using model::Code;

model::Result<std::string> ReadTextFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream || std::filesystem::is_directory(path)) {
    return model::Fail(model::InputFailure(
        model::Diagnostic(Code{"contract_unreadable"}, {path, 0, 0, {}, {}},
                          "the file can't be opened", "a file that exists and may be read")));
  }
  std::string text;
  std::array<char, 1U << 16U> part{};
  do {
    stream.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
  } while (stream);
  if (stream.bad()) {
    return model::Fail(model::SurroundingsFailure(model::Diagnostic(
        Code{"contract_read_failed"}, {path, 0, 0, {}, {}}, "the file can't be read")));
  }
  return text;
}

}  // namespace twinbill::contract
