#include "tests/support/plain_rule_book.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>

#include "corpus/model/calendar.h"
#include "tests/support/plain_formula.h"
#include "tests/support/rational_rounding.h"

namespace twinbill::support {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;
using Record = model::UsageRecord;
using Records = std::vector<const Record*>;

const Integer kUnitsEnd = numerator(PowerOfTen(38));  // an amount has 38 digits at most
const Texts kLineDimensions = {"account", "service", "region", "usage_type"};

std::string Text(const json& object, const char* key, const char* otherwise) {
  return object.contains(key) ? object[key].get<std::string>() : otherwise;
}

Texts List(const json& object, const char* key) {
  return object.contains(key) ? object[key].get<Texts>() : Texts();
}

model::WindowKind KindOf(const std::string& window) {
  if (window == "month") return model::WindowKind::kMonth;
  if (window == "quarter") return model::WindowKind::kQuarter;
  if (window == "year") return model::WindowKind::kYear;
  if (window == "term") return model::WindowKind::kTerm;
  throw std::invalid_argument("window " + window);
}

Texts ValuesOf(const Record& record, const Texts& dimensions) {
  Texts values;
  for (const std::string& dimension : dimensions)
    values.push_back(DimensionText(record.slot, dimension));
  return values;
}

std::string Quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

struct Share {  // a line of one group
  std::map<std::string, std::string> at;
  Records records;
  Integer units;  // with the formula's sign
};

class Book {
 public:
  Book(const json& book, const std::vector<Record>& records) : original_(book) {
    const json& head = book.at("contract");
    term_.start = *model::Date::Parse(head.at("start").get<std::string>());
    term_.end = *model::Date::Parse(head.at("end").get<std::string>());
    for (const Record& record : records) {
      if (record.payer != head.at("payer").get<std::string>() || !term_.Contains(record.start) ||
          !term_.Contains(record.period)) {
        continue;
      }
      if (record.currency != head.at("currency").get<std::string>()) {
        throw std::invalid_argument("another currency");
      }
      records_[record.period].push_back(&record);
    }
    for (auto& [period, list] : records_) {
      std::stable_sort(list.begin(), list.end(), [](const Record* a, const Record* b) {
        return a->start != b->start ? a->start < b->start : a->id < b->id;
      });
    }
  }

  PlainBill Bill(model::Period from, model::Period to) {
    PlainBill bill;
    for (model::Period p = term_.FirstPeriod(); p <= term_.LastPeriod() && p <= to; p = p.Next()) {
      rows_.clear();
      try {
        Amend(p);
        for (std::size_t r = 0; r < book_["rules"].size(); ++r) Run(r, p);
      } catch (const ArithmeticError&) {
        bill.stopped_at = p;
        return bill;
      }
      if (p >= from) bill.rows.insert(bill.rows.end(), rows_.begin(), rows_.end());
    }
    return bill;
  }

 private:
  void Amend(model::Period p) {
    book_ = original_;
    for (const json& amendment : original_.value("amendments", json::array())) {
      const model::Date from = *model::Date::Parse(amendment.at("from").get<std::string>());
      if (p.FirstDay() < from) continue;
      for (const auto& [pointer, value] : amendment.at("set").items()) {
        book_.at(json::json_pointer(pointer)) = value;
      }
    }
    rules_of_[p].clear();
    for (const json& rule : book_["rules"])
      rules_of_[p].push_back(rule.at("id").get<std::string>());
    const json settings = book_.value("settings", json::object());
    PlainSettings plain;
    plain.binary64 = Text(settings, "arithmetic", "binary64") == "binary64";
    plain.scale = settings.value("scale", 10);
    plain.scale_rounding = Text(settings, "scale_rounding", "HALF_UP");
    plain.amount_digits = settings.value("amount_digits", 2);
    plain.amount_rounding = Text(settings, "amount_rounding", "HALF_UP");
    plain.scaled = Text(settings, "round_how", "scaled") == "scaled";
    plain.upper_edge = Text(settings, "tier_edge", "upper") == "upper";
    remainder_ = Text(settings, "remainder", "last");
    zero_lines_ = settings.value("zero_lines", false);
    maths_ = PlainArithmetic(plain);
    tables_.clear();
    const json tables = book_.value("tables", json::object());
    for (const auto& [name, bands] : tables.items()) {
      for (const json& band : bands) {
        PlainBand plain_band;
        plain_band.from = ReadRational(band.at(0).get<std::string>());
        plain_band.open = band.at(1).is_null();
        if (!plain_band.open) plain_band.to = ReadRational(band.at(1).get<std::string>());
        plain_band.entry = ReadRational(band.at(2).get<std::string>());
        tables_[name].push_back(plain_band);
      }
    }
  }

