// twinbill whatif: two standard contracts over the same usage, and the money between them.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <system_error>
#include <vector>

#include "corpus/store/workspace.h"
#include "harness/cli/billed_money.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/period_options.h"
#include "harness/cli/shown_text.h"
#include "harness/cli/standard_contract.h"
#include "standard_engine/contract/json_value.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using contract::Construct;
using contract::Contract;
using contract::JsonValue;
using model::DecimalSum;

// A contract and what it bills.
struct Side {
  std::string file;
  Contract contract;
  BilledMoney money;
};

// What one thing comes to under both contracts; a side that has no such thing has none.
struct Row {
  std::string name;
  std::string about;
  std::optional<DecimalSum> a;
  std::optional<DecimalSum> b;

  DecimalSum Difference() const {
    DecimalSum difference = a.value_or(DecimalSum());
    difference.Negate();
    difference.Add(b.value_or(DecimalSum()));
    return difference;
  }
};

Row& RowNamed(std::vector<Row>& rows, const std::string& name) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
  if (found != rows.end()) return *found;
  rows.push_back({name, {}, std::nullopt, std::nullopt});
  return rows.back();
}

std::string AboutOf(const Construct& construct) {
  return (construct.origin ? construct.origin->definition : "primitive") + ", " +
         construct.line.type + ", clause " + construct.clause;
}

// By id, in the order of A, then what only B has.
std::vector<Row> ByConstruct(const Side& a, const Side& b) {
  std::vector<Row> rows;
  for (const Side* side : {&a, &b}) {
    const auto& constructs = side->contract.constructs;
    for (std::size_t i = 0; i < constructs.size(); ++i) {
      Row& row = RowNamed(rows, constructs[i].id);
      if (row.about.empty()) row.about = AboutOf(constructs[i]);
      (side == &a ? row.a : row.b) = side->money.by_construct[i];
    }
  }
  return rows;
}

template <class Key, class NameOf>
std::vector<Row> ByKey(const std::map<Key, DecimalSum>& a, const std::map<Key, DecimalSum>& b,
                       NameOf name_of) {
  std::map<Key, Row> rows;
  for (const auto& [key, sum] : a) rows[key].a = sum;
  for (const auto& [key, sum] : b) rows[key].b = sum;
  std::vector<Row> ordered;
  for (auto& [key, row] : rows) {
    row.name = name_of(key);
    ordered.push_back(std::move(row));
  }
  return ordered;
}

// All that the answer is made of.
struct Answer {
  const Side& a;
  const Side& b;
  std::vector<Row> constructs;
  std::vector<Row> accounts;
  std::vector<Row> periods;
  Row total;
};

Answer Compare(const Side& a, const Side& b) {
  Answer answer{a, b, ByConstruct(a, b), {}, {}, {"total", {}, a.money.total, b.money.total}};
  answer.accounts = ByKey(a.money.by_account, b.money.by_account,
                          [](const std::string& account) { return account; });
  answer.periods = ByKey(a.money.by_period, b.money.by_period,
                         [](model::Period period) { return period.ToString(); });
  return answer;
}

// As money is read: two digits after the point, or as many as there are.
std::string TextOf(const DecimalSum& sum) {
  std::string text = sum.ToString();
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return text + ".00";
  if (text.size() - point == 2) text += '0';
  return text;
}

std::string TextOf(const std::optional<DecimalSum>& sum) { return sum ? TextOf(*sum) : "-"; }

class Table {
 public:
  void Section(const std::string& title) { lines_.push_back({title, {}, {}, {}, {}}); }
  void Add(const Row& row, const std::string& shown) {
    lines_.push_back({"  " + Shown(shown), TextOf(row.a), TextOf(row.b), TextOf(row.Difference()),
                      Shown(row.about)});
  }

