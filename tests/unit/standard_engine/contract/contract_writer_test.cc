#include "standard_engine/contract/contract_writer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "standard_engine/contract/contract_reader.h"

namespace twinbill::contract {
namespace {

namespace fs = std::filesystem;

// Every key of the primitive with a value that is not its default, in canonical form.
constexpr const char* kAllKeys = R"({
  "twinbill": 1,
  "contract": {
    "id": "K-1",
    "customer": "Küche & \"Co\"",
    "note": "line one\nline two",
    "payer": "111122223333",
    "currency": "USD",
    "term": {"start": "2025-01-15", "end": "2028-01-01"},
    "net": "billed",
    "incomplete": true
  },
  "constructs": [
    {
      "id": "tiers",
      "construct": "primitive",
      "clause": "2.1",
      "note": "as agreed",
      "effective": {"from": "2025-02-01", "to": "2026-02-01", "by": "period"},
      "scope": {
        "usage_type": ["*-TimedStorage-*", "EU-?"],
        "service": ["AmazonS3"],
        "tag.user_team": [""],
        "not": {"region": [], "product.family": ["x"]}
      },
      "unless": ["grant", "commit"],
      "base": "rated",
      "meter": {
        "measure": "net_cost",
        "window": "contract_quarter",
        "per": ["account", "product.family"],
        "scope": {}
      },
      "benefit": {
        "tiers": {
          "mode": "volume",
          "bound": "lower_inclusive",
          "below_zero": "nothing",
          "steps": [{"up_to": "10.5", "unit_price": "-0.02"}, {"up_to": null, "unit_price": "1"}]
        },
        "floor": "zero"
      },
      "entitlement": {"scope": {"service": ["Gateway"]}, "ratio": "1.5"},
      "cap": {"amount": "100", "window": "term"},
      "sharing": {"order": "owner_first", "owner": "444455556666"},
      "line": {"type": "PrivateRateDiscount", "description": "", "by": [], "emit_zero": true},
      "spread": "own",
      "rounding": {
        "mode": "HALF_EVEN",
        "digits": 0,
        "at": "total",
        "deal": "rounded",
        "remainder": "last"
      },
      "delivery": "out_of_cycle"
    },
    {
      "id": "grant",
      "construct": "primitive",
      "clause": "",
      "benefit": {
        "prepaid": {
          "amount": "-5",
          "grant": "7",
          "window": "contract_year",
          "fee": {"type": "Purchase", "description": "prepayment"}
        }
      },
      "line": {"type": "Prepaid", "description": "drawn"}
    },
    {
      "id": "commit",
      "construct": "primitive",
      "clause": "4",
      "benefit": {"percent_off": "0", "floor": "none"},
      "commit": {
        "amount": "1000000",
        "window": "contract_year",
        "measure": "net_cost",
        "scope": {"line_item_type": ["*"]},
        "limits": [{"scope": {"service": ["Market*"]}, "share": "25"}],
        "prorate": true,
        "charge": {"type": "Fee", "description": "shortfall"}
      },
      "line": {"type": "EdpDiscount", "description": "a"}
    },
    {
      "id": "window",
      "construct": "primitive",
      "clause": "5",
      "meter": {"measure": "quantity"},
      "benefit": {"unit_discount": "0.5"},
      "settle": "window_end",
      "line": {"type": "Rebate", "description": "b", "by": ["account", "usage_type"]}
    }
  ]
}
)";

TEST(ContractWriter, WritesEveryKeyInItsCanonicalForm) {
  const auto contract = ReadContract(kAllKeys, "all.json");
  ASSERT_TRUE(contract) << model::Format(contract.error().diagnostics.front());
  EXPECT_EQ(WriteContract(*contract), kAllKeys);
}

TEST(ContractWriter, LeavesDefaultsOut) {
  const auto contract = ReadContract(R"({"constructs": [{
    "delivery": "anniversary", "settle": "monthly", "base": "list", "unless": [],
    "sharing": {"order": "pro_rata"}, "effective": {"from": null, "to": null, "by": "usage"},
    "rounding": {"mode": "HALF_UP", "digits": 2, "at": "line", "deal": "exact",
                 "remainder": "largest"},
    "meter": {"measure": "quantity", "window": "month", "per": []},
    "cap": {"amount": "1.50", "window": "month"},
    "benefit": {"tiers": {"steps": [{"unit_price": "1e-2", "up_to": null}],
      "mode": "graduated", "bound": "upper_inclusive", "below_zero": "first_step"}},
    "commit": {"charge": {"description": "d", "type": "t"}, "measure": "list_cost", "amount": "1",
               "window": "month", "limits": [], "prorate": false},
    "line": {"description": "a", "type": "T", "emit_zero": false,
             "by": ["usage_type", "region", "service", "account"]},
    "clause": "1", "construct": "primitive", "id": "c"}],
    "contract": {"incomplete": false, "net": "exact", "term": {"end": "2026-01-01",
    "start": "2025-01-01"}, "currency": "USD", "payer": "1", "id": "K"}, "twinbill": 1})",
                                     "defaults.json");
  ASSERT_TRUE(contract) << model::Format(contract.error().diagnostics.front());
  EXPECT_EQ(WriteContract(*contract), R"({
  "twinbill": 1,
  "contract": {
    "id": "K",
    "payer": "1",
    "currency": "USD",
    "term": {"start": "2025-01-01", "end": "2026-01-01"}
  },
  "constructs": [
    {
      "id": "c",
      "construct": "primitive",
      "clause": "1",
      "meter": {"measure": "quantity"},
      "benefit": {"tiers": {"mode": "graduated", "steps": [{"up_to": null, "unit_price": "0.01"}]}},
      "cap": {"amount": "1.5"},
      "commit": {
        "amount": "1",
        "measure": "list_cost",
        "charge": {"type": "t", "description": "d"}
      },
      "line": {"type": "T", "description": "a"}
    }
  ]
}
)");
}

TEST(ContractWriter, WhatItWritesOfEveryConformanceContractReadsAsTheSameContract) {
  int count = 0;
  std::set<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(TWINBILL_SOURCE_DIR) /
                                                            "tests/conformance/standard/cases")) {
    if (entry.path().filename() == "contract.json") files.insert(entry.path());
  }
  for (const fs::path& file : files) {
    const auto contract = ReadContractFile(file);
    ASSERT_TRUE(contract) << file;
    const std::string written = WriteContract(*contract);
    const auto again = ReadContract(written, "written.json");
    ASSERT_TRUE(again) << file << model::Format(again.error().diagnostics.front());
    EXPECT_EQ(*again, *contract) << file;
    EXPECT_EQ(WriteContract(*again), written) << file;
    ++count;
  }
  EXPECT_GE(count, 80);
}

}  // namespace
}  // namespace twinbill::contract
