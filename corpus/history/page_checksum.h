// The checksum of a Parquet page: CRC-32 as gzip has it.
//
// Arrow's takes as long as decoding does; where the processor can multiply without carries, this
// one costs nearly nothing.
#pragma once

#include <cstdint>
#include <span>

namespace twinbill::history {

std::uint32_t PageChecksum(std::span<const std::uint8_t> bytes);

}  // namespace twinbill::history
