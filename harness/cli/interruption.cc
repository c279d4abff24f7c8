#include "harness/cli/interruption.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>

namespace twinbill::cli {
namespace {

constexpr std::size_t kNames = 64;
// Read by the handler, which may do little more than that and remove.
std::array<std::atomic<char*>, kNames> names_in_making;
static_assert(std::atomic<char*>::is_always_lock_free);

extern "C" void RemoveAndEnd(int number) {
  for (const std::atomic<char*>& name : names_in_making) {
    if (const char* const path = name.load(); path != nullptr) unlink(path);
  }
  _exit(128 + number);
}

}  // namespace

void EndCleanlyOnInterruption() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    sigaction(number, nullptr, &before);
    if (before.sa_handler == SIG_IGN) continue;  // as `nohup` and a shell's `&` have it
    struct sigaction action {};
    action.sa_handler = RemoveAndEnd;
    sigfillset(&action.sa_mask);
    sigaction(number, &action, nullptr);
  }
}

NameInMaking::NameInMaking(const std::string& path) { Set(path); }
NameInMaking::~NameInMaking() { Clear(); }

void NameInMaking::Set(const std::string& path) {
  Clear();
  char* const name = new char[path.size() + 1];
  std::memcpy(name, path.c_str(), path.size() + 1);
  for (place_ = 0; place_ < kNames; ++place_) {
    char* none = nullptr;
    if (names_in_making[place_].compare_exchange_strong(none, name)) {
      name_ = name;
      return;
    }
  }
  delete[] name;
}

void NameInMaking::Clear() {
  if (name_ == nullptr) return;
  names_in_making[place_].store(nullptr);
  delete[] name_;
  name_ = nullptr;
}

}  // namespace twinbill::cli