  static std::map<std::string, std::string> Named(const Texts& per, const Texts& group) {
    std::map<std::string, std::string> named;
    for (std::size_t i = 0; i < per.size(); ++i) named[per[i]] = group[i];
    return named;
  }

  // The place among a period's rules of the one that is the r-th now, by its id; the same place
  // where that period has none of this id.
  std::size_t PlaceIn(model::Period period, std::size_t r) const {
    const std::string id = book_["rules"][r].at("id").get<std::string>();
    const Texts& ids = rules_of_.at(period);
    const auto at = std::find(ids.begin(), ids.end(), id);
    return at == ids.end() ? r : static_cast<std::size_t>(at - ids.begin());
  }

  static bool MatchTakes(const json& owner, const Record& record) {
    const bool has = owner.contains("match");
    const std::string match = has ? owner["match"].get<std::string>() : "";
    if (!(has && MatchNames(match, "line_item_type")) && record.slot.line_item_type != "Usage")
      return false;
    return !has || EvaluateMatch(match, record.slot);
  }

  static bool Active(const json& rule, const Record& record) {
    const json active = rule.value("active", json::object());
    const auto edge = [&](const char* key) -> std::optional<model::Timestamp> {
      if (!active.contains(key) || active[key].is_null()) return std::nullopt;
      return model::Timestamp::AtMidnight(*model::Date::Parse(active[key].get<std::string>()));
    };
    const auto from = edge("from");
    const auto to = edge("to");
    return !(from && record.start < *from) && !(to && record.start >= *to);
  }

  Records TakenBy(const json& rule, model::Period p) const {
    Records taken;
    const auto list = records_.find(p);
    if (list == records_.end()) return taken;
    for (const Record* record : list->second) {
      bool takes = MatchTakes(rule, *record) && Active(rule, *record);
      for (const std::string& id : List(rule, "unless")) {
        for (const json& other : book_["rules"]) {
          if (other.at("id") == id && MatchTakes(other, *record) && Active(other, *record))
            takes = false;
        }
      }
      if (takes) taken.push_back(record);
    }
    return taken;
  }

  static Records OfGroup(const Records& records, const Texts& per, const Texts& group) {
    Records members;
    for (const Record* record : records) {
      if (ValuesOf(*record, per) == group) members.push_back(record);
    }
    return members;
  }

  PlainNumber Rated(const Record& record) const {
    if (!record.rate) return maths_.Read(ToRational(record.list_cost()));
    return maths_.Operate('*', maths_.Read(ToRational(*record.rate)),
                          maths_.Read(ToRational(record.quantity)));
  }

  PlainNumber SumOf(const std::string& what, const Records& records) const {
    PlainNumber sum = maths_.Read(Rational(0));
    for (const Record* record : records) {
      const PlainNumber value = what == "usage"  ? maths_.Read(ToRational(record->quantity))
                                : what == "cost" ? maths_.Read(ToRational(record->list_cost()))
                                                 : Rated(*record);
      sum = maths_.Operate('+', sum, value);
    }
    return sum;
  }

  // What the lines of the rules before rule `r` put on these records.
  Rational Fallen(const Records& records, std::size_t r) const {
    Rational sum;
    for (const Record* record : records) {
      const auto by_rule = fallen_.find(record);
      if (by_rule == fallen_.end()) continue;
      for (const auto& [rule, money] : by_rule->second) {
        if (rule < r) sum += money;
      }
    }
    return sum;
  }

  PlainNumber Net(const Records& records, std::size_t r) const {
    return maths_.Operate('+', SumOf("cost", records), maths_.Read(Fallen(records, r)));
  }

  PlainNumber Input(const json& rule, const json& input, const Texts& group, std::size_t r,
                    model::Period p) const {
    const Texts per = List(input, "per");
    const Texts rule_per = List(rule, "per");
    Texts wanted;
    for (const std::string& dimension : per) {
      const auto at = std::find(rule_per.begin(), rule_per.end(), dimension);
      wanted.push_back(group.at(static_cast<std::size_t>(at - rule_per.begin())));
    }
    const std::string of = input.at("of").get<std::string>();
    PlainNumber sum = maths_.Read(Rational(0));
    model::Period q = term_.WindowOf(KindOf(Text(input, "window", "month")), p).first;
    for (; q <= p; q = q.Next()) {
      Records taken;
      if (const auto list = records_.find(q); list != records_.end()) {
        for (const Record* record : list->second) {
          if (MatchTakes(input, *record)) taken.push_back(record);
        }
      }
      taken = OfGroup(taken, per, wanted);
      sum = maths_.Operate('+', sum, of == "net" ? Net(taken, PlaceIn(q, r)) : SumOf(of, taken));
    }
    return sum;
  }

