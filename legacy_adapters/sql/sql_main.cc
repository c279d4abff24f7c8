// twinbill-sql: one request on standard input, its answer on standard output; started by twinbill.
#include <unistd.h>

#include <cstdio>
#include <string>

#include "legacy_adapters/foreign/packed_text.h"
#include "legacy_adapters/sql/sql_request.h"
#include "legacy_adapters/sql/sql_session.h"

namespace {

std::string ReadAll() {
  std::string bytes;
  char buffer[1 << 16];
  ssize_t size = 0;
  while ((size = read(STDIN_FILENO, buffer, sizeof buffer)) > 0) {
    bytes.append(buffer, static_cast<std::size_t>(size));
  }
  return bytes;
}

}  // namespace

int main() {
  const std::string bytes = ReadAll();
  twinbill::foreign::Unpacker from(bytes);
  const auto request = twinbill::sql::UnpackRequest(from);
  if (!request) {
    std::fputs("twinbill-sql: started by twinbill to run scripts, not by hand\n", stderr);
    return 2;
  }
  std::string answer;
  twinbill::sql::PackAnswer(twinbill::sql::RunScript(*request, from), answer);
  std::size_t written = 0;
  while (written < answer.size()) {
    const ssize_t size = write(STDOUT_FILENO, answer.data() + written, answer.size() - written);
    if (size <= 0) return 1;
    written += static_cast<std::size_t>(size);
  }
  return 0;
}