  void Print(std::ostream& out) const {
    std::size_t width[4] = {0, 1, 1, 5};
    for (const Line& line : lines_) {
      const std::string* cells[4] = {&line.name, &line.a, &line.b, &line.difference};
      for (int i = 0; i < 4; ++i) width[i] = std::max(width[i], cells[i]->size());
    }
    out << fmt::format("{:<{}}  {:>{}}  {:>{}}  {:>{}}\n", "", width[0], "A", width[1], "B",
                       width[2], "B - A", width[3]);
    for (const Line& line : lines_) {
      std::string text =
          fmt::format("{:<{}}  {:>{}}  {:>{}}  {:>{}}  {}", line.name, width[0], line.a, width[1],
                      line.b, width[2], line.difference, width[3], line.about);
      text.erase(text.find_last_not_of(' ') + 1);
      out << text << '\n';
    }
  }

 private:
  struct Line {
    std::string name;
    std::string a;
    std::string b;
    std::string difference;
    std::string about;
  };
  std::vector<Line> lines_;
};

void PrintText(const Answer& answer, std::ostream& out) {
  for (const auto& [letter, side] : {std::pair("A", &answer.a), std::pair("B", &answer.b)}) {
    out << fmt::format("{}  {}, {}, {} to {}, {}\n", letter, Shown(side->contract.id),
                       Shown(side->file), side->contract.term.start.ToString(),
                       side->contract.term.end.ToString(), side->contract.currency);
  }
  out << '\n';
  Table table;
  const auto section = [&](const char* title, const std::vector<Row>& rows, const char* nameless) {
    if (rows.empty()) return;
    table.Section(title);
    for (const Row& row : rows) table.Add(row, row.name.empty() ? nameless : row.name);
  };
  section("construct", answer.constructs, "");
  section("account", answer.accounts, "(by no account)");
  section("period", answer.periods, "");
  table.Section("all");
  table.Add(answer.total, "total");
  table.Print(out);
}

JsonValue Tree(const std::optional<DecimalSum>& sum) {
  return sum ? JsonValue::Text(sum->ToString()) : JsonValue::Null();
}

JsonValue Tree(const Row& row, const char* name) {
  JsonValue object = JsonValue::Object();
  if (name != nullptr) object.Put(name, JsonValue::Text(row.name));
  object.Put("a", Tree(row.a));
  object.Put("b", Tree(row.b));
  object.Put("difference", JsonValue::Text(row.Difference().ToString()));
  return object;
}

JsonValue Tree(const Side& side) {
  JsonValue object = JsonValue::Object();
  object.Put("contract", JsonValue::Text(side.contract.id));
  object.Put("file", JsonValue::Text(Shown(side.file)));
  return object;
}

void PrintJson(const Answer& answer, std::ostream& out) {
  JsonValue object = JsonValue::Object();
  object.Put("a", Tree(answer.a));
  object.Put("b", Tree(answer.b));
  object.Put("currency", JsonValue::Text(answer.a.contract.currency));
  const auto put = [&](const char* key, const std::vector<Row>& rows, const char* name) {
    JsonValue array = JsonValue::Array();
    for (const Row& row : rows) array.elements.push_back(Tree(row, name));
    object.Put(key, std::move(array));
  };
  put("constructs", answer.constructs, "construct");
  put("accounts", answer.accounts, "account");
  put("periods", answer.periods, "period");
  object.Put("total", Tree(answer.total, nullptr));
  out << contract::WriteJson(object) << '\n';
}

// What would make the difference mean nothing.
model::Result<void> CheckPair(const Side& a, const Side& b) {
  const auto refuse = [&](model::Code code, const char* what, const std::string& of_a,
                          const std::string& of_b) {
    return model::Fail(model::InputFailure(model::Diagnostic(
        code, {b.file, 0, 0, "/contract", {}},
        fmt::format("the {} is {}, and that of {} is {}", what, of_b, a.file, of_a),
        fmt::format("two contracts of one {}", what))));
  };
  if (a.contract.currency != b.contract.currency) {
    return refuse(model::Code{"whatif_currency"}, "currency", a.contract.currency,
                  b.contract.currency);
  }
  if (a.contract.payer != b.contract.payer) {
    return refuse(model::Code{"whatif_payer"}, "payer", a.contract.payer, b.contract.payer);
  }
  return {};
}

