#include "standard_engine/billing/payer_run.h"

#include <algorithm>

namespace twinbill::billing {
namespace {

// Whether the construct is billed alike in every plan that has it at this place, behind the same
// ones. What `unless` looks ahead to may be another one there.
bool LooksBackOnly(const plan::ConstructPlan& construct, std::size_t place) {
  return std::all_of(construct.unless.begin(), construct.unless.end(),
                     [&](std::uint32_t other) { return other < place; });
}

}  // namespace

// A construct of contracts that are the same up to it.
struct PayerRun::Node {
  const plan::Plan* plan = nullptr;  // of the first of them
  std::uint32_t depth = 0;           // constructs before it
  std::vector<std::unique_ptr<Node>> next;
  std::vector<std::size_t> parts;  // contracts that end here
};

// What contracts that look at usage with the same eyes share: the same cells, scopes and groups.
struct PayerRun::Shape {
  Shape(const plan::Plan& of, const model::SlotTable& slots)
      : plan(of), facts(of, slots), cells(of, facts) {}

  bool Fits(const plan::Plan& other) const {
    return plan.contract().term == other.contract().term &&
           plan.contract().net == other.contract().net && plan.epochs() == other.epochs() &&
           plan.attributes() == other.attributes() && plan.scopes() == other.scopes() &&
           plan.groupings() == other.groupings();
  }

  const plan::Plan& plan;  // of the first of them
  SlotFacts facts;
  PeriodCells cells;
  std::span<const Cell> now;
  Node first;  // before any construct
};

// A run of constructs that some contracts share, behind those that more of them share.
struct PayerRun::Stage {
  Stage(const plan::Plan& plan, Shape& of, ConstructRange constructs, Stage* behind)
      : shape(of),
        first(plan.constructs()[constructs.first]),
        before(behind),
        biller(plan, of.facts, constructs, behind == nullptr ? nullptr : &behind->biller) {}

  void Bill(model::Period period) {
    if (!shape.plan.contract().term.Contains(period)) return;
    has_failed = has_failed || (before != nullptr && before->has_failed);
    if (has_failed) return;
    billed.clear();
    has_failed =
        !(sums != nullptr ? biller.BillNext(*sums, billed) : biller.BillNext(shape.now, billed))
             .has_value();
  }
  // The construct that this stage or one before it failed at.
  std::uint32_t FailedAt() const {
    return before != nullptr && before->has_failed ? before->FailedAt() : biller.failed_at();
  }

  Shape& shape;
  const plan::ConstructPlan& first;
  Stage* before;
  Biller biller;
  const PlainSums* sums = nullptr;  // of its cells, where other stages share them
  bool has_failed = false;
  std::vector<BilledLine> billed;
};

// Stages behind the same one that ask the same of their cells.
struct PayerRun::Siblings {
  bool Fit(const Stage& other) const {
    return other.before == stages.front()->before && &other.shape == &stages.front()->shape &&
           SumAlike(other.first, stages.front()->first);
  }
  void Sum(model::Period period) {
    Stage& stage = *stages.front();
    if (!stage.shape.plan.contract().term.Contains(period)) return;
    if (stage.before != nullptr && stage.before->has_failed) return;
    stage.biller.SumCells(stage.shape.now, sums);
  }

  std::vector<Stage*> stages;
  PlainSums sums;
};

// One contract: its constructs are billed by its stages, one after the other.
struct PayerRun::Part {
  const plan::Plan* plan = nullptr;
  std::vector<const Stage*> stages;
};

PayerRun::PayerRun(std::vector<const plan::Plan*> plans, const model::SlotTable& slots,
                   std::span<ContractBill> bills, model::Period from)
    : bills_(bills), from_(from), needs_(NeedsOf(plans)), usage_(needs_) {
  TWINBILL_CHECK(!plans.empty() && bills.size() == plans.size());
  next_ = plans.front()->contract().term.FirstPeriod();
  last_ = plans.front()->contract().term.LastPeriod();
  for (const plan::Plan* plan : plans) {
    auto shape = std::find_if(shapes_.begin(), shapes_.end(),
                              [&](const auto& known) { return known->Fits(*plan); });
    if (shape == shapes_.end()) {
      shape = shapes_.insert(shapes_.end(), std::make_unique<Shape>(*plan, slots));
    }
    parts_.push_back({plan, {}});
    Insert(parts_.size() - 1, **shape);
    next_ = std::min(next_, plan->contract().term.FirstPeriod());
    last_ = std::max(last_, plan->contract().term.LastPeriod());
  }
  for (const auto& shape : shapes_) {
    MakeStages(shape->first, *shape, nullptr);
    shape->first.next.clear();
  }
  for (Level& level : levels_) FindSiblings(level);
}

PayerRun::~PayerRun() = default;

void PayerRun::Insert(std::size_t part, Shape& shape) {
  const plan::Plan& plan = *parts_[part].plan;
  Node* at = &shape.first;
  for (std::uint32_t place = 0; place < plan.constructs().size(); ++place) {
    const plan::ConstructPlan& construct = plan.constructs()[place];
    auto same = at->next.end();
    if (LooksBackOnly(construct, place)) {
      same = std::find_if(at->next.begin(), at->next.end(), [&](const auto& node) {
        return *node->plan->constructs()[place].source == *construct.source;
      });
    }
    if (same == at->next.end()) {
      same = at->next.insert(same, std::make_unique<Node>());
      (*same)->plan = &plan;
      (*same)->depth = place;
    }
    at = same->get();
  }
  at->parts.push_back(part);
}

// Stages of what comes behind `node`, which `before` and those before it bill.
void PayerRun::MakeStages(Node& node, Shape& shape, Stage* before) {
  for (const std::size_t part : node.parts) {
    for (const Stage* stage = before; stage != nullptr; stage = stage->before) {
      parts_[part].stages.push_back(stage);
    }
    std::reverse(parts_[part].stages.begin(), parts_[part].stages.end());
  }
  for (const std::unique_ptr<Node>& next : node.next) {
    Node* last = next.get();
    while (last->parts.empty() && last->next.size() == 1) last = last->next.front().get();
    stages_.push_back(std::make_unique<Stage>(
        *next->plan, shape, ConstructRange{next->depth, last->depth + 1, !last->next.empty()},
        before));
    Stage* const stage = stages_.back().get();
    std::size_t level = 0;
    for (const Stage* other = before; other != nullptr; other = other->before) ++level;
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].stages.push_back(stage);
    MakeStages(*last, shape, stage);
  }
}

