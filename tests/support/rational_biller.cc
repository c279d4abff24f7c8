#include "tests/support/rational_biller.h"

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>

#include "tests/support/rational_rounding.h"
#include "tests/support/rational_usage.h"

namespace twinbill::support {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

// What one construct gives one cell in one period: its share D, and where it is billed.
struct Given {
  const Cell* cell = nullptr;
  std::size_t place =
      0;        // of the cell in its period; no meaning for a construct settled at the window's end
  Texts group;  // by meter.per
  Texts line;   // by line.by
  Rational base;
  Rational share;
};

// A line before it is written: the cells in it and the units that were billed.
struct Line {
  Texts by;
  std::vector<std::size_t> given;  // into the construct's Givens
  Integer units;                   // signed as on the bill
};

std::string Text(const json& object, const char* key, const char* otherwise) {
  return object.is_object() && object.contains(key) ? object[key].get<std::string>() : otherwise;
}

Rational Number(const json& text) { return ReadRational(text.get<std::string>()); }

const json& Part(const json& object, const char* key) {
  static const json kNone;
  return object.is_object() && object.contains(key) ? object[key] : kNone;
}

model::WindowKind KindOf(const std::string& window) {
  if (window == "month") return model::WindowKind::kMonth;
  if (window == "contract_quarter") return model::WindowKind::kQuarter;
  if (window == "contract_year") return model::WindowKind::kYear;
  if (window == "term") return model::WindowKind::kTerm;
  throw std::invalid_argument("window " + window);
}

std::string Quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string out = "\"";
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

class Biller {
 public:
  Biller(const json& file, const std::vector<model::UsageRecord>& records)
      : head_(file.at("contract")), constructs_(file.at("constructs")) {
    term_.start = *model::Date::Parse(head_.at("term").at("start").get<std::string>());
    term_.end = *model::Date::Parse(head_.at("term").at("end").get<std::string>());
    cells_ = CellsByPeriod(file, term_, records);
  }

  Texts Rows(model::Period from, model::Period to) {
    Texts rows;
    for (model::Period p = term_.FirstPeriod(); p <= term_.LastPeriod() && p <= to; p = p.Next()) {
      Texts of_period;
      for (Cell& cell : cells_[p]) net_[&cell] = cell.list;
      for (std::size_t i = 0; i < constructs_.size(); ++i) BillConstruct(i, p, of_period);
      if (p >= from) rows.insert(rows.end(), of_period.begin(), of_period.end());
    }
    return rows;
  }

 private:
  bool InScope(const json& construct, const Cell& cell, model::Period p) const {
    if (!ScopeTakes(Part(construct, "scope"), cell) || !EffectiveTakes(construct, cell, p))
      return false;
    for (const json& id : Part(construct, "unless")) {
      for (const json& other : constructs_) {
        if (other.at("id") == id && ScopeTakes(Part(other, "scope"), cell) &&
            EffectiveTakes(other, cell, p)) {
          return false;
        }
      }
    }
    return true;
  }

  Texts GroupOf(const json& construct, const Cell& cell) const {
    Texts group;
    for (const json& name : Part(Part(construct, "meter"), "per")) {
      group.push_back(cell.by_name.at(name.get<std::string>()));
    }
    return group;
  }

  static Rational Measured(const std::string& measure, const Cell& cell, std::size_t i) {
    if (measure == "quantity") return cell.quantity;
    if (measure == "list_cost") return cell.list;
    if (measure == "rated_cost") return cell.rated;
    if (measure == "net_cost") return cell.net_before.at(i);
    throw std::invalid_argument("measure " + measure);
  }

  bool Metered(const json& construct, const Cell& cell, model::Period p) const {
    const json& scope = Part(Part(construct, "meter"), "scope");
    return scope.is_null() ? InScope(construct, cell, p) : ScopeTakes(scope, cell);
  }

  // The group's measure over the periods from `first` to `last`.
  Rational MeterSum(std::size_t i, const Texts& group, model::Period first,
                    model::Period last) const {
    const json& construct = constructs_[i];
    const std::string measure = construct.at("meter").at("measure").get<std::string>();
    Rational sum;
    for (model::Period p = first; p <= last; p = p.Next()) {
      for (const Cell& cell : cells_.at(p)) {
        if (Metered(construct, cell, p) && GroupOf(construct, cell) == group) {
          sum += Measured(measure, cell, i);
        }
      }
    }
    return sum;
  }

