// The Parquet reader: rows of a report in Parquet.
//
// Before a row group is decoded, the pages of every column that is read are walked: checksums are
// verified and sizes held against the limits, so that nothing is given out of a damaged row group.
// A file whose pages carry no checksums is read with the warning `no_page_crc`. Columns that play
// no role are not read.
#pragma once

#include <memory>
#include <string>

#include "corpus/model/result.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {

// Fails with `parquet_damaged` (no footer, or one that lies) and as FindSchema does.
model::Result<std::unique_ptr<UsageReader>> OpenParquet(const std::string& path,
                                                        const ReaderOptions& options);

}  // namespace twinbill::readers
