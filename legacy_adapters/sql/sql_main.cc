// twinbill-sql: requests on standard input, an answer to each on standard output, each a packed
// text; started by twinbill. A request knows nothing of the others: it has a database of its own.
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

bool WriteAll(const std::string& bytes) {
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t size = write(STDOUT_FILENO, bytes.data() + written, bytes.size() - written);
    if (size <= 0) return false;
    written += static_cast<std::size_t>(size);
  }
  return true;
}

}  // namespace

int main() {
  const std::string bytes = ReadAll();
  twinbill::foreign::Unpacker requests(bytes);
  do {
    twinbill::foreign::Unpacker from(requests.Text());
    const auto request = twinbill::sql::UnpackRequest(from);
    if (!request) {
      std::fputs("twinbill-sql: started by twinbill to run scripts, not by hand\n", stderr);
      return 2;
    }
    std::string answer;
    twinbill::sql::PackAnswer(twinbill::sql::RunScript(*request, from), answer);
    std::string packed;
    twinbill::foreign::Pack(answer, packed);
    if (!WriteAll(packed)) return 1;
  } while (!requests.at_end());
  return 0;
}