  void BillConstruct(std::size_t i, model::Period p, Texts& rows) {
    const json& construct = constructs_[i];
    for (Cell& cell : cells_[p]) cell.net_before.push_back(net_[&cell]);
    const bool at_end = Text(construct, "settle", "monthly") == "window_end";
    if (construct.contains("benefit")) {
      if (at_end) {
        const model::Window window =
            term_.WindowOf(KindOf(Text(Part(construct, "meter"), "window", "month")), p);
        if (p == window.last) Give(i, window.first, p, true, rows);
      } else {
        Fee(construct, p, rows);
        Give(i, p, p, false, rows);
      }
    }
    for (Cell& cell : cells_[p]) cell.net_after.push_back(net_[&cell]);
    if (construct.contains("commit")) Commit(i, p, rows);
  }

  // The cells that construct `i` discounts: those of the periods from `first` to `last`, added up
  // by key.
  std::vector<Cell> DiscountedCells(std::size_t i, model::Period first, model::Period last,
                                    std::vector<std::size_t>& places) const {
    std::map<CellKey, Cell> merged;
    std::map<CellKey, std::size_t> place_of;
    for (model::Period p = first; p <= last; p = p.Next()) {
      const std::vector<Cell>& cells = cells_.at(p);
      for (std::size_t place = 0; place < cells.size(); ++place) {
        const Cell& cell = cells[place];
        if (!InScope(constructs_[i], cell, p)) continue;
        const auto [at, fresh] = merged.try_emplace(cell.key, cell);
        place_of[cell.key] = place;
        if (fresh) continue;
        at->second.quantity += cell.quantity;
        at->second.list += cell.list;
        at->second.rated += cell.rated;
        at->second.net_before[i] += cell.net_before[i];
      }
    }
    std::vector<Cell> cells;
    for (auto& [key, cell] : merged) {
      places.push_back(place_of[key]);
      cells.push_back(cell);
    }
    return cells;
  }

  void Give(std::size_t i, model::Period first, model::Period p, bool at_end, Texts& rows) {
    const json& construct = constructs_[i];
    const json& benefit = construct.at("benefit");
    std::vector<std::size_t> places;
    const std::vector<Cell> cells = DiscountedCells(i, first, p, places);
    std::vector<Given> given;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      Given one;
      one.cell = &cells[c];
      one.place = places[c];
      one.group = GroupOf(construct, cells[c]);
      for (const std::string& name : LineBy(construct))
        one.line.push_back(cells[c].by_name.at(name));
      const std::string base = Text(construct, "base", "list");
      one.base = base == "net"     ? cells[c].net_before.at(i)
                 : base == "rated" ? cells[c].rated
                                   : cells[c].list;
      given.push_back(one);
    }
    if (benefit.contains("prepaid")) {
      Draw(i, p, given);
    } else {
      Shares(i, first, p, at_end, given);
      Entitle(construct, first, p, given);
    }
    Cap(i, p, given);
    std::vector<Line> lines = RoundLines(construct, given);
    gave_[{i, p}] = 0;
    for (const Line& line : lines)
      gave_[{i, p}] -= Rational(line.units) * PowerOfTen(-Digits(construct));
    for (const Line& line : lines) Write(construct, p, line, given, rows);
    if (!at_end) LowerNet(construct, p, lines, given);
  }

  static Texts LineBy(const json& construct) {
    Texts by;
    const json& listed = Part(construct.at("line"), "by");
    for (const char* name : {"account", "service", "region", "usage_type"}) {
      if (listed.is_null() || std::find(listed.begin(), listed.end(), name) != listed.end()) {
        by.push_back(name);
      }
    }
    return by;
  }

  static int Digits(const json& construct) {
    const json& rounding = Part(construct, "rounding");
    if (!rounding.is_object() || !rounding.contains("digits")) return 2;
    return rounding["digits"].get<int>();
  }

