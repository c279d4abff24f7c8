// Evidence as JSON, and back: canonical, one line, keys in one order, numbers that count as text.
#pragma once

#include <string>
#include <string_view>

#include "corpus/model/result.h"
#include "harness/evidence/evidence.h"

namespace twinbill::evidence {

std::string ToJson(const PeriodEvidence& period);
std::string ToJson(const DifferenceEvidence& difference);
std::string ToJson(const Certificate& certificate);
std::string ToJson(const CauseEvidence& cause);
std::string ToJson(const ContractEvidence& contract);
// An array of diagnostics, without their excerpts.
std::string ToJson(const std::vector<model::Diagnostic>& diagnostics);
// An array of records, each by the short names of usage.md.
std::string ToJson(const std::vector<model::UsageRecord>& records);

// The same read back. Text that none of these wrote fails with `evidence_damaged`, at `where`.
model::Result<PeriodEvidence> ReadPeriod(std::string_view text, const model::Position& where);
model::Result<DifferenceEvidence> ReadDifference(std::string_view text,
                                                 const model::Position& where);
model::Result<Certificate> ReadCertificate(std::string_view text, const model::Position& where);
model::Result<CauseEvidence> ReadCause(std::string_view text, const model::Position& where);
model::Result<ContractEvidence> ReadContract(std::string_view text, const model::Position& where);
model::Result<std::vector<model::Diagnostic>> ReadDiagnostics(std::string_view text,
                                                              const model::Position& where);
model::Result<std::vector<model::UsageRecord>> ReadRecords(std::string_view text,
                                                           const model::Position& where);

}  // namespace twinbill::evidence
