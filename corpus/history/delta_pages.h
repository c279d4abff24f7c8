// DeltaPages: the whole numbers of a hot column chunk, decoded as fast as they can be.
//
// A hot column has no absent values, no compression, and pages in DELTA_BINARY_PACKED, each with a
// checksum, which is verified before anything of the page is decoded. Source: Parquet's format
// documents ("Encodings", parquet.thrift).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace twinbill::history {

class DeltaPages {
 public:
  // Fills `out` from `offset` of the file on; false where the file does not have that.
  using ReadAt = std::function<bool(std::int64_t offset, std::span<std::uint8_t> out)>;

  explicit DeltaPages(ReadAt read) : read_(std::move(read)) {}

  // From here on it reads the chunk at [begin, begin + size) of the file, whatever it was doing.
  void Begin(std::int64_t begin, std::int64_t size);

  // Fills `out`. Else says what is wrong; then nothing more can be read.
  std::string_view Read(std::span<std::int32_t> out) { return ReadAs(out); }
  std::string_view Read(std::span<std::int64_t> out) { return ReadAs(out); }

 private:
  // A block is four runs, each with a bit width of its own; a run is so many values at a time. What
  // Arrow writes: blocks of 128 values of 32 bits, of 256 values of 64 bits.
  static constexpr std::size_t kBlockRuns = 4;
  static constexpr std::size_t kStepValues = 32;
  static constexpr std::size_t kBlockValuesMax = 256;

  template <class T>
  std::string_view ReadAs(std::span<T> out);
  std::string_view OpenPage();
  std::string_view OpenValues();
  // The next values, at most kBlockValuesMax, into `out`, which has room for as many.
  template <class T>
  std::string_view DecodeBlock(T* out, std::size_t& count);

  ReadAt read_;
  std::int64_t at_ = 0;   // of the next page
  std::int64_t end_ = 0;  // of the chunk
  std::vector<std::uint8_t> page_;
  const std::uint8_t* byte_ = nullptr;  // of the page's values, the next
  const std::uint8_t* page_end_ = nullptr;
  std::size_t run_values_ = 0;  // of this page
  std::size_t left_ = 0;        // values of the page that are not decoded
  bool first_given_ = true;     // whether the page's first value, which stands apart, was given
  std::uint64_t value_ = 0;     // the last one
  std::int64_t block_[kBlockValuesMax] = {};  // decoded, not given out
  std::size_t block_at_ = 0;
  std::size_t block_count_ = 0;
};

}  // namespace twinbill::history
