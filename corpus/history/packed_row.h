// A row as few bytes, for sorting and spilling. Payer, period and currency are those of the row's
// partition and are not kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/history/history_writer.h"

namespace twinbill::history {

// Packed rows begin with their whole length, in kPackedLengthBytes bytes.
inline constexpr std::size_t kPackedLengthBytes = 4;
std::size_t PackedLength(const char* packed);

void AppendPacked(const NewRow& row, std::string& out);
// Views look into `packed`.
void Unpack(const char* packed, NewRow& row);
std::string_view PackedId(const char* packed);

// The first bytes of an id as a number that orders as they do: most comparisons end there.
std::uint64_t PrefixOf(std::string_view id);

}  // namespace twinbill::history
