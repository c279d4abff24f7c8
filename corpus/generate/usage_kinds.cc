#include "corpus/generate/usage_kinds.h"

#include <array>

#include "corpus/model/decimal.h"

namespace twinbill::generate {
namespace {

constexpr std::int64_t kOne = 10'000'000'000;  // in units of 10^-10

using enum QuantityShape;

constexpr std::string_view kGets =
    "GetObject|HeadObject|HeadBucket|ReadACL|ReadLocation|ReadBucketPolicy|ReadBucketVersioning|"
    "ReadBucketLogging|ReadBucketTagging|ReadBucketCors|ReadBucketLifecycle|ReadBucketNotification|"
    "ReadBucketWebsite|ReadBucketEncryption|ReadBucketReplication|ReadBucketAcceleration";
constexpr std::string_view kPuts =
    "PutObject|ListBucket|ListAllMyBuckets|CopyObject|PostObject|InitiateMultipartUpload|"
    "UploadPart|CompleteMultipartUpload|ListBucketVersions|WriteBucketTagging";
constexpr std::string_view kTraffic =
    "RunInstances|LoadBalancing|PublicIP-In|PublicIP-Out|NatGateway";

// Service, usage type, operations, unit, family; rows, free, reserved; list price; shape; regions.
constexpr std::array<UsageKind, 46> kKinds = {{
    {"AmazonEC2", "DataTransfer-In-Bytes", kTraffic, "GB", "Data Transfer", 900, 0, 0, 0, kBytes,
     true},
    {"AmazonEC2", "DataTransfer-Out-Bytes", kTraffic, "GB", "Data Transfer", 330, 95, 0,
     900'000'000, kBytes, true},
    {"AmazonEC2", "DataTransfer-Regional-Bytes", kTraffic, "GB", "Data Transfer", 460, 85, 0,
     100'000'000, kBytes, true},
    {"AmazonEC2", "AWS-In-Bytes", "PublicIP-In|RunInstances", "GB", "Data Transfer", 290, 0, 0, 0,
     kBytes, true},
    {"AmazonEC2", "AWS-Out-Bytes", "PublicIP-Out|RunInstances", "GB", "Data Transfer", 150, 80, 0,
     200'000'000, kBytes, true},
    {"AmazonEC2", "EBS:VolumeUsage.gp2", "CreateVolume-Gp2", "GB-Mo", "Storage", 940, 4, 0,
     1'000'000'000, kVolumes, true},
    {"AmazonEC2", "EBS:SnapshotUsage", "CreateSnapshot", "GB-Mo", "Storage Snapshot", 160, 10, 0,
     500'000'000, kVolumes, true},
    {"AmazonEC2", "EBS:VolumeIOUsage", "CreateVolume|EBS:IO-Read|EBS:IO-Write", "IOs",
     "System Operation", 120, 60, 0, 500, kEvents, false},
    {"AmazonEC2", "BoxUsage:t2.micro", "RunInstances|RunInstances:0002", "Hrs", "Compute Instance",
     620, 12, 62, 116'000'000, kHour, false},
    {"AmazonEC2", "BoxUsage:c4.large", "RunInstances", "Hrs", "Compute Instance", 270, 0, 92,
     1'000'000'000, kHour, false},
    {"AmazonEC2", "BoxUsage:m5.xlarge", "RunInstances|RunInstances:0010", "Hrs", "Compute Instance",
     225, 0, 2, 1'920'000'000, kHour, false},
    {"AmazonEC2", "BoxUsage:t2.small", "RunInstances", "Hrs", "Compute Instance", 60, 0, 10,
     230'000'000, kHour, false},
    {"AmazonEC2", "BoxUsage:t2.medium", "RunInstances|RunInstances:0002", "Hrs", "Compute Instance",
     60, 0, 10, 464'000'000, kHour, false},
    {"AmazonEC2", "ElasticIP:IdleAddress", "AssociateAddressVPC", "Hrs", "IP Address", 80, 0, 0,
     50'000'000, kHour, true},
    {"AmazonS3", "DataTransfer-In-Bytes", kPuts, "GB", "Data Transfer", 860, 0, 0, 0, kBytes, true},
    {"AmazonS3", "DataTransfer-Out-Bytes", kGets, "GB", "Data Transfer", 400, 97, 0, 900'000'000,
     kBytes, true},
    {"AmazonS3", "Requests-Tier1", kPuts, "Requests", "API Request", 800, 55, 0, 50'000, kRequests,
     true},
    {"AmazonS3", "Requests-Tier2", kGets, "Requests", "API Request", 840, 72, 0, 4'000, kRequests,
     true},
    {"AmazonS3", "TimedStorage-ByteHrs", "StandardStorage", "GB-Mo", "Storage", 420, 45, 0,
     230'000'000, kObjects, true},
    {"AmazonS3", "TimedStorage-SIA-ByteHrs", "StandardIAStorage", "GB-Mo", "Storage", 40, 20, 0,
     125'000'000, kObjects, false},
    {"AmazonS3", "StorageObjectCount", "StandardStorage", "Count", "Storage", 40, 0, 0, 0,
     kRequests, false},
    {"AmazonGuardDuty", "PaidEventsAnalyzed", "CloudTrail", "Events", "Security Services", 330, 6,
     0, 40'000, kEvents, true},
    {"AmazonGuardDuty", "PaidEventsAnalyzed-Bytes", "VPCFlowLogs|DNSLogs", "GB",
     "Security Services", 130, 10, 0, 10'000'000'000, kObjects, true},
    {"AmazonGuardDuty", "FreeEventsAnalyzed", "CloudTrail", "Events", "Security Services", 380, 0,
     0, 0, kEvents, true},
    {"AmazonRDS", "InstanceUsage:db.t2.medium", "CreateDBInstance:0016|CreateDBInstance:0014",
     "Hrs", "Database Instance", 130, 0, 4, 1'360'000'000, kHour, false},
    {"AmazonRDS", "Multi-AZUsage:db.r4.xlarge", "CreateDBInstance:0014", "Hrs", "Database Instance",
     60, 0, 0, 9'600'000'000, kHour, false},
    {"AmazonRDS", "RDS:GP2-Storage", "CreateDBInstance:0016|CreateDBInstance:0014", "GB-Mo",
     "Database Storage", 160, 4, 0, 1'150'000'000, kVolumes, false},
    {"AmazonRDS", "RDS:ChargedBackupUsage", "CreateDBInstance", "GB-Mo", "Storage Snapshot", 70, 70,
     0, 950'000'000, kVolumes, false},
    {"AmazonRDS", "DataTransfer-In-Bytes", "CreateDBInstance:0016", "GB", "Data Transfer", 80, 0, 0,
     0, kBytes, true},
    {"AWSCloudTrail", "FreeEventsRecorded", "None", "Events", "Management Tools", 430, 0, 0, 0,
     kEvents, true},
    {"AWSCloudTrail", "PaidEventsRecorded", "None", "Events", "Management Tools", 20, 0, 0, 200'000,
     kEvents, false},
    {"AWSGlue", "ETL-DPU-Hour", "Jobrun", "DPU-Hour", "AWS Glue", 46, 0, 0, 4'400'000'000,
     kProcessing, false},
    {"AWSGlue", "Crawler-DPU-Hour", "CrawlerRun", "DPU-Hour", "AWS Glue", 30, 0, 0, 4'400'000'000,
     kVolumes, false},
    {"AWSGlue", "Catalog-Request", "GetTable|GetPartitions|GetDatabase|UpdateTable", "Request",
     "AWS Glue", 80, 95, 0, 10'000, kRequests, false},
    {"AWSGlue", "Catalog-Storage", "Storage", "Obj-Month", "AWS Glue", 40, 95, 0, 100'000, kObjects,
     false},
    {"AmazonCloudWatch", "CW:Requests", "PutMetricData|GetMetricStatistics|ListMetrics", "Metrics",
     "API Request", 60, 40, 0, 100'000, kRequests, false},
    {"AmazonCloudWatch", "CW:AlarmMonitorUsage", "Unknown", "Alarms", "Alarm", 30, 40, 0,
     1'000'000'000, kVolumes, false},
    {"AWSLambda", "Request", "Invoke", "Requests", "Serverless", 25, 80, 0, 2'000, kEvents, false},
    {"AWSLambda", "Lambda-GB-Second", "Invoke", "seconds", "Serverless", 25, 80, 0, 166'667,
     kEvents, false},
    {"AmazonSNS", "Requests-Tier1", "ListTopics|Publish|ListSubscriptions", "Requests",
     "API Request", 25, 92, 0, 5'000, kRequests, true},
    {"AWSQueueService", "Requests-RBP", "ReceiveMessage|SendMessage", "Requests", "API Request", 20,
     90, 0, 4'000, kEvents, false},
    {"awskms", "KMS-Requests", "Decrypt|GenerateDataKey|Encrypt", "Requests", "API Request", 20, 70,
     0, 30'000, kRequests, false},
    {"AmazonDynamoDB", "WriteCapacityUnit-Hrs", "CommittedThroughput", "WriteCapacityUnit-Hrs",
     "Provisioned IOPS", 15, 40, 0, 6'500'000, kRequests, false},
    {"AmazonDynamoDB", "ReadCapacityUnit-Hrs", "CommittedThroughput", "ReadCapacityUnit-Hrs",
     "Provisioned IOPS", 15, 40, 0, 1'300'000, kRequests, false},
    {"AmazonBedrock", "InputTokenCount", "InvokeModelInference", "1K tokens", "Amazon Bedrock", 8,
     0, 0, 30'000'000, kRequests, false},
    {"AmazonBedrock", "OutputTokenCount", "InvokeModelInference", "1K tokens", "Amazon Bedrock", 8,
     0, 0, 150'000'000, kRequests, false},
}};

constexpr std::array<RegionShare, 17> kRegions = {{{"us-east-1", "", 48},
                                                   {"us-west-2", "USW2-", 13},
                                                   {"eu-west-1", "EU-", 7},
                                                   {"us-east-2", "USE2-", 5},
                                                   {"ap-southeast-2", "APS2-", 4},
                                                   {"eu-central-1", "EUC1-", 3},
                                                   {"us-west-1", "USW1-", 3},
                                                   {"ap-southeast-1", "APS1-", 2},
                                                   {"ap-northeast-1", "APN1-", 2},
                                                   {"ap-northeast-2", "APN2-", 2},
                                                   {"ap-south-1", "APS3-", 2},
                                                   {"ca-central-1", "CAN1-", 2},
                                                   {"eu-west-2", "EUW2-", 2},
                                                   {"eu-west-3", "EUW3-", 1},
                                                   {"sa-east-1", "SAE1-", 1},
                                                   {"eu-north-1", "EUN1-", 1},
                                                   {"", "", 1}}};

struct Quantile {
  int per_mille;
  std::int64_t units;
};

constexpr std::array<Quantile, 2> kHourQuantiles = {{{0, kOne}, {1000, kOne}}};
constexpr std::array<Quantile, 9> kByteQuantiles = {{{0, 200},
                                                     {30, 2'000},
                                                     {270, 7'000},
                                                     {700, 13'000},
                                                     {850, 40'000},
                                                     {920, 400'000},
                                                     {970, 20'000'000},
                                                     {995, 300'000'000},
                                                     {1000, kOne}}};
constexpr std::array<Quantile, 8> kObjectQuantiles = {{{0, 1'000},
                                                       {150, 50'000},
                                                       {350, 500'000},
                                                       {550, 3'000'000},
                                                       {750, 12'000'000},
                                                       {900, 40'000'000},
                                                       {980, 150'000'000},
                                                       {1000, 600'000'000}}};
constexpr std::array<Quantile, 7> kVolumeQuantiles = {{{0, 8'000'000},
                                                       {100, 26'880'000},
                                                       {400, 107'526'881},
                                                       {700, 134'408'602},
                                                       {850, 400'000'000},
                                                       {970, 1'344'086'021},
                                                       {1000, 6'720'430'107}}};
constexpr std::array<Quantile, 8> kRequestQuantiles = {{{0, kOne},
                                                        {560, kOne},
                                                        {780, 2 * kOne},
                                                        {880, 4 * kOne},
                                                        {950, 12 * kOne},
                                                        {985, 60 * kOne},
                                                        {998, 600 * kOne},
                                                        {1000, 5'000 * kOne}}};
constexpr std::array<Quantile, 8> kEventQuantiles = {{{0, kOne},
                                                      {380, 2 * kOne},
                                                      {650, 12 * kOne},
                                                      {860, 60 * kOne},
                                                      {950, 200 * kOne},
                                                      {985, 8'000 * kOne},
                                                      {992, 26'026 * kOne},
                                                      {1000, 57'264 * kOne}}};
constexpr std::array<Quantile, 7> kProcessingQuantiles = {{{0, kOne / 2},
                                                           {150, 3 * kOne},
                                                           {450, 6 * kOne},
                                                           {750, 11 * kOne},
                                                           {930, 24 * kOne},
                                                           {990, 60 * kOne},
                                                           {1000, 1'268 * kOne / 10}}};

std::span<const Quantile> QuantilesOf(QuantityShape shape) {
  switch (shape) {
    case kHour: return kHourQuantiles;
    case kBytes: return kByteQuantiles;
    case kObjects: return kObjectQuantiles;
    case kVolumes: return kVolumeQuantiles;
    case kRequests: return kRequestQuantiles;
    case kEvents: return kEventQuantiles;
    case kProcessing: return kProcessingQuantiles;
  }
  return kHourQuantiles;
}

}  // namespace

std::span<const UsageKind> UsageKinds() { return kKinds; }
std::span<const RegionShare> RegionShares() { return kRegions; }

std::int64_t QuantityAt(QuantityShape shape, std::int64_t position) {
  const std::span<const Quantile> quantiles = QuantilesOf(shape);
  std::size_t i = 1;
  while (position >= std::int64_t{quantiles[i].per_mille} * 1000) ++i;
  const std::int64_t low = std::int64_t{quantiles[i - 1].per_mille} * 1000;
  const std::int64_t width = std::int64_t{quantiles[i].per_mille} * 1000 - low;
  const model::Int128 span = quantiles[i].units - quantiles[i - 1].units;
  std::int64_t units =
      quantiles[i - 1].units + static_cast<std::int64_t>(span * (position - low) / width);
  if (shape == kRequests || shape == kEvents) units = (units + kOne / 2) / kOne * kOne;
  return units;
}

}  // namespace twinbill::generate
