#include "tests/support/report_files.h"

#include <archive.h>
#include <archive_entry.h>

#include "corpus/model/check.h"

namespace twinbill::support {
namespace {

la_ssize_t Append(struct archive* /*archive*/, void* out, const void* bytes, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

void WriteEntry(struct archive* archive, const std::string& name, std::string_view bytes) {
  struct archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, name.c_str());
  archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  TWINBILL_CHECK(archive_write_header(archive, entry) == ARCHIVE_OK);
  TWINBILL_CHECK(archive_write_data(archive, bytes.data(), bytes.size()) ==
                 static_cast<la_ssize_t>(bytes.size()));
  archive_entry_free(entry);
}

}  // namespace

std::string Gzip(std::string_view bytes) {
  std::string packed;
  struct archive* archive = archive_write_new();
  archive_write_set_format_raw(archive);
  archive_write_add_filter_gzip(archive);
  archive_write_set_bytes_per_block(archive, 0);
  TWINBILL_CHECK(archive_write_open(archive, &packed, nullptr, Append, nullptr) == ARCHIVE_OK);
  WriteEntry(archive, "report.csv", bytes);
  TWINBILL_CHECK(archive_write_close(archive) == ARCHIVE_OK);
  archive_write_free(archive);
  return packed;
}

std::string Zip(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string packed;
  struct archive* archive = archive_write_new();
  archive_write_set_format_zip(archive);
  archive_write_set_bytes_per_block(archive, 0);
  TWINBILL_CHECK(archive_write_open(archive, &packed, nullptr, Append, nullptr) == ARCHIVE_OK);
  for (const auto& [name, bytes] : files) WriteEntry(archive, name, bytes);
  TWINBILL_CHECK(archive_write_close(archive) == ARCHIVE_OK);
  archive_write_free(archive);
  return packed;
}

std::string Cur2(std::string_view rows) {
  return "identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,"
         "line_item_usage_account_id,line_item_usage_start_date,line_item_line_item_type,"
         "line_item_product_code,line_item_usage_type,line_item_currency_code,"
         "line_item_usage_amount,line_item_unblended_cost\n" +
         std::string(rows);
}

std::string Cur2Row(std::string_view id, std::string_view start, std::string_view quantity,
                    std::string_view cost) {
  std::string row(id);
  row += ",999,2025-01-01,111,";
  row += start;
  row += ",Usage,AmazonEC2,BoxUsage,USD,";
  row += quantity;
  row += ',';
  row += cost;
  return row + "\n";
}

}  // namespace twinbill::support
