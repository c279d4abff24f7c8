// The JSON text of a map of KEY to text, as CUR 2.0 and FOCUS have it in a column.
//
// An object whose values are texts; numbers, `true` and `false` are kept as they are written,
// `null` and the empty text are absent. Nested values and a key that stands there twice are
// refused.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "corpus/model/result.h"
#include "corpus/model/usage_record.h"

namespace twinbill::readers {

// What is wrong with the text of one cell. `offset` counts its bytes from 0; `pointer` is the JSON
// pointer of the value, where there is one.
struct CellError {
  model::Code code;
  std::string message;
  std::string allowed;
  std::size_t offset = 0;
  std::string pointer;
};

// Sorted by key; the empty text and white space are the empty map.
model::Result<model::Attributes, CellError> ParseAttributes(std::string_view text);

// The shortest JSON text of it: ParseAttributes' inverse. Its bytes depend on nothing else.
std::string WriteAttributes(const model::Attributes& attributes);

}  // namespace twinbill::readers
