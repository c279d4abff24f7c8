// The CSV reader: rows of a report in CSV, plain, in gzip or in a zip, by one thread or several.
//
// Each thread cuts the next block off the source and parses it; blocks are given out in the file's
// order, and an error when its block's turn comes. So rows, numbers of slots and the first error
// are the same with any number of threads.
#pragma once

#include <memory>
#include <string>

#include "corpus/model/result.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {

model::Result<std::unique_ptr<UsageReader>> OpenCsv(const std::string& path,
                                                    const ReaderOptions& options);

}  // namespace twinbill::readers
