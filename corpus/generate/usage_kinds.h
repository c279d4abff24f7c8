// What generated usage consists of: kinds of usage, regions, and how much is used in an hour.
//
// Counted in published reports of 2018: EC2 and S3 have most of the rows, Glue and RDS most of the
// money; most rows are free. So each kind has its share of rows and, by its rate and its shape of
// quantities, its own share of the money.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace twinbill::generate {

// How quantities of a kind are spread.
enum class QuantityShape {
  kHour,       // one, each hour
  kBytes,      // gigabytes of small traffic
  kObjects,    // gigabyte months of small buckets
  kVolumes,    // gigabyte months of disks
  kRequests,   // whole, mostly one or two
  kEvents,     // whole, up to tens of thousands
  kProcessing  // hours of many machines at once
};

struct UsageKind {
  std::string_view service;
  std::string_view usage_type;  // behind the region's prefix
  std::string_view operations;  // joined by '|'; a resource has one of them
  std::string_view unit;
  std::string_view family;
  int rows_share;           // of the sum over all kinds
  int free_share;           // of 100: charged nothing, though the list has a rate
  int reserved_share;       // of 100: covered by a reservation
  std::int64_t list_price;  // units of 10^-10
  QuantityShape shape;
  bool everywhere;  // in all regions; else in the two largest alone
};

struct RegionShare {
  std::string_view region;
  std::string_view prefix;
  int share;  // of the sum over all regions
};

std::span<const UsageKind> UsageKinds();
std::span<const RegionShare> RegionShares();  // the largest first

// The quantity, in units of 10^-10, that a share of `position` / 1'000'000 of a shape's rows
// doesn't exceed. 0 <= position < 1'000'000.
std::int64_t QuantityAt(QuantityShape shape, std::int64_t position);

}  // namespace twinbill::generate
