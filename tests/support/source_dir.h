// Where the tree stands that the tests were built from, for the files that they read.
//
// Included into every test by twinbill_test(). The path is compiled into one source alone: so a
// compiler cache that is shared serves every other one of a clone elsewhere.
#pragma once

namespace twinbill::support {

const char* SourceDirectory();  // absolute, without a slash at its end

}  // namespace twinbill::support

#define TWINBILL_SOURCE_DIR (::twinbill::support::SourceDirectory())
