// Rule books of all shapes: what is written is read again as the same value, amendments say what
// their JSON says, and whatever a file holds, reading ends with a book or with places in the file.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "legacy_adapters/cbas/rule_book/rule_book_writer.h"
#include "tests/support/random_rule_book.h"
#include "tests/support/random_source.h"

namespace twinbill::rule_book {
namespace {

using nlohmann::json;
using support::RandomSource;

const model::Term kTerm{model::Date::FromCivil(2024, 12, 15), model::Date::FromCivil(2025, 9, 1)};

// Now and then with amendments whose dates go backwards, where that leaves a book that is allowed.
json RandomBook(RandomSource& source) {
  const json book = support::RandomRuleBook(source, kTerm, 4);
  if (!source.OneIn(4) || !book.contains("amendments")) return book;
  json turned = book;
  turned["amendments"].push_back(
      {{"from", "2025-02-01"}, {"set", {{"/rules/0", book["rules"][0]}}}});
  std::reverse(turned["amendments"].begin(), turned["amendments"].end());
  return ReadRuleBook(turned.dump(), "turned.json") ? turned : book;
}

// The book's lines, now and then with a comment behind one or on a line of its own.
std::string WithComments(const json& book, RandomSource& source) {
  const std::string text = book.dump(static_cast<int>(source.Between(0, 3)));
  std::string out;
  int count = 0;
  const auto comment = [&] {
    return "// " + std::to_string(++count) +
           source.OneOf({"", " \"{[", " // again", " größer", " }", "\t"});
  };
  if (source.OneIn(2)) out += comment() + "\n";
  for (const char c : text) {
    if (c == '\n') {
      if (source.OneIn(8)) out += comment();
      out += c;
      if (source.OneIn(12)) out += "   " + comment() + "\r\n";
    } else {
      out += c;
    }
  }
  if (source.OneIn(2)) out += comment() + "\n" + comment();
  return out;
}

RC_GTEST_PROP(RuleBooks, WhatIsWrittenIsReadAgainAsTheSameValue, ()) {
  RandomSource source(*rc::gen::arbitrary<std::uint64_t>());
  const std::string text = WithComments(RandomBook(source), source);
  const auto read = ReadRuleBook(text, "random.json");
  RC_ASSERT(read.has_value());
  const std::string written = WriteRuleBook(read->book);
  const auto again = ReadRuleBook(written, "written.json");
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->book == read->book);
  RC_ASSERT(WriteRuleBook(again->book) == written);
}

RC_GTEST_PROP(RuleBooks, NoCommentIsLost, ()) {
  RandomSource source(*rc::gen::arbitrary<std::uint64_t>());
  const std::string text = WithComments(RandomBook(source), source);
  const auto read = ReadRuleBook(text, "random.json");
  RC_ASSERT(read.has_value());
  const auto count = [](const std::string& where, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = where.find(what); at != std::string::npos; at = where.find(what, at + 1))
      ++found;
    return found;
  };
  const std::string written = WriteRuleBook(read->book);
  for (std::size_t i = 1; i <= read->book.comments.size(); ++i) {
    const std::string comment = "// " + std::to_string(i);
    RC_ASSERT(count(text, comment) == count(written, comment));
  }
  RC_ASSERT(count(text, "// " + std::to_string(read->book.comments.size() + 1)) == 0U);
}

// The book as the specification words it for a period: each amendment's values put in, one by one.
json Amended(json book, model::Period period) {
  if (!book.contains("amendments")) return book;
  for (const json& amendment : json(book["amendments"])) {
    if (amendment["from"].get<std::string>() > period.FirstDay().ToString()) continue;
    for (const auto& [pointer, value] : amendment["set"].items()) {
      book.at(json::json_pointer(pointer)) = value;
    }
  }
  book.erase("amendments");
  return book;
}

RC_GTEST_PROP(RuleBooks, AnEditionIsTheBookThatItsAmendmentsSpellOut, ()) {
  RandomSource source(*rc::gen::arbitrary<std::uint64_t>());
  const json book = RandomBook(source);
  const auto read = ReadRuleBook(book.dump(), "random.json");
  RC_ASSERT(read.has_value());
  for (model::Period period = kTerm.FirstPeriod(); kTerm.Contains(period); period = period.Next()) {
    const auto spelled = ReadRuleBook(Amended(book, period).dump(), "spelled.json");
    RC_ASSERT(spelled.has_value());
    Edition edition = read->book.EditionOf(period);
    edition.from.reset();
    RC_ASSERT(edition == spelled->book.editions.front());
  }
}

