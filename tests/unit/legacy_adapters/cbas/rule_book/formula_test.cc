#include "legacy_adapters/cbas/rule_book/formula.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace twinbill::rule_book {
namespace {

const model::Position kWhere{"book.json", 7, 20, "/rules/0/credit", {}};

Formula Parsed(const std::string& text) {
  auto formula = ParseFormula(text, kWhere);
  EXPECT_TRUE(formula) << text;
  return formula ? *formula : Formula();
}

// Every operation and call in parentheses, so that the binding shows.
std::string Tree(const Formula& formula, std::uint32_t number) {
  const FormulaNode& node = formula.nodes[number];
  std::vector<std::string> parts;
  for (const std::uint32_t argument : node.arguments) parts.push_back(Tree(formula, argument));
  switch (node.kind) {
    case NodeKind::kNumber: return node.number.ToString();
    case NodeKind::kVariable: return std::string(Name(node.variable));
    case NodeKind::kInput: return "?" + node.name;
    case NodeKind::kOperation:
      if (parts.size() == 1) return "(-" + parts[0] + ")";
      return "(" + parts[0] + std::string(Name(node.operation)) + parts[1] + ")";
    case NodeKind::kCall: break;
  }
  std::string text(Name(node.function));
  text += "[";
  for (const std::string& part : parts) text += part + ";";
  if (node.function == Function::kRound) text += node.number.ToString();
  return text + node.name + "]";
}

std::string Tree(const std::string& text) {
  const Formula formula = Parsed(text);
  return formula.nodes.empty() ? "" : Tree(formula, formula.root_number());
}

TEST(Formula, BindsAsTheSpecificationSays) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"cost", "cost"},
      {"1 - 2 - 3", "((1-2)-3)"},
      {"8 / 4 / 2", "((8/4)/2)"},
      {"1 + 2 * 3", "(1+(2*3))"},
      {"(1 + 2) * 3", "((1+2)*3)"},
      {"-cost * 2", "((-cost)*2)"},
      {"-(cost * 2)", "(-(cost*2))"},
      {"- - cost", "(-(-cost))"},
      {"2 * -cost - -1", "((2*(-cost))-(-1))"},
      {"1 + 2 < 3 * 4", "((1+2)<(3*4))"},
      {"(1 < 2) < 3", "((1<2)<3)"},
      {"(cost >= 10) * cost", "((cost>=10)*cost)"},
      {"usage <> 0", "(usage<>0)"},
      {"usage = 0", "(usage=0)"},
      {"usage<=0", "(usage<=0)"},
      {"\tcost\r\n+\n1 ", "(cost+1)"},
  };
  for (const auto& [text, tree] : cases) EXPECT_EQ(Tree(text), tree) << text;
}

TEST(Formula, TakesEveryFunctionAndVariable) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"min(cost, 1)", "min[cost;1;]"},
      {"max(1, 2, 3, usage)", "max[1;2;3;usage;]"},
      {"abs(-cost)", "abs[(-cost);]"},
      {"if(usage > 1, cost, 0)", "if[(usage>1);cost;0;]"},
      {"round(cost / 3, 0)", "round[(cost/3);0]"},
      {"round (rated, 18)", "round[rated;18]"},
      {"floor(net) + ceil(months)", "(floor[net;]+ceil[months;])"},
      {"band(usage_window, t_1)", "band[usage_window;t_1]"},
      {"tiered(usage_before, usage)", "tiered[usage_before;usage]"},
      {"cost_before + cost_window - given_before", "((cost_before+cost_window)-given_before)"},
      {"other + usage2", "(?other+?usage2)"},
  };
  for (const auto& [text, tree] : cases) EXPECT_EQ(Tree(text), tree) << text;
}

TEST(Formula, ReadsNumbersAsUsageDoes) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"0", "0"},
      {"007.50", "7.5"},
      {"1.2E-7", "0.00000012"},
      {"5e-06", "0.000005"},
      {"1e3", "1000"},
      {"1E+2", "100"},
      {"1e-7 - 1", "(0.0000001-1)"},
      {"0.0000000000000000000000000001", "0.0000000000000000000000000001"}};
  for (const auto& [text, tree] : cases) EXPECT_EQ(Tree(text), tree) << text;
}

