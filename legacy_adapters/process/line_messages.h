// The messages of level 1: JSON objects, a line each. What twinbill says, and what a program says,
// read strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/result.h"
#include "corpus/model/slot_table.h"
#include "corpus/model/usage_record.h"
#include "legacy_adapters/foreign/given_line.h"
#include "legacy_adapters/foreign/head_file.h"
#include "legacy_adapters/process/process_fault.h"

namespace twinbill::process {

inline constexpr std::size_t kLineBytesMax = std::size_t{1} << 20;
inline constexpr int kVersion = 1;

// Each with its LF.
std::string HelloLine(const foreign::Head& head, const std::string& nonce,
                      const std::vector<int>& versions);
std::string EndLine(std::int64_t request, model::Period period, std::int64_t rows,
                    const std::string& sha256);

// ROW lines; the texts of a slot are made once.
class RowWriter {
 public:
  void Append(std::int64_t request, std::int64_t row, const model::UsageRecord& record,
              std::string& out);

 private:
  model::SlotTable slots_;
  std::vector<std::string> slot_texts_;
};

struct Message {
  enum class Type { kReady, kResult, kError, kEnd };
  Type type = Type::kReady;
  std::string nonce;
  std::int64_t version = 0;  // READY
  std::string name;          // READY, may be empty
  std::string build;         // READY, may be empty
  std::int64_t request = 0;  // but READY
  std::int64_t result = 0;   // RESULT: its number, from 1
  foreign::GivenLine given;  // RESULT
  std::int64_t row = 0;      // ERROR; 0: none
  std::string text;          // ERROR
  std::int64_t rows = 0;     // END
  std::string sha256;        // END: of its RESULT lines
  std::string input;         // END: of the ROW lines that it read
};

// `line` without its LF.
model::Result<Message, Fault> ReadMessage(std::string_view line);

}  // namespace twinbill::process