  // The groups that `floor` and `spread` speak of: the meter's; without a meter, the cells of one
  // line.
  std::map<Texts, std::vector<std::size_t>> Groups(const json& construct,
                                                   const std::vector<Given>& given) const {
    std::map<Texts, std::vector<std::size_t>> groups;
    for (std::size_t g = 0; g < given.size(); ++g) {
      groups[construct.contains("meter") ? given[g].group : given[g].line].push_back(g);
    }
    return groups;
  }

  static Rational Simple(const json& step, const Rational& base, const Rational& quantity) {
    if (step.contains("percent_off")) return base * Number(step["percent_off"]) / 100;
    if (step.contains("unit_price")) return base - Number(step["unit_price"]) * quantity;
    return Number(step.at("unit_discount")) * quantity;
  }

  static const json& VolumeStep(const json& tiers, const Rational& total) {
    const bool upper = Text(tiers, "bound", "upper_inclusive") == "upper_inclusive";
    for (const json& step : tiers.at("steps")) {
      if (step.at("up_to").is_null()) return step;
      const Rational up_to = Number(step["up_to"]);
      if (upper ? total <= up_to : total < up_to) return step;
    }
    throw std::invalid_argument("steps");
  }

  static Rational GraduatedShare(const json& tiers, const Rational& before, const Rational& now,
                                 const Rational& base) {
    const bool keep = Text(tiers, "below_zero", "first_step") == "first_step";
    Rational money;
    Rational low;
    bool first = true;
    std::string kind;
    for (const json& step : tiers.at("steps")) {
      const auto clamp = [&](const Rational& x) {
        Rational y = x;
        if (!(first && keep) && y < low) y = low;
        if (!step.at("up_to").is_null() && y > Number(step["up_to"])) y = Number(step["up_to"]);
        return y;
      };
      const Rational length = clamp(before + now) - clamp(before);
      for (const char* name : {"percent_off", "unit_price", "unit_discount"}) {
        if (!step.contains(name)) continue;
        kind = name;
        money += length * Number(step[name]) / (kind == "percent_off" ? 100 : 1);
      }
      if (!step["up_to"].is_null()) low = Number(step["up_to"]);
      first = false;
    }
    if (kind == "unit_price") return base - money;
    if (kind == "unit_discount") return money;
    return now == 0 ? Rational(0) : Rational(base * money / now);
  }

  void Shares(std::size_t i, model::Period first, model::Period p, bool at_end,
              std::vector<Given>& given) const {
    const json& construct = constructs_[i];
    const json& benefit = construct.at("benefit");
    const json& tiers = Part(benefit, "tiers");
    const bool graduated = !tiers.is_null() && tiers.at("mode") == "graduated";
    for (const auto& [group, members] : Groups(construct, given)) {
      Rational sum, quantity, base;
      for (const std::size_t g : members) {
        quantity += given[g].cell->quantity;
        base += given[g].base;
      }
      const json* step = &benefit;
      if (!tiers.is_null()) {
        const model::Window window =
            term_.WindowOf(KindOf(Text(construct.at("meter"), "window", "month")), p);
        const Rational before = at_end || window.first == p
                                    ? Rational(0)
                                    : MeterSum(i, group, window.first, model::Period{p.months - 1});
        const Rational now = MeterSum(i, group, at_end ? first : p, p);
        if (graduated) {
          sum = GraduatedShare(tiers, before, now, base);
        } else {
          step = &VolumeStep(tiers, before + now);
        }
      }
      if (!graduated) {
        for (const std::size_t g : members) {
          given[g].share = Simple(*step, given[g].base, given[g].cell->quantity);
          sum += given[g].share;
        }
      }
      const bool price = !graduated && step->contains("unit_price");
      if (Floored(Text(benefit, "floor", price ? "signed" : "none"), sum, quantity)) {
        sum = 0;
        for (const std::size_t g : members) given[g].share = 0;
      }
      Spread(construct, graduated, members, sum, given);
    }
  }

  static bool Floored(const std::string& floor, const Rational& sum, const Rational& quantity) {
    if (floor == "none") return false;
    if (floor == "signed" && quantity < 0) return sum > 0;
    return sum < 0;
  }