std::string Spanned(const std::string& text, const FormulaNode& node) {
  return text.substr(node.span.begin, node.span.end - node.span.begin);
}

TEST(Formula, NodesStandInTheOrderOfEvaluationAndKnowTheirBytes) {
  const std::string text = "  ((cost) - tiered((usage), s3)) * -(0.5) ";
  const Formula formula = Parsed(text);
  std::vector<std::string> spans;
  for (std::uint32_t i = 0; i < formula.nodes.size(); ++i) {
    spans.push_back(Spanned(text, formula.nodes[i]));
    for (const std::uint32_t argument : formula.nodes[i].arguments) EXPECT_LT(argument, i);
  }
  EXPECT_EQ(spans, (std::vector<std::string>{"cost", "usage", "tiered((usage), s3)",
                                             "(cost) - tiered((usage), s3)", "0.5", "-(0.5)",
                                             "((cost) - tiered((usage), s3)) * -(0.5)"}));
  const TextSpan table = formula.nodes[2].table_span;
  EXPECT_EQ(text.substr(table.begin, table.end - table.begin), "s3");
  EXPECT_EQ(formula.text, text);
}

TEST(Formula, WritesWithAsFewParenthesesAsTheTreeNeeds) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"((1 + 2)) * (3)", "(1 + 2) * 3"},
      {"1-(2-3)", "1 - (2 - 3)"},
      {"(1-2)-3", "1 - 2 - 3"},
      {"1/(2*3)", "1 / (2 * 3)"},
      {"-(1)*2", "-1 * 2"},
      {"-(1*2)", "-(1 * 2)"},
      {"-(-(1))", "--1"},
      {"(1<2)=(3<4)", "(1 < 2) = (3 < 4)"},
      {"if((1<2),(3+4),(5))", "if(1 < 2, 3 + 4, 5)"},
      {"round((cost/3),2)", "round(cost / 3, 2)"},
      {"band((usage),t)*1e-3", "band(usage, t) * 0.001"},
      {"(1+2)+(3+4)", "1 + 2 + (3 + 4)"},
  };
  for (const auto& [text, written] : cases) {
    const Formula formula = Parsed(text);
    EXPECT_EQ(WriteFormula(formula, formula.root_number()), written) << text;
    EXPECT_EQ(Tree(written), Tree(text)) << text;
  }
  const Formula part = Parsed("2 * (cost + 1)");
  EXPECT_EQ(WriteFormula(part, part.root().arguments[1]), "cost + 1");
}

TEST(Formula, AFaultIsSaidAtTheFormulasPlaceWithItsOwnLineAndColumn) {
  const auto formula = ParseFormula("cost\n  - usage usage", kWhere);
  ASSERT_FALSE(formula);
  const model::Diagnostic& found = formula.error().diagnostics.front();
  EXPECT_EQ(found.code, "cbas_formula_syntax");
  EXPECT_EQ(found.position.file, "book.json");
  EXPECT_EQ(found.position.line, 7);
  EXPECT_EQ(found.position.column, 20);
  EXPECT_EQ(found.position.part, "line 2, column 11 of the formula");
  EXPECT_EQ(found.excerpt, "    - usage usage\n            ^");
}

TEST(Formula, ALongLineIsShownAroundTheFault) {
  const std::string text = std::string(200, ' ') + "é" + std::string(200, ' ');
  const auto formula = ParseFormula(text, kWhere);
  ASSERT_FALSE(formula);
  EXPECT_EQ(formula.error().diagnostics.front().excerpt, "  …" + std::string(60, ' ') + "é" +
                                                             std::string(38, ' ') + "…\n  " +
                                                             std::string(61, ' ') + "^");
}

}  // namespace
}  // namespace twinbill::rule_book
