// SlotInterner: the slot of a row, from the texts of its dimension columns.
//
// A row's texts are looked up as they stand in the file; only a combination never seen before is
// understood (maps parsed, tags merged, empty texts dropped). So the common row costs one hash. Not
// for several threads at once.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "corpus/model/result.h"
#include "corpus/model/slot_table.h"
#include "corpus/readers/attribute_text.h"
#include "corpus/readers/report_schema.h"

namespace twinbill::readers {

struct DimensionError {
  std::size_t dimension = 0;  // of the schema's dimensions
  CellError cell;
};

// How the text of a cell becomes what it means: takes doubled quotes away, reads NULL as empty.
// `storage` is for a text that is no part of `raw`.
class CellMeaning {
 public:
  virtual ~CellMeaning() = default;
  virtual std::string_view TextOf(std::string_view raw, std::string& storage) const = 0;
};

class SlotInterner {
 public:
  // The schema must outlive the interner. `meaning` may be null: texts mean what they say.
  SlotInterner(const ReportSchema& schema, const CellMeaning* meaning);
  ~SlotInterner();
  SlotInterner(SlotInterner&&) noexcept;

  // The number of the slot in slots(). `raw` has a text for each of the schema's dimensions. The
  // same texts must mean the same in every call.
  model::Result<std::uint32_t, DimensionError> Intern(std::span<const std::string_view> raw);

  const model::SlotTable& slots() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace twinbill::readers