  PlainNumber Variable(const std::string& name, const json& rule, const Texts& group,
                       const Records& members, const Record* event, std::size_t r,
                       model::Period p) const {
    const Records own = event ? Records{event} : members;
    if (name == "usage" || name == "cost" || name == "rated") {
      if (!event) return SumOf(name, own);
      if (name == "rated") return Rated(*event);
      return maths_.Read(ToRational(name == "usage" ? event->quantity : event->list_cost()));
    }
    if (name == "net") {
      if (!event) return Net(own, r);
      return maths_.Operate('+', maths_.Read(ToRational(event->list_cost())),
                            maths_.Read(Fallen(own, r)));
    }
    const model::Window window = term_.WindowOf(KindOf(Text(rule, "window", "month")), p);
    if (name == "months") return maths_.Read(Rational(p.months - window.first.months + 1));
    if (name == "given_before") {
      Rational sum;
      for (model::Period q = window.first; q < p; q = q.Next()) {
        const auto given =
            given_.find({rule.at("id").get<std::string>(), Named(List(rule, "per"), group), q});
        if (given != given_.end()) sum += given->second;
      }
      return maths_.Read(sum);
    }
    for (const char* what : {"usage", "cost"}) {
      if (name != std::string(what) + "_before" && name != std::string(what) + "_window") continue;
      PlainNumber sum = maths_.Read(Rational(0));
      for (model::Period q = window.first; q < p; q = q.Next()) {
        sum = maths_.Operate('+', sum,
                             SumOf(what, OfGroup(TakenBy(rule, q), List(rule, "per"), group)));
      }
      if (name == std::string(what) + "_before") return sum;
      return maths_.Operate('+', sum, SumOf(what, members));
    }
    return Input(rule, rule.at("inputs").at(name), group, r, p);
  }

  void Run(std::size_t r, model::Period p) {
    const json& rule = book_["rules"][r];
    if (Text(rule, "when", "always") == "window_end" &&
        term_.WindowOf(KindOf(Text(rule, "window", "month")), p).last != p) {
      return;
    }
    const Texts per = List(rule, "per");
    const Records taken = TakenBy(rule, p);
    std::map<Texts, Records> groups;
    for (const Record* record : taken) groups[ValuesOf(*record, per)].push_back(record);
    if (groups.empty() && per.empty() && rule.value("without_usage", false)) groups[{}];
    for (const auto& [group, members] : groups) RunGroup(rule, group, members, r, p);
  }

  void RunGroup(const json& rule, const Texts& group, const Records& members, std::size_t r,
                model::Period p) {
    const bool credit = rule.contains("credit");
    const std::string formula = rule.at(credit ? "credit" : "charge").get<std::string>();
    const int digits = maths_.settings().amount_digits;
    const auto evaluate = [&](const Record* event) {
      return EvaluateFormula(formula, {maths_, tables_, [&](const std::string& name) {
                                         return Variable(name, rule, group, members, event, r, p);
                                       }});
    };
    Rational result;  // exact, before it is an amount
    Integer units;
    if (Text(rule, "each", "group") == "event") {
      for (const Record* record : members) {
        const Integer amount = maths_.AmountUnits(evaluate(record), digits);
        if (abs(amount) >= kUnitsEnd) throw ArithmeticError("amount too large");
        units += amount;
      }
      result = Rational(units) * PowerOfTen(-digits);
    } else {
      const PlainNumber value = evaluate(nullptr);
      units = maths_.AmountUnits(value, digits);
      result = PlainArithmetic::Exact(value);
    }
    if (abs(units) >= kUnitsEnd) throw ArithmeticError("amount too large");
    std::vector<Share> shares = Spread(rule, group, members, result, units);
    for (Share& share : shares) {
      given_[{rule.at("id").get<std::string>(), Named(List(rule, "per"), group), p}] +=
          Rational(share.units) * PowerOfTen(-digits);
      if (abs(share.units) >= kUnitsEnd) throw ArithmeticError("amount too large");
      Fall(share, credit, r);
      Write(rule, share, credit, p);
    }
  }

