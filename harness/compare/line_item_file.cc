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
  if (error == ENOENT || error == ENOTDIR) {
    return model::InputFailure(
        {model::Code{"file_not_found"}, {path, 0, 0, "", ""}, "there is no such file"});
  }
  return model::SurroundingsFailure({model::Code{"file_unreadable"},
                                     {path, 0, 0, "", ""},
                                     fmt::format("can't be read: {}", std::strerror(error))});
}

// Where the header row of the file parts from the one it must be.
model::Diagnostic WrongHeader(const std::string& path, std::string_view text) {
  const std::string_view header = model::LineItemHeader();
  const std::string names(header.substr(0, header.size() - 1));
  if (text.starts_with("\xEF\xBB\xBF")) {
    return {model::Code{"line_item_byte_order_mark"},
            {path, 1, 1, "", ""},
            "the file begins with a byte order mark",
            names};
  }
  std::size_t same = 0;
  while (same < text.size() && same < header.size() && text[same] == header[same]) ++same;
  const std::string_view found = text.substr(0, std::min(text.find('\n'), std::size_t{250}));
  return {model::Code{"line_item_header"},
          {path, 1, static_cast<std::int64_t>(same) + 1, "", ""},
          text.empty() ? "the file is empty" : fmt::format("the file begins with '{}'", found),
          names + ", and an LF"};
}

}  // namespace

LineItemFile::LineItemFile(LineItemFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      rows_begin_(other.rows_begin_),
      state_(other.state_) {}

LineItemFile::~LineItemFile() {
  if (descriptor_ < 0) return;
  if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
  close(descriptor_);
}

LineItemFile::State LineItemFile::StateOf(int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return {};
  return {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

model::Result<LineItemFile> LineItemFile::Open(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return model::Fail(CannotRead(path, errno));
  LineItemFile file(path, descriptor, nullptr, 0);
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return model::Fail(CannotRead(path, errno));
  if (!S_ISREG(status.st_mode)) {
    return model::Fail(model::InputFailure({model::Code{"file_not_regular"},
                                            {path, 0, 0, "", ""},
                                            "is not a regular file",
                                            "a file: it is read more than once"}));
  }
  file.state_ = StateOf(descriptor);
  const auto size = static_cast<std::size_t>(file.state_.size);
  if (size > 0) {
    void* data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data == MAP_FAILED) return model::Fail(CannotRead(path, errno));
    madvise(data, size, MADV_SEQUENTIAL);
    file.data_ = static_cast<const char*>(data);
    file.size_ = size;
  }
  TWINBILL_TRY(file.CheckHeader());
  return file;
}

model::Result<LineItemFile> LineItemFile::OfText(const std::string& name, std::string_view text) {
  LineItemFile file(name, -1, text.data(), text.size());
  TWINBILL_TRY(file.CheckHeader());
  return file;
}

model::Result<void> LineItemFile::CheckHeader() {
  const std::string_view header = model::LineItemHeader();
  if (!text().starts_with(header)) {
    return model::Fail(model::InputFailure(WrongHeader(path_, text())));
  }
  rows_begin_ = header.size();
  return {};
}

model::Result<void> LineItemFile::CheckUnchanged() const {
  if (descriptor_ < 0 || StateOf(descriptor_) == state_) return {};
  return model::Fail(model::SurroundingsFailure({model::Code{"file_changed"},
                                                 {path_, 0, 0, "", ""},
                                                 "was written to while it was read",
                                                 "a file that stays as it is"}));
}

std::vector<std::size_t> LineItemFile::RowStarts(const std::vector<std::size_t>& offsets) const {
  std::vector<std::size_t> starts;
  std::size_t at = rows_begin_;
  std::size_t released = at;
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
    if (at - released >= kReleaseBytes) {
      Release(released, at);
      released = at;
    }
  }
  return starts;
}

void LineItemFile::Release(std::size_t begin, std::size_t end) const {
  constexpr std::size_t kPage = 4096;
  const std::size_t first = begin / kPage * kPage;
  const std::size_t last = std::min(end, size_) / kPage * kPage;
  if (descriptor_ >= 0 && last > first) {
    madvise(const_cast<char*>(data_) + first, last - first, MADV_DONTNEED);
  }
}

model::Diagnostic LineItemFile::Locate(const RowFault& fault, std::size_t row_begin) const {
  const std::string_view before = text().substr(0, row_begin + fault.offset);
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  model::Position position{path_, std::count(before.begin(), before.end(), '\n') + 1,
                           static_cast<std::int64_t>(before.size() - line_begin) + 1, "", ""};
  return {fault.code, std::move(position), fault.message, fault.allowed};
}

}  // namespace twinbill::compare