  void Spread(const json& construct, bool graduated, const std::vector<std::size_t>& members,
              const Rational& sum, std::vector<Given>& given) const {
    const char* otherwise = "own";
    if (graduated)
      otherwise = construct.at("meter").at("measure") == "quantity" ? "quantity" : "base";
    const std::string spread = Text(construct, "spread", otherwise);
    if (spread == "own") return;
    const auto weight = [&](std::size_t g) {
      if (spread == "quantity") return given[g].cell->quantity;
      return spread == "list_cost" ? given[g].cell->list : given[g].base;
    };
    Rational weights;
    for (const std::size_t g : members) weights += weight(g);
    for (const std::size_t g : members) {
      given[g].share = weights == 0 ? Rational(0) : Rational(sum * weight(g) / weights);
    }
    if (weights != 0) return;
    std::size_t first = members.front();
    for (const std::size_t g : members) {
      if (given[g].line < given[first].line) first = g;
    }
    given[first].share = sum;
  }

  void Entitle(const json& construct, model::Period first, model::Period p,
               std::vector<Given>& given) const {
    if (!construct.contains("entitlement")) return;
    const json& entitlement = construct["entitlement"];
    std::map<Texts, Rational> entitled, wanted;
    for (model::Period q = first; q <= p; q = q.Next()) {
      for (const Cell& cell : cells_.at(q)) {
        const Texts group = GroupOf(construct, cell);
        if (EffectiveTakes(construct, cell, q) && ScopeTakes(entitlement.at("scope"), cell)) {
          entitled[group] += cell.quantity;
        }
        if (InScope(construct, cell, q)) wanted[group] += cell.quantity;
      }
    }
    for (Given& one : given) {
      const Rational a = entitled[one.group];
      const Rational b = wanted[one.group];
      Rational factor;
      if (a > 0 && b > 0) {
        factor = Number(entitlement.at("ratio")) * a / b;
        if (factor > 1) factor = 1;
      }
      one.share *= factor;
    }
  }

  // "Sharing": X to give where the cells want W.
  static void ShareOut(const json& construct, const Rational& x, const std::vector<Rational>& wants,
                       std::vector<Given>& given) {
    const json& sharing = Part(construct, "sharing");
    const bool owner_first = Text(sharing, "order", "pro_rata") == "owner_first";
    Rational all, owners;
    std::vector<bool> owned(given.size(), false);
    for (std::size_t g = 0; g < given.size(); ++g) {
      all += wants[g];
      owned[g] = owner_first &&
                 given[g].cell->by_name.at("account") == sharing.at("owner").get<std::string>();
      if (owned[g]) owners += wants[g];
    }
    for (std::size_t g = 0; g < given.size(); ++g) {
      if (x <= 0) {
        given[g].share = 0;
      } else if (!owner_first) {
        given[g].share = x * wants[g] / all;
      } else if (owners >= x) {
        given[g].share = owned[g] ? Rational(x * wants[g] / owners) : Rational(0);
      } else {
        given[g].share = owned[g] ? wants[g] : Rational((x - owners) * wants[g] / (all - owners));
      }
    }
  }

  Rational GaveBefore(std::size_t i, const std::string& window, model::Period p) const {
    Rational sum;
    for (model::Period q = term_.WindowOf(KindOf(window), p).first; q < p; q = q.Next()) {
      if (const auto gave = gave_.find({i, q}); gave != gave_.end()) sum += gave->second;
    }
    return sum;
  }

  void Draw(std::size_t i, model::Period p, std::vector<Given>& given) const {
    const json& prepaid = constructs_[i].at("benefit").at("prepaid");
    const Rational left =
        Number(prepaid.at("grant")) - GaveBefore(i, Text(prepaid, "window", "month"), p);
    std::vector<Rational> wants;
    Rational all;
    for (const Given& one : given) {
      wants.push_back(one.base);
      all += one.base;
    }
    if (all > left) {
      ShareOut(constructs_[i], left, wants, given);
    } else {
      for (Given& one : given) one.share = all > 0 ? one.base : Rational(0);
    }
  }

