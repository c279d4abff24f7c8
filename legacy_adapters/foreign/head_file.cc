#include "legacy_adapters/foreign/head_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace twinbill::foreign {

using Kind = JsonTree::Kind;
using model::Code;

namespace {

constexpr std::int64_t kHeadBytesMax = 16 << 20;

model::Failure Unreadable(const std::string& path, const std::string& reason) {
  return model::InputFailure({Code{"foreign_unreadable"}, {path, 0, 0, "", ""}, reason});
}

bool IsName(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && text.size() <= 64 && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

void ReadParameters(const JsonTree& tree, Parameters& parameters, Findings& findings) {
  if (tree.kind != Kind::kObject) WrongForm(tree, "an object of names and texts", findings);
  for (const JsonMember& member : tree.members) {
    if (!IsName(member.key)) {
      findings.emplace_back(Code{"foreign_bad_name"}, member.key_position,
                            fmt::format("\"{}\" can't be a parameter's name", member.key),
                            "letters, digits and _, at most 64, no digit first");
    }
    if (member.value.kind != Kind::kString) {
      WrongForm(member.value, "a text (numbers too, so that none is rounded)", findings);
    }
    parameters.emplace_back(member.key, member.value.text);
  }
}

void ReadContract(const JsonTree& tree, legacy::LegacyHead& head, Findings& findings) {
  KeyReader keys(tree, findings);
  head.contract_id = keys.Text("id");
  head.payer = keys.Text("payer");
  head.currency = keys.Text("currency");
  const auto start = keys.Date("start");
  const auto end = keys.Date("end");
  keys.Finish();
  const bool is_currency =
      head.currency.size() == 3 && std::all_of(head.currency.begin(), head.currency.end(),
                                               [](char c) { return c >= 'A' && c <= 'Z'; });
  if (const JsonTree* currency = tree.Find("currency"); currency != nullptr && !is_currency) {
    WrongForm(*currency, "a code of ISO 4217, as \"USD\"", findings);
  }
  if (!start || !end) {
    head.term = {model::Date::FromCivil(2000, 1, 1), model::Date::FromCivil(2000, 2, 1)};
    return;
  }
  head.term = {*start, *end};
  if (*start >= *end) {
    findings.emplace_back(
        Code{"foreign_term_order"}, tree.Find("end")->position,
        fmt::format("the term ends at {} and starts at {}", end->ToString(), start->ToString()),
        "an end behind the start");
  }
}

}  // namespace

model::Result<std::string> ReadWholeFile(const std::string& path, std::int64_t bytes_max) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return model::Fail(Unreadable(path, "is a folder, not a file"));
  }
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             &std::fclose);
  if (file == nullptr) {
    return model::Fail(Unreadable(path, fmt::format("can't be read: {}", std::strerror(errno))));
  }
  std::string bytes;
  char buffer[1 << 16];
  std::size_t size = 0;
  while ((size = std::fread(buffer, 1, sizeof buffer, file.get())) > 0) {
    bytes.append(buffer, size);
    if (static_cast<std::int64_t>(bytes.size()) > bytes_max) {
      return model::Fail(model::InputFailure({Code{"foreign_too_large"},
                                              {path, 0, 0, "", ""},
                                              "is too large",
                                              fmt::format("{} bytes", bytes_max)}));
    }
  }
  if (std::ferror(file.get()) != 0) {
    return model::Fail(Unreadable(path, fmt::format("can't be read: {}", std::strerror(errno))));
  }
  return bytes;
}

model::Result<HeadFile> ReadHeadFile(const std::string& path) {
  HeadFile head;
  head.path = path;
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  head.folder = whole.parent_path().string();
  TWINBILL_ASSIGN(bytes, ReadWholeFile(path, kHeadBytesMax));
  head.bytes = std::move(bytes);
  TWINBILL_ASSIGN(tree, ParseJson(head.bytes, path));
  head.tree = std::move(tree);
  return head;
}

std::string PathFrom(const std::string& folder, const std::string& path) {
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

Head ReadHead(KeyReader& keys, std::string_view kind) {
  Head head;
  if (const JsonTree* version = keys.Required(kind)) {
    if (WholeNumber(*version) != 1) {
      WrongForm(*version, "the number 1, the only version there is", keys.findings());
    }
  }
  if (const JsonTree* contract = keys.Required("contract")) {
    ReadContract(*contract, head.contract, keys.findings());
  }
  if (const JsonTree* parameters = keys.Optional("parameters")) {
    ReadParameters(*parameters, head.parameters, keys.findings());
  }
  return head;
}

}  // namespace twinbill::foreign
