// Slots, attributes and dimensions against ordered maps, and digests of pieces.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "corpus/model/dimension.h"
#include "corpus/model/sha256.h"
#include "corpus/model/slot_table.h"

namespace twinbill::model {
namespace {

// Few texts, so that slots repeat and fields are mistaken for each other where they can be.
rc::Gen<std::string> AnyText() {
  return rc::gen::element<std::string>("", "a", "b", "ab", "|", std::string("\0", 1), "\xc3\xa9");
}

// As a map, because a key is there once.
rc::Gen<Attributes> AnyAttributes() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
          rc::gen::pair(rc::gen::element<std::string>("a", "b", "ab", "|", "\xc3\xa9"),
                        rc::gen::element<std::string>("a", "b", "ab"))),
      [](const std::vector<std::pair<std::string, std::string>>& drawn) {
        const std::map<std::string, std::string> map(drawn.begin(), drawn.end());
        return Attributes(map.begin(), map.end());
      });
}

rc::Gen<Slot> AnySlot() {
  return rc::gen::build<Slot>(
      rc::gen::set(&Slot::account, AnyText()), rc::gen::set(&Slot::service, AnyText()),
      rc::gen::set(&Slot::region, rc::gen::element<std::string>("", "a")),
      rc::gen::set(&Slot::unit, rc::gen::element<std::string>("", "a")),
      rc::gen::set(&Slot::product, AnyAttributes()), rc::gen::set(&Slot::tags, AnyAttributes()));
}

RC_GTEST_PROP(SlotProperties, EqualSlotsHashAlikeAndOrderAlike, ()) {
  const Slot a = *AnySlot();
  const Slot b = *rc::gen::oneOf(AnySlot(), rc::gen::just(a));
  RC_ASSERT((a == b) == ((a <=> b) == 0));
  if (a == b) RC_ASSERT(HashOf(a) == HashOf(b));
}

RC_GTEST_PROP(SlotProperties, ATableNumbersSlotsAsAnOrderedMapDoes, ()) {
  const auto slots = *rc::gen::container<std::vector<Slot>>(AnySlot());
  SlotTable table;
  std::map<Slot, std::uint32_t> numbers;
  for (int pass = 0; pass < 2; ++pass) {
    for (const Slot& slot : slots) {
      const auto expected =
          numbers.emplace(slot, static_cast<std::uint32_t>(numbers.size())).first->second;
      RC_ASSERT(table.Intern(slot) == expected);
      RC_ASSERT(table[expected] == slot);
    }
  }
  RC_ASSERT(table.size() == numbers.size());
}

RC_GTEST_PROP(SlotProperties, AnAttributeIsFoundAsInAnOrderedMap, ()) {
  Slot slot;
  slot.product = *AnyAttributes();
  const std::map<std::string, std::string> map(slot.product.begin(), slot.product.end());
  const std::string key = *rc::gen::element<std::string>("a", "b", "ab", "|", "a.b");
  const auto at = map.find(key);
  const std::string expected = at == map.end() ? "" : at->second;
  RC_ASSERT(AttributeText(slot.product, key) == expected);
  const auto dimension = Dimension::Parse("product." + key);
  RC_ASSERT(dimension.has_value());
  RC_ASSERT(dimension->TextOf(slot) == expected);
  RC_ASSERT(Dimension::Parse(dimension->Name()) == dimension);
}

RC_GTEST_PROP(SlotProperties, LedgerOrderIsThatOfStartsAndBytes, ()) {
  UsageRecord a, b;
  a.start.micros = *rc::gen::inRange<std::int64_t>(-2, 3);
  b.start.micros = *rc::gen::inRange<std::int64_t>(-2, 3);
  a.id = *rc::gen::container<std::string>(rc::gen::element('a', 'b', '\x01', '\x7f', '\xc3'));
  b.id = *rc::gen::oneOf(
      rc::gen::container<std::string>(rc::gen::element('a', 'b', '\x01', '\x7f', '\xc3')),
      rc::gen::just(a.id));
  const auto bytes = [](const std::string& text) {
    return std::vector<unsigned char>(text.begin(), text.end());
  };
  const auto key_a = std::pair(a.start.micros, bytes(a.id));
  const auto key_b = std::pair(b.start.micros, bytes(b.id));
  RC_ASSERT(LedgerLess(a, b) == (key_a < key_b));
  RC_ASSERT(LedgerLess(b, a) == (key_b < key_a));
}

RC_GTEST_PROP(DigestProperties, PiecesHaveTheDigestOfTheWhole, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::mapcat(
      rc::gen::element<std::size_t>(0, 1, 55, 56, 63, 64, 65, 200), [](std::size_t size) {
        return rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
      }));
  Sha256 hash;
  std::string whole;
  for (const std::string& piece : pieces) {
    hash.Update(piece);
    whole += piece;
  }
  const Digest digest = hash.Finish();
  RC_ASSERT(digest == Sha256::Of(whole));
  RC_ASSERT(digest.ToHex().size() == 64U);
  RC_ASSERT((Sha256::Of(whole + "x") == digest) == false);
}

}  // namespace
}  // namespace twinbill::model