RC_GTEST_PROP(RuleBooks, WhateverAFileHoldsReadingEndsWithABookOrWithPlaces, ()) {
  RandomSource source(*rc::gen::arbitrary<std::uint64_t>());
  std::string text = WithComments(RandomBook(source), source);
  const std::string signs =
      "\"\\{}[],:/'()-+*<>=eE.0 \n\t\x01\xC3\xFF"
      "anull";
  for (std::int64_t i = source.Between(1, 4); i > 0; --i) {
    const auto at =
        static_cast<std::size_t>(source.Between(0, static_cast<std::int64_t>(text.size()) - 1));
    const char sign = signs[static_cast<std::size_t>(
        source.Between(0, static_cast<std::int64_t>(signs.size()) - 1))];
    if (source.OneIn(3)) {
      text.erase(at, 1);
    } else if (source.OneIn(2)) {
      text.insert(at, 1, sign);
    } else {
      text[at] = sign;
    }
  }
  const auto read = ReadRuleBook(text, "damaged.json");
  if (read) {
    const auto again = ReadRuleBook(WriteRuleBook(read->book), "written.json");
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->book == read->book);
    return;
  }
  const std::int64_t lines = std::count(text.begin(), text.end(), '\n') + 1;
  for (const model::Diagnostic& found : read.error().diagnostics) {
    RC_ASSERT(found.position.line >= 1);
    RC_ASSERT(found.position.line <= lines);
    RC_ASSERT(found.position.column >= 1);
    RC_ASSERT(found.position.column <= static_cast<std::int64_t>(text.size()) + 1);
    RC_ASSERT(!found.message.empty());
    RC_ASSERT(!model::Format(found).empty());
  }
}

// A tree of any shape that a formula can have.
class TreeMaker {
 public:
  explicit TreeMaker(RandomSource& source) : source_(source) {}

  Formula Make(int depth) {
    Formula formula;
    Add(formula, depth);
    return formula;
  }

 private:
  std::uint32_t Push(Formula& formula, FormulaNode node) {
    formula.nodes.push_back(std::move(node));
    return formula.root_number();
  }

  std::uint32_t Add(Formula& formula, int depth) {
    FormulaNode node;
    const std::int64_t kind = source_.Between(0, depth == 0 ? 2 : 20) % 10;
    if (kind == 0) {
      node.number = *model::Decimal::Parse(source_.Decimal(3, 9));
    } else if (kind == 1) {
      node.kind = NodeKind::kVariable;
      node.variable = static_cast<Variable>(source_.Between(0, 9));
    } else if (kind == 2) {
      node.kind = NodeKind::kInput;
      node.name = source_.OneOf({"other", "x1", "_y"});
    } else if (kind < 8) {
      node.kind = NodeKind::kOperation;
      node.operation = static_cast<Operation>(source_.Between(0, 10));
      AddArguments(formula, node, node.operation == Operation::kNegate ? 1 : 2, depth);
    } else {
      node.kind = NodeKind::kCall;
      node.function = static_cast<Function>(source_.Between(0, 8));
      const bool many = node.function == Function::kMin || node.function == Function::kMax;
      const bool three = node.function == Function::kIf;
      AddArguments(formula, node, many ? source_.Between(2, 4) : three ? 3 : 1, depth);
      if (node.function == Function::kRound) {
        node.number = model::Decimal::FromInteger(source_.Between(0, 18));
      }
      if (node.function == Function::kBand || node.function == Function::kTiered) node.name = "t";
    }
    return Push(formula, std::move(node));
  }

  void AddArguments(Formula& formula, FormulaNode& node, std::int64_t count, int depth) {
    for (std::int64_t i = 0; i < count; ++i) node.arguments.push_back(Add(formula, depth - 1));
  }

  RandomSource& source_;
};

RC_GTEST_PROP(Formulas, WhatIsWrittenIsParsedAgainAsTheSameTree, ()) {
  RandomSource source(*rc::gen::arbitrary<std::uint64_t>());
  const Formula formula = TreeMaker(source).Make(static_cast<int>(source.Between(1, 7)));
  const std::string written = WriteFormula(formula, formula.root_number());
  const auto parsed = ParseFormula(written, {});
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(parsed->nodes.size() == formula.nodes.size());
  for (std::size_t i = 0; i < formula.nodes.size(); ++i) {
    FormulaNode node = parsed->nodes[i];
    node.span = formula.nodes[i].span;
    node.table_span = formula.nodes[i].table_span;
    RC_ASSERT(node == formula.nodes[i]);
  }
}

}  // namespace
}  // namespace twinbill::rule_book
