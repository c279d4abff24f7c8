#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {

std::string_view Name(ReportKind kind) {
  switch (kind) {
    case ReportKind::kCur2: return "cur-2.0";
    case ReportKind::kCurLegacy: return "cur-legacy";
    case ReportKind::kFocus10: return "focus-1.0";
    case ReportKind::kFocus11: return "focus-1.1";
    case ReportKind::kFocus12: return "focus-1.2";
    case ReportKind::kFocus13: return "focus-1.3";
  }
  return {};
}

}  // namespace twinbill::readers
