// TWINBILL_CHECK: a programmer's error stops the program, in release builds too.
//
// It is for what can't happen; whatever input can bring about is a Result.
#pragma once

namespace twinbill::model {

// Prints the place and the condition on standard error and aborts.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition);

}  // namespace twinbill::model

#define TWINBILL_CHECK(condition)     \
  ((condition) ? static_cast<void>(0) \
               : ::twinbill::model::CheckFailed(__FILE__, __LINE__, #condition))
