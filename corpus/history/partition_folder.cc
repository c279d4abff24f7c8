#include "corpus/history/history.h"

namespace twinbill::history {
namespace {

bool IsPlain(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.';
}

void AppendEscaped(char byte, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  out += '%';
  out += kDigits[value >> 4];
  out += kDigits[value & 15];
}

}  // namespace

std::string PartitionFolder(model::Period period, std::string_view payer) {
  std::string folder = "period=" + period.ToString() + "/payer=";
  if (payer.empty()) return folder + "__HIVE_DEFAULT_PARTITION__";
  for (const char byte : payer) {
    if (IsPlain(byte)) {
      folder += byte;
    } else {
      AppendEscaped(byte, folder);
    }
  }
  return folder;
}

}  // namespace twinbill::history
