// A new file as an Arrow output stream, which digests what is written to it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "corpus/store/durable_file.h"

namespace arrow::io {
class OutputStream;
}

namespace twinbill::history {

// What is kept of a file that was written.
struct FileFacts {
  model::Digest digest;
  store::FileStamp stamp;
};

// The file behind a stream.
class DigestingSink {
 public:
  static model::Result<std::unique_ptr<DigestingSink>> Make(const std::string& path);
  ~DigestingSink();

  const std::shared_ptr<arrow::io::OutputStream>& stream() const;
  // Flushes the file to the disk. The stream is closed.
  model::Result<FileFacts> Finish();
  // Why `what` could not be written: what the disk said, where it said something.
  model::Failure FailureOf(const std::string& what) const;

 private:
  class Stream;
  DigestingSink(std::string path, std::shared_ptr<Stream> stream);

  std::string path_;
  std::shared_ptr<Stream> file_;
  std::shared_ptr<arrow::io::OutputStream> stream_;
};

}  // namespace twinbill::history
