// BlockLine: blocks are cut off a source and parsed by several threads, and come out in order.
//
// Memory is bounded: no thread cuts a block that is too far ahead of the one to be given out next.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "corpus/readers/csv_block.h"
#include "corpus/readers/csv_rows.h"

namespace twinbill::readers {

class BlockLine {
 public:
  struct Done {
    ParsedBlock parsed;
    std::size_t worker = 0;
    bool end = false;  // there is no block; parsed.failure may say why
  };

  // Parses with as many threads as there are parsers; with one parser, in Next() and without any
  // thread. `first` is a block that was cut already, to be parsed from `from` on.
  BlockLine(CsvCutter& cutter, std::vector<std::unique_ptr<CsvRowParser>> parsers, CsvBlock first,
            const char* from);
  ~BlockLine();
  BlockLine(const BlockLine&) = delete;
  BlockLine& operator=(const BlockLine&) = delete;

  // The next block in the source's order. Not called again after an end or a failure.
  Done Next();

 private:
  struct Task {
    std::int64_t number = 0;
    std::optional<CsvBlock> block;
    const char* from = nullptr;
    std::optional<model::Failure> failure;
  };

  Task CutNext();
  Done Finish(Task task, std::size_t worker);
  void Work(std::size_t worker);

  CsvCutter& cutter_;
  std::vector<std::unique_ptr<CsvRowParser>> parsers_;

  std::mutex cutting_;  // held while a block is cut; before `state_`
  std::optional<CsvBlock> first_;
  const char* first_from_;
  std::int64_t next_cut_ = 0;
  bool cut_all_ = false;

  std::mutex state_;
  std::condition_variable changed_;
  std::map<std::int64_t, Done> done_;
  std::int64_t next_out_ = 0;
  bool stopping_ = false;

  std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace twinbill::readers
