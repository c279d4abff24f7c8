// Columns that hold a map of texts: a map, a list of structs of two fields (which is how some
// writers keep one), or a struct whose fields are the keys. Their text is the map's JSON.
#pragma once

#include <memory>

#include "corpus/readers/parquet_values.h"

namespace twinbill::readers {

// Fails with `parquet_column_type` where the array is none of these.
model::Result<std::unique_ptr<ParquetValues>, CellError> MapsOf(
    const std::shared_ptr<arrow::Array>& array, const ValueColumn& column);

}  // namespace twinbill::readers