  void Cap(std::size_t i, model::Period p, std::vector<Given>& given) const {
    if (!constructs_[i].contains("cap")) return;
    const json& cap = constructs_[i]["cap"];
    const Rational left = Number(cap.at("amount")) - GaveBefore(i, Text(cap, "window", "month"), p);
    std::vector<Rational> wants;
    Rational all;
    for (const Given& one : given) {
      wants.push_back(one.share);
      all += one.share;
    }
    if (all > left) ShareOut(constructs_[i], left, wants, given);
  }

  std::vector<Line> RoundLines(const json& construct, const std::vector<Given>& given) const {
    const json& rounding = Part(construct, "rounding");
    const std::string mode = Text(rounding, "mode", "HALF_UP");
    const std::string at = Text(rounding, "at", "line");
    std::map<Texts, std::vector<std::size_t>> by_line;
    for (std::size_t g = 0; g < given.size(); ++g) by_line[given[g].line].push_back(g);
    std::vector<Line> lines;
    std::vector<Rational> exact;
    for (const auto& [by, members] : by_line) {
      Rational amount;
      for (const std::size_t g : members) amount -= given[g].share;
      lines.push_back({by, members, RoundToUnits(amount, mode, Digits(construct))});
      exact.push_back(amount);
    }
    if (at == "line") return lines;
    std::map<Texts, std::vector<std::size_t>> pools;
    for (std::size_t l = 0; l < lines.size(); ++l) {
      pools[at == "group" ? given[lines[l].given.front()].group : Texts()].push_back(l);
    }
    for (const auto& [pool, members] : pools) {
      Rational sum;
      for (const std::size_t l : members) sum += exact[l];
      const Integer units = RoundToUnits(sum, mode, Digits(construct));
      std::vector<Rational> shares;
      for (const std::size_t l : members) {
        if (Text(rounding, "deal", "exact") == "exact") {
          shares.push_back(exact[l]);
        } else {
          shares.push_back(sum == 0 ? Rational(0)
                                    : Rational(Rational(units) * PowerOfTen(-Digits(construct)) *
                                               exact[l] / sum));
        }
      }
      const std::vector<Integer> dealt =
          DealUnits(shares, units, Text(rounding, "remainder", "largest"), Digits(construct));
      for (std::size_t m = 0; m < members.size(); ++m) lines[members[m]].units = dealt[m];
    }
    return lines;
  }

  void Write(const json& construct, model::Period p, const Line& line,
             const std::vector<Given>& given, Texts& rows) const {
    const Texts by = LineBy(construct);
    std::map<std::string, std::string> at;
    for (std::size_t d = 0; d < by.size(); ++d) at[by[d]] = line.by[d];
    std::string quantity;
    if (at.contains("usage_type")) {
      Rational sum;
      for (const std::size_t g : line.given) sum += given[g].cell->quantity;
      quantity = DecimalText(sum);
    }
    Row(construct, p, Text(construct, "delivery", "anniversary"), at,
        construct.at("line").at("type").get<std::string>(),
        construct.at("line").at("description").get<std::string>(), quantity, line.units, rows);
  }

  void Row(const json& construct, model::Period p, const std::string& delivery,
           std::map<std::string, std::string> at, const std::string& type,
           const std::string& description, const std::string& quantity, const Integer& units,
           Texts& rows) const {
    if (units == 0 && !Part(construct.at("line"), "emit_zero").is_boolean()) return;
    if (units == 0 && !construct["line"]["emit_zero"].get<bool>()) return;
    const Texts fields = {delivery == "anniversary" ? "Anniversary" : "OutOfCycle",
                          p.ToString(),
                          head_.at("payer").get<std::string>(),
                          at["account"],
                          at["service"],
                          at["region"],
                          at["usage_type"],
                          type,
                          head_.at("id").get<std::string>(),
                          construct.at("clause").get<std::string>(),
                          description,
                          quantity,
                          AmountText(units, Digits(construct)),
                          head_.at("currency").get<std::string>()};
    std::string row;
    for (const std::string& field : fields) row += (row.empty() ? "" : ",") + Quoted(field);
    rows.push_back(row + "\n");
  }

