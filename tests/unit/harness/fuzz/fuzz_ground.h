// Contracts for tests of the fuzzer: one with all kinds of decisions, and the same with a fault.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "harness/fuzz/fuzz_batch.h"
#include "standard_engine/contract/contract_reader.h"
#include "tests/support/standard_as_legacy.h"

namespace twinbill::fuzz {

// Volume tiers, a cap, a percentage on what is left, and a yearly commitment.
inline contract::Contract GroundContract() {
  constexpr const char* kText = R"({
    "twinbill": 1,
    "contract": {"id": "C", "payer": "111122223333", "currency": "USD",
                 "term": {"start": "2025-01-01", "end": "2026-07-01"}},
    "constructs": [
      {"id": "tiers", "construct": "primitive", "clause": "1",
       "scope": {"service": ["AmazonS3"], "usage_type": ["*-Storage-*"]},
       "meter": {"measure": "quantity", "window": "month", "per": ["account"]},
       "benefit": {"tiers": {"mode": "volume", "steps": [
         {"up_to": "50000", "percent_off": "3"}, {"up_to": "500000", "percent_off": "7.5"},
         {"up_to": null, "percent_off": "12"}]}},
       "line": {"type": "PrivateRateDiscount", "description": "S3", "by": ["account"]}},
      {"id": "capped", "construct": "primitive", "clause": "2", "base": "net",
       "effective": {"from": "2025-02-15", "to": null, "by": "usage"},
       "scope": {"usage_type": ["*"]},
       "benefit": {"percent_off": "4.25"}, "cap": {"amount": "900", "window": "contract_quarter"},
       "line": {"type": "EdpDiscount", "description": "all", "by": ["service"]},
       "rounding": {"mode": "HALF_UP", "digits": 2, "at": "total"}},
      {"id": "commit", "construct": "primitive", "clause": "3",
       "commit": {"amount": "25000", "window": "contract_quarter", "measure": "net_cost",
                  "charge": {"type": "Fee", "description": "shortfall"}},
       "line": {"type": "Fee", "description": "commitment"}}]
  })";
  auto contract = contract::ReadContract(kText, "ground.json");
  EXPECT_TRUE(contract.has_value());
  return std::move(contract).value();
}

// Both sides of the ground contract, the standard one with a fault.
class FuzzGround {
 public:
  using Fault = std::function<void(contract::Contract&)>;

  explicit FuzzGround(const Fault& fault, std::uint64_t seed = 1)
      : legacy_(GroundContract()), standard_(Faulty(fault)) {
    Mentions mentions;
    mentions.Add(GroundContract());
    mentions.Add(standard_.contract());
    target_ = std::make_unique<FuzzTarget>(legacy_, standard_, std::move(mentions), seed);
  }

  FuzzTarget& target() { return *target_; }
  const legacy::LegacyModel& legacy() const { return legacy_; }
  const plan::Plan& standard() const { return standard_; }

 private:
  static contract::Contract Faulty(const Fault& fault) {
    contract::Contract contract = GroundContract();
    if (fault) fault(contract);
    return contract;
  }

  support::StandardAsLegacy legacy_;
  plan::Plan standard_;
  std::unique_ptr<FuzzTarget> target_;
};

}  // namespace twinbill::fuzz