model::Result<Side> ReadSide(const std::string& file) {
  TWINBILL_ASSIGN(contract, ReadStandardContract(file));
  return Side{file, std::move(contract), {}};
}

// A contract's file, or the ID of one of the workspace's.
std::string FileNamed(const std::string& name, const std::string& workspace) {
  const std::string of_id = store::WorkspacePaths(workspace).contracts + "/" + name;
  std::error_code error;
  return std::filesystem::is_directory(of_id, error) && !std::filesystem::exists(name, error)
             ? of_id + "/standard.json"
             : name;
}

// Bills `side` from reports, or where there are none from the workspace's history.
model::Result<void> BillSide(const CommandOptions& options, const PeriodBounds& bounds,
                             Side& side) {
  const plan::Plan plan(side.contract);
  auto usage = options.Has("usage")
                   ? ExplainUsage::OfFiles(options.Get<std::vector<std::string>>("usage"), plan)
                   : ExplainUsage::OfHistory(options.Get<std::string>("workspace"), plan);
  if (!usage) return model::Fail(std::move(usage.error()));
  TWINBILL_ASSIGN(money, BillMoney(plan, **usage, bounds));
  side.money = std::move(money);
  return {};
}

}  // namespace

int Run_whatif(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "whatif",
      "CONTRACT_A CONTRACT_B (--usage FILE... | -w DIR) [--period P | --from P --to P] [--json]",
      "Bills two standard contracts over the same usage and says what each comes to and what the\n"
      "second changes, by construct, account and period: a deal tried before it is signed.\n"
      "The usage is that of reports, or the history of a workspace, whose contracts may be named "
      "by\n"
      "their ID. Amounts are those of the lines: discounts negative, charges positive.",
      "  twinbill whatif today.json offer.json --usage 2025-*.csv.gz\n"
      "  twinbill whatif today.json offer.json --usage 2025.parquet --from 2025-04 --json\n"
      "  twinbill whatif NORTHWIND-2025 offer.json");
  options.options().add_options()("usage",
                                  po::value<std::vector<std::string>>()->multitoken()->composing(),
                                  "reports: CUR 2.0, legacy CUR, FOCUS; CSV or Parquet")(
      "workspace,w", po::value<std::string>()->default_value("."),
      "the workspace, whose history is the usage where no reports are given")(
      "json", "the result as one JSON object");
  AddPeriodOptions(options);
  options.Positional("contracts", 2);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("contracts") || options.Get<std::vector<std::string>>("contracts").size() != 2) {
    return options.Wrong("two contracts are needed", streams);
  }
  const std::string& workspace = options.Get<std::string>("workspace");
  if (!options.Has("usage")) {
    if (const auto is_one = store::RequireWorkspace(workspace); !is_one) {
      return Report(is_one.error(), streams);
    }
  }
  PeriodBounds bounds;
  if (const auto code = ReadPeriodOptions(options, bounds.from, bounds.to, streams)) return *code;

  const auto& files = options.Get<std::vector<std::string>>("contracts");
  auto a = ReadSide(FileNamed(files[0], workspace));
  if (!a) return Report(a.error(), streams);
  auto b = ReadSide(FileNamed(files[1], workspace));
  if (!b) return Report(b.error(), streams);
  if (const auto fit = CheckPair(*a, *b); !fit) return Report(fit.error(), streams);
  for (Side* side : {&*a, &*b}) {
    if (const auto billed = BillSide(options, bounds, *side); !billed) {
      return Report(billed.error(), streams);
    }
  }
  const Answer answer = Compare(*a, *b);
  if (options.Has("json")) {
    PrintJson(answer, streams.out);
  } else {
    PrintText(answer, streams.out);
  }
  return kDone;
}

}  // namespace twinbill::cli
