// Where the exceptions of Arrow and Parquet end, and how a damaged file is told.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <utility>

#include "corpus/model/result.h"

namespace twinbill::readers {

inline model::Failure ParquetDamaged(const std::string& file, std::string part,
                                     const std::string& what) {
  return model::InputFailure(model::Diagnostic(model::Code{"parquet_damaged"},
                                               {file, 0, 0, "", std::move(part)}, what,
                                               "an undamaged Parquet file"));
}

// What `work` gives, a model::Result; an exception out of it is `out_of_memory` or
// `parquet_damaged` in `part` of `file`.
template <class Work>
auto GuardParquet(const std::string& file, const std::string& part,
                  const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return model::Fail(model::SurroundingsFailure(
        model::Diagnostic(model::Code{"out_of_memory"}, {file, 0, 0, "", part},
                          "there is not enough memory to decode it")));
  } catch (const std::exception& error) {
    return model::Fail(
        ParquetDamaged(file, part, std::string("can't be decoded: ") + error.what()));
  }
}

}  // namespace twinbill::readers
