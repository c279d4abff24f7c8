#include "corpus/readers/slot_interner.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "corpus/model/check.h"

namespace twinbill::readers {
namespace {

using model::Attributes;
using model::DimensionKind;
using model::Slot;

std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  const model::UInt128 product = static_cast<model::UInt128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

template <class Word>
std::uint64_t Load(const char* at) {
  Word word{};
  std::memcpy(&word, at, sizeof(word));
  return word;
}

std::uint64_t HashOf(std::uint64_t seed, std::string_view text) {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15U;
  const char* at = text.data();
  std::size_t left = text.size();
  seed ^= (left + 1) * 0xd6e8feb86659fd93U;
  for (; left > 16; left -= 16, at += 16)
    seed = Mix(Load<std::uint64_t>(at) ^ kOdd, Load<std::uint64_t>(at + 8) ^ seed);
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  if (left >= 8) {
    a = Load<std::uint64_t>(at);
    b = Load<std::uint64_t>(at + left - 8);
  } else if (left >= 4) {
    a = Load<std::uint32_t>(at);
    b = Load<std::uint32_t>(at + left - 4);
  } else if (left > 0) {
    a = static_cast<unsigned char>(at[0]);
    b = static_cast<std::uint64_t>(static_cast<unsigned char>(at[left / 2])) << 8U |
        static_cast<unsigned char>(at[left - 1]);
  }
  return Mix(a ^ kOdd, b ^ seed);
}

std::string* PlainText(Slot& slot, DimensionKind kind) {
  switch (kind) {
    case DimensionKind::kAccount: return &slot.account;
    case DimensionKind::kService: return &slot.service;
    case DimensionKind::kRegion: return &slot.region;
    case DimensionKind::kUsageType: return &slot.usage_type;
    case DimensionKind::kOperation: return &slot.operation;
    case DimensionKind::kLineItemType: return &slot.line_item_type;
    case DimensionKind::kUnit: return &slot.unit;
    case DimensionKind::kProduct:
    case DimensionKind::kTag: break;
  }
  return nullptr;
}

// Sorts by key; of several texts for a key the first counts.
void Settle(Attributes& attributes) {
  std::stable_sort(attributes.begin(), attributes.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  attributes.erase(std::unique(attributes.begin(), attributes.end(),
                               [](const auto& a, const auto& b) { return a.first == b.first; }),
                   attributes.end());
}

}  // namespace

// A cache from the raw texts of a row to its slot's number: open addressing over powers of two. The
// texts of an entry lie one behind the other in `bytes`, each with its size before it.
struct SlotInterner::State {
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t slot_after = 0;  // the slot's number + 1; 0 is a free entry
    std::size_t bytes_at = 0;
  };

  // Beyond it the cache starts anew: what a row means is then found again, only slower.
  static constexpr std::size_t kCacheBytesMax = std::size_t{128} << 20;

  State(const ReportSchema& schema_in, const CellMeaning* meaning_in)
      : schema(schema_in), meaning(meaning_in) {}

  const ReportSchema& schema;
  const CellMeaning* meaning;
  model::SlotTable table;
  std::vector<Entry> entries = std::vector<Entry>(1024);
  std::size_t count = 0;
  std::string bytes;

  bool Matches(const Entry& entry, std::span<const std::string_view> raw) const {
    const char* at = bytes.data() + entry.bytes_at;
    for (const std::string_view text : raw) {
      if (Load<std::uint32_t>(at) != text.size()) return false;
      at += sizeof(std::uint32_t);
      if (std::string_view(at, text.size()) != text) return false;  // an empty one may lie nowhere
      at += text.size();
    }
    return true;
  }

  // The entry of these texts, or the free one where they belong.
  Entry& Find(std::uint64_t hash, std::span<const std::string_view> raw) {
    const std::size_t mask = entries.size() - 1;
    std::size_t at = hash & mask;
    while (entries[at].slot_after != 0 && (entries[at].hash != hash || !Matches(entries[at], raw)))
      at = (at + 1) & mask;
    return entries[at];
  }

  void Grow() {
    std::vector<Entry> larger(entries.size() * 2);
    const std::size_t mask = larger.size() - 1;
    for (const Entry& entry : entries) {
      if (entry.slot_after == 0) continue;
      std::size_t at = entry.hash & mask;
      while (larger[at].slot_after != 0) at = (at + 1) & mask;
      larger[at] = entry;
    }
    entries = std::move(larger);
  }

  void Remember(std::uint64_t hash, std::span<const std::string_view> raw, std::uint32_t slot) {
    if (bytes.size() > kCacheBytesMax) {
      std::fill(entries.begin(), entries.end(), Entry{});
      bytes.clear();
      count = 0;
    }
    Find(hash, raw) = {hash, slot + 1, bytes.size()};
    for (const std::string_view text : raw) {
      const auto size = static_cast<std::uint32_t>(text.size());
      char size_bytes[sizeof(size)];
      std::memcpy(size_bytes, &size, sizeof(size));
      bytes.append(size_bytes, sizeof(size));
      bytes += text;
    }
    if (++count * 2 > entries.size()) Grow();
  }

  model::Result<Slot, DimensionError> Understand(std::span<const std::string_view> raw) const {
    Slot slot;
    std::string storage;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const DimensionColumn& dimension = schema.dimensions[i];
      const std::string_view text = meaning == nullptr ? raw[i] : meaning->TextOf(raw[i], storage);
      if (text.empty()) continue;
      if (std::string* plain = PlainText(slot, dimension.kind)) {
        if (plain->empty()) *plain = text;
        continue;
      }
      Attributes& attributes = dimension.kind == DimensionKind::kProduct ? slot.product : slot.tags;
      if (!dimension.is_map()) {
        attributes.emplace_back(dimension.key, text);
        continue;
      }
      auto parsed = ParseAttributes(text);
      if (!parsed) return model::Unexpected(DimensionError{i, std::move(parsed).error()});
      std::move(parsed->begin(), parsed->end(), std::back_inserter(attributes));
    }
    Settle(slot.product);
    Settle(slot.tags);
    return slot;
  }
};

SlotInterner::SlotInterner(const ReportSchema& schema, const CellMeaning* meaning)
    : state_(std::make_unique<State>(schema, meaning)) {}
SlotInterner::~SlotInterner() = default;
SlotInterner::SlotInterner(SlotInterner&&) noexcept = default;

model::Result<std::uint32_t, DimensionError> SlotInterner::Intern(
    std::span<const std::string_view> raw) {
  TWINBILL_CHECK(raw.size() == state_->schema.dimensions.size());
  std::uint64_t hash = 0;
  for (const std::string_view text : raw) hash = HashOf(hash, text);
  const State::Entry& entry = state_->Find(hash, raw);
  if (entry.slot_after != 0) return entry.slot_after - 1;
  auto slot = state_->Understand(raw);
  if (!slot) return model::Unexpected(std::move(slot).error());
  const std::uint32_t number = state_->table.Intern(*slot);
  state_->Remember(hash, raw, number);
  return number;
}

const model::SlotTable& SlotInterner::slots() const { return state_->table; }

}  // namespace twinbill::readers