  void Charge(const json& construct, model::Period p, const std::string& delivery, const json& text,
              const Rational& amount, Texts& rows) const {
    const Integer units = RoundToUnits(amount, Text(Part(construct, "rounding"), "mode", "HALF_UP"),
                                       Digits(construct));
    Row(construct, p, delivery, {}, text.at("type").get<std::string>(),
        text.at("description").get<std::string>(), "", units, rows);
  }

  void Fee(const json& construct, model::Period p, Texts& rows) const {
    const json& prepaid = Part(construct.at("benefit"), "prepaid");
    if (prepaid.is_null() || term_.WindowOf(KindOf(Text(prepaid, "window", "month")), p).first != p)
      return;
    Charge(construct, p, "out_of_cycle", prepaid.at("fee"), Number(prepaid.at("amount")), rows);
  }

  // Net for later constructs: list cost less every earlier construct's D.
  void LowerNet(const json& construct, model::Period p, const std::vector<Line>& lines,
                const std::vector<Given>& given) {
    std::vector<Cell>& cells = cells_[p];
    if (Text(head_, "net", "exact") == "exact") {
      for (const Given& one : given) net_[&cells[one.place]] -= one.share;
      return;
    }
    for (const Line& line : lines) {
      const Rational billed = -Rational(line.units) * PowerOfTen(-Digits(construct));
      Rational list;
      for (const std::size_t g : line.given) list += given[g].cell->list;
      for (const std::size_t g : line.given) {
        if (list != 0) {
          net_[&cells[given[g].place]] -= billed * given[g].cell->list / list;
        } else if (g == line.given.front()) {
          net_[&cells[given[g].place]] -= billed;
        }
      }
    }
  }

  void Commit(std::size_t i, model::Period p, Texts& rows) const {
    const json& construct = constructs_[i];
    const json& commit = construct.at("commit");
    const model::Window window = term_.WindowOf(KindOf(Text(commit, "window", "month")), p);
    if (p != window.last) return;
    Rational amount = Number(commit.at("amount"));
    const std::string kind = Text(commit, "window", "month");
    if (commit.value("prorate", false) && (kind == "contract_quarter" || kind == "contract_year")) {
      amount = amount * window.months() / (kind == "contract_quarter" ? 3 : 12);
    }
    const json& limits = Part(commit, "limits");
    std::vector<Rational> limited(limits.size());
    Rational counted;
    for (model::Period q = window.first; q <= p; q = q.Next()) {
      for (const Cell& cell : cells_.at(q)) {
        const bool taken = commit.contains("scope") ? ScopeTakes(commit["scope"], cell) &&
                                                          EffectiveTakes(construct, cell, q)
                                                    : InScope(construct, cell, q);
        if (!taken) continue;
        const Rational value =
            commit.at("measure") == "list_cost" ? cell.list : cell.net_after.at(i);
        std::size_t l = 0;
        while (l < limits.size() && !ScopeTakes(limits[l].at("scope"), cell)) ++l;
        (l < limits.size() ? limited[l] : counted) += value;
      }
    }
    for (std::size_t l = 0; l < limits.size(); ++l) {
      const Rational most = amount * Number(limits[l].at("share")) / 100;
      counted += limited[l] < most ? limited[l] : most;
    }
    if (amount - counted > 0) {
      Charge(construct, p, Text(construct, "delivery", "anniversary"), commit.at("charge"),
             amount - counted, rows);
    }
  }

  const json& head_;
  const json& constructs_;
  model::Term term_;
  std::map<model::Period, std::vector<Cell>> cells_;
  std::map<const Cell*, Rational> net_;  // of the period in hand, so far
  std::map<std::pair<std::size_t, model::Period>, Rational>
      gave_;  // by construct and period, as billed
};

}  // namespace

std::vector<std::string> BillByRationals(const json& contract,
                                         const std::vector<model::UsageRecord>& records,
                                         model::Period from, model::Period to) {
  return Biller(contract, records).Rows(from, to);
}

std::string FileOfRows(std::vector<std::string> rows) {
  std::sort(rows.begin(), rows.end(), [](const std::string& a, const std::string& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
  });
  std::string file(model::LineItemHeader());
  for (const std::string& row : rows) file += row;
  return file;
}

}  // namespace twinbill::support
