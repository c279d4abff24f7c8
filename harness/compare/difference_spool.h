// DifferenceSpool: differences kept for later, in memory up to a limit and in a temporary file
// beyond it.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "corpus/model/result.h"
#include "harness/compare/comparison.h"

namespace twinbill::compare {

class DifferenceSpool : public DifferenceSink {
 public:
  // The temporary file, where one is needed, is made in `folder` and has no name there.
  DifferenceSpool(std::string folder, std::size_t memory_bytes_max)
      : folder_(std::move(folder)), memory_bytes_max_(memory_bytes_max) {}

  void Take(const Difference& difference) override;

  // Reads from the start, once all are taken. False at the end; a failure where the disk did not
  // keep them.
  model::Result<bool> Next(Difference& difference);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  bool Spill();
  bool Fill(std::size_t bytes);
  model::Failure Failed() const;

  std::string folder_;
  std::size_t memory_bytes_max_;
  std::string bytes_;
  std::size_t at_ = 0;
  std::unique_ptr<std::FILE, Close> file_;
  bool reading_ = false;
  int error_ = 0;
};

}  // namespace twinbill::compare
