#include "tests/support/source_dir.h"

namespace twinbill::support {

const char* SourceDirectory() { return TWINBILL_SOURCE_DIRECTORY; }

}  // namespace twinbill::support
