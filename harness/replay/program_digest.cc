#include "harness/replay/program_digest.h"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <string_view>

#include "corpus/history/partition_files.h"
#include "corpus/model/sha256.h"

namespace twinbill::replay {
namespace {

constexpr std::size_t Padded(std::size_t size) { return (size + 3) / 4 * 4; }

// The build id among the notes of a segment; empty where there is none.
std::string_view BuildIdIn(const char* notes, std::size_t size) {
  ElfW(Nhdr) head{};
  while (size >= sizeof(head)) {
    std::memcpy(&head, notes, sizeof(head));
    const std::size_t name_at = sizeof(head);
    const std::size_t text_at = name_at + Padded(head.n_namesz);
    const std::size_t end = text_at + Padded(head.n_descsz);
    if (end > size) return {};
    const std::string_view name(notes + name_at, head.n_namesz);
    if (head.n_type == NT_GNU_BUILD_ID && name == std::string_view("GNU", 4)) {
      return {notes + text_at, head.n_descsz};
    }
    notes += end;
    size -= end;
  }
  return {};
}

// Of the running program, which is told of first.
std::string_view BuildId() {
  std::string_view id;
  dl_iterate_phdr(
      [](dl_phdr_info* program, std::size_t, void* found) {
        for (int i = 0; i < program->dlpi_phnum; ++i) {
          const ElfW(Phdr)& segment = program->dlpi_phdr[i];
          if (segment.p_type != PT_NOTE) continue;
          // NOLINTNEXTLINE(performance-no-int-to-ptr): the loader tells addresses as numbers.
          const auto* notes = reinterpret_cast<const char*>(program->dlpi_addr + segment.p_vaddr);
          const std::string_view in = BuildIdIn(notes, segment.p_memsz);
          if (!in.empty()) *static_cast<std::string_view*>(found) = in;
        }
        return 1;  // no other ones
      },
      &id);
  return id;
}

}  // namespace

model::Result<std::string> ProgramDigest() {
  if (const std::string_view id = BuildId(); !id.empty()) {
    return model::Sha256::Of("build id " + std::string(id)).ToHex();
  }
  TWINBILL_ASSIGN(digest, history::DigestOf("/proc/self/exe"));
  return digest.ToHex();
}

}  // namespace twinbill::replay
