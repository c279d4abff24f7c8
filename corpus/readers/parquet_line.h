// ParquetLine: row groups are decoded and parsed by several threads, and their pieces come out in
// order.
//
// A row group is decoded by one thread at a time and its pieces are parsed by whoever is free, so
// that neither one large row group nor many small ones leave a thread idle. Memory is bounded: no
// thread works on a piece that is too far ahead of the one to be given out next.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "corpus/readers/parquet_group.h"
#include "corpus/readers/parquet_rows.h"

namespace twinbill::readers {

class ParquetLine {
 public:
  struct Done {
    ParsedPiece parsed;
    std::vector<ChunkChecksums> checksums;  // with the first piece of a row group
    bool end = false;                       // there is no piece; parsed.failure may say why
  };

  // Works with `threads` threads; with one, in Next() and without any. File and layout must outlive
  // the line.
  ParquetLine(const ParquetFile& file, const ParquetLayout& layout, int threads);
  ~ParquetLine();
  ParquetLine(const ParquetLine&) = delete;
  ParquetLine& operator=(const ParquetLine&) = delete;

  // The next piece in the file's order. Not called again after an end or a failure.
  Done Next();

 private:
  struct Group {
    std::unique_ptr<ParquetGroup> opened;
    bool busy = false;   // a thread decodes it
    bool ended = false;  // there is no further piece
    std::int64_t pieces = 0;
    std::int64_t given = 0;
    std::map<std::int64_t, Done> done;
  };

  Group* Choose(int& number);
  bool WorkOnce(std::size_t worker, std::unique_lock<std::mutex>& lock);
  Done DecodeNext(Group& group, int number, std::optional<ParquetPiece>& piece);
  void Work(std::size_t worker);

  const ParquetFile& file_;
  const ParquetLayout& layout_;
  std::vector<std::unique_ptr<ParquetRowParser>> parsers_;

  std::mutex state_;  // of all below
  std::condition_variable changed_;
  std::map<int, Group> groups_;  // those in work, from next_group_ on
  int next_group_ = 0;           // to be given out
  bool stopping_ = false;

  std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace twinbill::readers