// Puts stages together that can be billed from the same sums.
void PayerRun::FindSiblings(Level& level) {
  for (Stage* stage : level.stages) {
    if (!stage->biller.BillsFromSums()) continue;
    auto fit = std::find_if(level.siblings.begin(), level.siblings.end(),
                            [&](const auto& known) { return known->Fit(*stage); });
    if (fit == level.siblings.end()) {
      fit = level.siblings.insert(fit, std::make_unique<Siblings>());
    }
    (*fit)->stages.push_back(stage);
  }
  std::erase_if(level.siblings, [](const auto& some) { return some->stages.size() < 2; });
  for (const auto& siblings : level.siblings) {
    for (Stage* stage : siblings->stages) stage->sums = &siblings->sums;
  }
}

void PayerRun::Write(Part& part) {
  ContractBill& bill = bills_[static_cast<std::size_t>(&part - parts_.data())];
  if (bill.failure || !part.plan->contract().term.Contains(next_)) return;
  if (!part.stages.empty() && part.stages.back()->has_failed) {
    bill.failure = TooLarge(*part.plan, part.stages.back()->FailedAt(), next_);
    return;
  }
  if (next_ < from_) return;
  std::size_t added = 0;
  for (const Stage* stage : part.stages) added += stage->billed.size();
  if (bill.lines.size() + added > bill.lines.capacity()) {
    // Periods have about as many lines as each other, and moving lines costs more than writing
    // them.
    const int periods = part.plan->contract().term.LastPeriod().months - next_.months;
    const std::size_t more = (added + added / 8) * static_cast<std::size_t>(std::min(periods, 12));
    bill.lines.reserve(bill.lines.size() + std::max(bill.lines.size(), added + more));
  }
  for (const Stage* stage : part.stages) {
    for (const BilledLine& line : stage->billed) AppendLineItem(*part.plan, line, bill.lines);
  }
}

std::vector<CarriedState> PayerRun::Carried() const {
  std::vector<CarriedState> states;
  for (const Part& part : parts_) {
    CarriedState& state = states.emplace_back();
    const model::Term& term = part.plan->contract().term;
    state.contract = part.plan->contract().id;
    state.next = std::clamp(next_, term.FirstPeriod(), term.LastPeriod().Next());
    for (const Stage* stage : part.stages) stage->biller.CarryTo(state.constructs);
  }
  return states;
}

// Step 0 gathers cells, the last one writes lines; between them, each level adds up what siblings
// share and then bills.
std::size_t PayerRun::TaskCount(std::size_t step) const {
  if (step == 0) return shapes_.size();
  if (step + 1 == step_count()) return parts_.size();
  const Level& level = levels_[(step - 1) / 2];
  return step % 2 == 1 ? level.siblings.size() : level.stages.size();
}

void PayerRun::Do(std::size_t step, std::size_t task) {
  if (step == 0) {
    Shape& shape = *shapes_[task];
    if (shape.plan.contract().term.Contains(next_)) shape.now = shape.cells.Gather(usage_, next_);
  } else if (step + 1 == step_count()) {
    Write(parts_[task]);
  } else if (step % 2 == 1) {
    levels_[(step - 1) / 2].siblings[task]->Sum(next_);
  } else {
    levels_[(step - 1) / 2].stages[task]->Bill(next_);
  }
}

void PayerRun::EndPeriod() {
  usage_.Clear();
  next_ = next_.Next();
}

void PayerRun::BillNext() {
  TWINBILL_CHECK(!is_done());
  for (std::size_t step = 0; step < step_count(); ++step) {
    for (std::size_t task = 0; task < TaskCount(step); ++task) Do(step, task);
  }
  EndPeriod();
}

}  // namespace twinbill::billing
