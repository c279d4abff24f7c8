#include "harness/compare/line_item_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "corpus/model/line_item.h"

namespace twinbill::compare {
namespace {

model::Failure CannotRead(const std::string& path, int error) {
  return model::InputFailure({model::Code{"file_unreadable"},
                              {path, 0, 0, "", ""},
                              fmt::format("can't be read: {}", std::strerror(error))});
}

// Where the header row of the file parts from the one it must be.
model::Diagnostic WrongHeader(const std::string& path, std::string_view text) {
  const std::string_view header = model::LineItemHeader();
  std::size_t same = 0;
  while (same < text.size() && same < header.size() && text[same] == header[same]) ++same;
  const std::string_view found = text.substr(0, std::min(text.find('\n'), std::size_t{200}));
  return {model::Code{"line_item_header"},
          {path, 1, static_cast<std::int64_t>(same) + 1, "", ""},
          fmt::format("the file begins with '{}'", found),
          std::string(header.substr(0, header.size() - 1))};
}

}  // namespace

LineItemFile::LineItemFile(LineItemFile&& other) noexcept
    : path_(std::move(other.path_)),
      data_(other.data_),
      size_(other.size_),
      rows_begin_(other.rows_begin_) {
  other.data_ = nullptr;
  other.size_ = 0;
}

LineItemFile::~LineItemFile() {
  if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

model::Result<LineItemFile> LineItemFile::Open(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return model::Fail(CannotRead(path, errno));
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    const int error = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    close(descriptor);
    return model::Fail(CannotRead(path, error));
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* data = nullptr;
  if (size > 0) data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  const int error = errno;
  close(descriptor);
  if (data == MAP_FAILED) return model::Fail(CannotRead(path, error));
  LineItemFile file(path, static_cast<const char*>(data), size);
  const std::string_view header = model::LineItemHeader();
  if (file.text().substr(0, header.size()) != header) {
    return model::Fail(model::InputFailure(WrongHeader(path, file.text())));
  }
  file.rows_begin_ = header.size();
  madvise(data, size, MADV_SEQUENTIAL);
  return file;
}

std::vector<std::size_t> LineItemFile::RowStarts(const std::vector<std::size_t>& offsets) const {
  std::vector<std::size_t> starts;
  std::size_t at = rows_begin_;
  bool inside = false;  // of quotes, at `at`
  for (const std::size_t offset : offsets) {
    const std::size_t goal = std::max(offset, at);
    std::size_t quotes = 0;
    for (std::size_t i = at; i < goal; ++i) quotes += data_[i] == '"' ? 1U : 0U;
    inside = inside != (quotes % 2 == 1);
    at = goal;
    // A row starts behind an LF outside quotes; the goal itself may be such a place.
    while (at < size_ && !(at == rows_begin_ || (!inside && data_[at - 1] == '\n'))) {
      inside = inside != (data_[at] == '"');
      ++at;
    }
    starts.push_back(at);
  }
  return starts;
}

void LineItemFile::Release(std::size_t offset) const {
  constexpr std::size_t kPage = 4096;
  const std::size_t whole = offset / kPage * kPage;
  if (whole > 0) madvise(const_cast<char*>(data_), whole, MADV_DONTNEED);
}

model::Diagnostic LineItemFile::Locate(const RowFault& fault, std::size_t row_begin) const {
  const std::string_view before = text().substr(0, row_begin + fault.offset);
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  model::Position position{path_, std::count(before.begin(), before.end(), '\n') + 1,
                           static_cast<std::int64_t>(before.size() - line_begin) + 1, "", ""};
  return {fault.code, std::move(position), fault.message, fault.allowed};
}

RowFault LineItemFile::Unended(std::string_view rest) {
  const bool open = std::count(rest.begin(), rest.end(), '"') % 2 == 1;
  if (open)
    return {model::Code{"line_item_quote"}, rest.rfind('"'), "a quote that nothing closes",
            "a closing quote"};
  return {model::Code{"line_item_end"}, rest.size(), "the last row has no LF",
          "every row ends in one LF"};
}

std::optional<model::Diagnostic> LineItemFile::FirstFault() const {
  CanonicalRow row;
  for (std::size_t at = rows_begin_; at < size_;) {
    const std::string_view rest = text().substr(at);
    const std::size_t length = RowLength(rest);
    if (length == 0) return Locate(Unended(rest), at);
    if (const auto fault = CheckRow(rest.substr(0, length), row)) return Locate(*fault, at);
    at += length;
  }
  return std::nullopt;
}

bool LineItemFile::IsSorted() const {
  std::string_view before;
  for (std::size_t at = rows_begin_; at < size_;) {
    const std::string_view rest = text().substr(at);
    const std::string_view row = rest.substr(0, RowLength(rest));
    if (row < before) return false;
    before = row;
    at += row.size();
  }
  return true;
}

}  // namespace twinbill::compare
