// Comparisons that have gone blind in one way each: the planted differences must catch every one.
#include "harness/compare/planted_differences.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/compare/compare.h"

namespace twinbill::compare {
namespace {

Comparison Honest(std::string_view a, std::string_view b, DifferenceSink& sink) {
  const auto comparison = CompareTexts(a, b, {.threads = 1}, sink);
  return comparison ? *comparison : Comparison{};
}

// Tells on what `change` makes of each difference; false keeps it back.
class Changing : public DifferenceSink {
 public:
  Changing(DifferenceSink& sink, std::function<bool(Difference&)> change)
      : sink_(sink), change_(std::move(change)) {}
  void Take(const Difference& difference) override {
    Difference changed = difference;
    if (change_(changed)) sink_.Take(changed);
  }

 private:
  DifferenceSink& sink_;
  std::function<bool(Difference&)> change_;
};

TextComparison Telling(std::function<bool(Difference&)> change) {
  return [change](std::string_view a, std::string_view b, DifferenceSink& sink) {
    Changing changing(sink, change);
    return Honest(a, b, changing);
  };
}

TextComparison Counting(std::function<void(Comparison&)> change) {
  return [change](std::string_view a, std::string_view b, DifferenceSink& sink) {
    Comparison comparison = Honest(a, b, sink);
    change(comparison);
    return comparison;
  };
}

std::string_view WithoutLastRow(std::string_view text) {
  return text.substr(0, text.rfind('\n', text.size() - 2) + 1);
}

TEST(PlantedDifferences, AreFoundByTheComparison) { EXPECT_TRUE(FindsPlanted(Honest)); }

TEST(PlantedDifferences, CatchAComparisonThatCallsAllEqual) {
  EXPECT_FALSE(FindsPlanted([](std::string_view a, std::string_view, DifferenceSink& sink) {
    return Honest(a, a, sink);
  }));
}

TEST(PlantedDifferences, CatchAComparisonThatSkipsTheLastRow) {
  EXPECT_FALSE(FindsPlanted([](std::string_view a, std::string_view b, DifferenceSink& sink) {
    return Honest(WithoutLastRow(a), b, sink);
  }));
  EXPECT_FALSE(FindsPlanted([](std::string_view a, std::string_view b, DifferenceSink& sink) {
    return Honest(a, WithoutLastRow(b), sink);
  }));
}

TEST(PlantedDifferences, CatchSidesThatAreSwapped) {
  EXPECT_FALSE(FindsPlanted([](std::string_view a, std::string_view b, DifferenceSink& sink) {
    return Honest(b, a, sink);
  }));
}

TEST(PlantedDifferences, CatchEveryClassThatIsKeptBack) {
  for (std::size_t i = 0; i < kDifferenceClassCount; ++i) {
    const auto kept_back = static_cast<DifferenceClass>(i);
    EXPECT_FALSE(FindsPlanted(Telling([kept_back](Difference& difference) {
      return difference.difference_class != kept_back;
    }))) << Name(kept_back);
  }
}

TEST(PlantedDifferences, CatchAClassThatIsTakenForAnother) {
  for (std::size_t i = 0; i < kDifferenceClassCount; ++i) {
    EXPECT_FALSE(FindsPlanted(Telling([i](Difference& difference) {
      if (difference.difference_class == static_cast<DifferenceClass>(i)) {
        difference.difference_class = static_cast<DifferenceClass>((i + 1) % kDifferenceClassCount);
      }
      return true;
    })));
  }
}

TEST(PlantedDifferences, CatchDifferencesToldTwice) {
  EXPECT_FALSE(FindsPlanted([](std::string_view a, std::string_view b, DifferenceSink& sink) {
    Changing twice(sink, [&sink](Difference& difference) {
      sink.Take(difference);
      return true;
    });
    return Honest(a, b, twice);
  }));
}

TEST(PlantedDifferences, CatchWrongBooks) {
  EXPECT_FALSE(FindsPlanted(Counting([](Comparison& comparison) { ++comparison.equal; })));
  EXPECT_FALSE(FindsPlanted(Counting([](Comparison& comparison) { comparison.differences = {}; })));
  EXPECT_FALSE(FindsPlanted(Counting([](Comparison& comparison) { comparison.money.clear(); })));
  EXPECT_FALSE(FindsPlanted(Counting([](Comparison& comparison) {
    Money& money = comparison.money["USD"];
    money.over = money.Net();
    money.under = {};
  })));
}

TEST(PlantedDifferences, GiveABlindComparisonNoVerdict) {
  EXPECT_TRUE(CheckSight(Honest).has_value());
  const auto blind = CheckSight([](std::string_view a, std::string_view, DifferenceSink& sink) {
    return Honest(a, a, sink);
  });
  ASSERT_FALSE(blind.has_value());
  EXPECT_EQ(blind.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(blind.error().diagnostics.front().code, "comparison_blind");
}

}  // namespace
}  // namespace twinbill::compare