  std::vector<Share> Spread(const json& rule, const Texts& group, const Records& members,
                            const Rational& result, const Integer& units) const {
    std::vector<Share> shares;
    if (!rule.contains("spread")) {
      Share whole{{}, members, units};
      const Texts per = List(rule, "per");
      for (std::size_t i = 0; i < per.size(); ++i) whole.at[per[i]] = group[i];
      shares.push_back(whole);
      return shares;
    }
    const Texts listed = List(rule, "spread");
    Texts by;
    for (const std::string& dimension : kLineDimensions) {
      if (std::find(listed.begin(), listed.end(), dimension) != listed.end())
        by.push_back(dimension);
    }
    std::map<Texts, Records> lines;
    for (const Record* record : members) lines[ValuesOf(*record, by)].push_back(record);
    std::vector<Rational> weights;
    Rational all;
    for (const auto& [at, records] : lines) {
      Share share{{}, records, 0};
      for (std::size_t i = 0; i < by.size(); ++i) share.at[by[i]] = at[i];
      shares.push_back(share);
      Rational weight;
      for (const Record* record : records) {
        weight += ToRational(Text(rule, "spread_on", "cost") == "usage" ? record->quantity
                                                                        : record->list_cost());
      }
      weights.push_back(weight);
      all += weight;
    }
    const int digits = maths_.settings().amount_digits;
    if (all == 0) {
      shares.front().units = units;
    } else if (Text(rule, "spread_cut", "amount") == "line") {
      for (std::size_t i = 0; i < shares.size(); ++i) {
        shares[i].units =
            RoundToUnits(result * weights[i] / all, maths_.settings().amount_rounding, digits);
      }
    } else {
      std::vector<Rational> exact;
      for (const Rational& weight : weights) {
        exact.push_back(Rational(units) * PowerOfTen(-digits) * weight / all);
      }
      const std::vector<Integer> dealt = DealUnits(exact, units, remainder_, digits);
      for (std::size_t i = 0; i < shares.size(); ++i) shares[i].units = dealt[i];
    }
    return shares;
  }

  void Fall(const Share& share, bool credit, std::size_t r) {
    const Rational signed_money =
        Rational(share.units) * PowerOfTen(-maths_.settings().amount_digits) * (credit ? -1 : 1);
    Rational costs;
    for (const Record* record : share.records) costs += ToRational(record->list_cost());
    for (const Record* record : share.records) {
      if (costs != 0) {
        fallen_[record][r] += signed_money * ToRational(record->list_cost()) / costs;
      } else if (record == share.records.front()) {
        fallen_[record][r] += signed_money;
      }
    }
  }

  void Write(const json& rule, Share& share, bool credit, model::Period p) {
    if (share.units == 0 && !zero_lines_) return;
    const json& head = original_.at("contract");
    std::string quantity;
    if (share.at.contains("usage_type")) {
      Rational sum;
      for (const Record* record : share.records) sum += ToRational(record->quantity);
      quantity = DecimalText(sum);
    }
    const Texts fields = {
        Text(rule, "bill", "ANNIVERSARY") == "OCB" ? "OutOfCycle" : "Anniversary",
        p.ToString(),
        head.at("payer").get<std::string>(),
        share.at["account"],
        share.at["service"],
        share.at["region"],
        share.at["usage_type"],
        rule.at("line").at("type").get<std::string>(),
        head.at("id").get<std::string>(),
        rule.at("clause").get<std::string>(),
        rule.at("line").at("text").get<std::string>(),
        quantity,
        AmountText(credit ? Integer(-share.units) : share.units, maths_.settings().amount_digits),
        head.at("currency").get<std::string>()};
    std::string row;
    for (const std::string& field : fields) row += (row.empty() ? "" : ",") + Quoted(field);
    rows_.push_back(row + "\n");
  }

  const json& original_;
  json book_;  // amended for the period in hand
  model::Term term_;
  std::map<model::Period, Records> records_;
  PlainArithmetic maths_{PlainSettings()};
  std::map<std::string, std::vector<PlainBand>> tables_;
  std::string remainder_;
  bool zero_lines_ = false;
  // By rule, group and period. A group is what it is by, whatever the order of `per`.
  std::map<std::tuple<std::string, std::map<std::string, std::string>, model::Period>, Rational>
      given_;
  std::map<model::Period, Texts> rules_of_;  // ids, in their order
  std::map<const Record*, std::map<std::size_t, Rational>> fallen_;
  Texts rows_;
};

}  // namespace

json ReadRuleBook(const std::string& text) {
  return json::parse(text, nullptr, true, /*ignore_comments=*/true);
}

PlainBill BillByPlainRules(const json& book, const std::vector<Record>& records, model::Period from,
                           model::Period to) {
  return Book(book, records).Bill(from, to);
}

}  // namespace twinbill::support
