#include "corpus/readers/focus_id.h"

#include <unordered_map>
#include <utility>

#include "corpus/model/check.h"
#include "corpus/model/sha256.h"

namespace twinbill::readers {
namespace {

using model::DimensionKind;

void AppendHex(std::uint64_t value, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4)
    out += kHex[(value >> static_cast<unsigned>(shift)) & 15U];
}

std::optional<FocusField> FieldOf(DimensionKind kind) {
  switch (kind) {
    case DimensionKind::kAccount: return FocusField::kAccount;
    case DimensionKind::kService: return FocusField::kService;
    case DimensionKind::kRegion: return FocusField::kRegion;
    case DimensionKind::kUsageType: return FocusField::kUsageType;
    case DimensionKind::kOperation: return FocusField::kOperation;
    case DimensionKind::kLineItemType: return FocusField::kLineItemType;
    case DimensionKind::kUnit: return FocusField::kUnit;
    case DimensionKind::kTag: return FocusField::kTags;
    case DimensionKind::kProduct: break;
  }
  return std::nullopt;
}

}  // namespace

FocusFields FocusFieldsOf(const ReportSchema& schema) {
  FocusFields fields;
  const auto at = [&](FocusField field) -> std::vector<std::size_t>& {
    return fields[static_cast<std::size_t>(field)];
  };
  at(FocusField::kPayer) = {schema.payer};
  at(FocusField::kQuantity) = {schema.quantity};
  at(FocusField::kUnblendedCost) = {schema.unblended_cost};
  if (schema.public_cost) at(FocusField::kPublicCost) = {*schema.public_cost};
  at(FocusField::kCurrency) = {schema.currency};
  at(FocusField::kStart) = {schema.start};
  at(FocusField::kPeriod) = {schema.period};
  for (const DimensionColumn& dimension : schema.dimensions) {
    if (const auto field = FieldOf(dimension.kind)) at(*field).push_back(dimension.column);
  }
  return fields;
}

FocusDigest DigestOf(const std::array<std::string_view, kFocusFieldCount>& fields) {
  std::string joined;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) joined += '\x1F';
    joined += fields[i];
  }
  const model::Digest digest = model::Sha256::Of(joined);
  FocusDigest half;
  for (std::size_t i = 0; i < 8; ++i) {
    half.high = half.high << 8U | digest.bytes[i];
    half.low = half.low << 8U | digest.bytes[i + 8];
  }
  return half;
}

// Open addressing over powers of two. The digest's own bits are its hash. The digest of zeros is
// counted apart, so that zero can mean free.
struct FocusIds::State {
  std::vector<FocusDigest> seen = std::vector<FocusDigest>(1024);
  std::size_t count = 0;
  std::unordered_map<std::uint64_t, std::vector<std::pair<FocusDigest, std::uint64_t>>> repeats;

  static std::size_t Find(const std::vector<FocusDigest>& table, FocusDigest digest) {
    const std::size_t mask = table.size() - 1;
    std::size_t at = digest.low & mask;
    while (table[at] != FocusDigest{} && table[at] != digest) at = (at + 1) & mask;
    return at;
  }

  void Grow() {
    std::vector<FocusDigest> larger(seen.size() * 2);
    for (const FocusDigest digest : seen) {
      if (digest != FocusDigest{}) larger[Find(larger, digest)] = digest;
    }
    seen = std::move(larger);
  }

  // The rows equal to it that came before.
  std::uint64_t CountBefore(FocusDigest digest) {
    const std::size_t at = Find(seen, digest);
    if (digest != FocusDigest{} && seen[at] != digest) {
      seen[at] = digest;
      if (++count * 4 > seen.size() * 3) Grow();
      return 0;
    }
    for (auto& [repeated, times] : repeats[digest.low]) {
      if (repeated == digest) return ++times;
    }
    const std::uint64_t first = digest == FocusDigest{} ? 0 : 1;
    repeats[digest.low].emplace_back(digest, first);
    return first;
  }
};

FocusIds::FocusIds() : state_(std::make_unique<State>()) {}
FocusIds::~FocusIds() = default;
FocusIds::FocusIds(FocusIds&&) noexcept = default;

void FocusIds::AppendNext(FocusDigest digest, std::string& out) {
  out += 'f';
  AppendHex(digest.high, out);
  AppendHex(digest.low, out);
  out += '-';
  out += std::to_string(state_->CountBefore(digest));
}

}  // namespace twinbill::readers
