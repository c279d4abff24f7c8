#include "legacy_adapters/process/line_messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "legacy_adapters/foreign/json_tree.h"
#include "legacy_adapters/foreign/usage_columns.h"

namespace twinbill::process {

using foreign::AppendJsonText;
using foreign::JsonText;
using foreign::JsonTree;
using model::Unexpected;

namespace {

constexpr std::size_t kShownMax = 80;

Fault Bad(FaultKind kind, std::string message, std::string allowed = {}) {
  return {kind, std::move(message), std::move(allowed), "", 0, 0};
}

std::string Shown(std::string_view line) {
  return JsonText(line.size() <= kShownMax ? std::string(line)
                                           : std::string(line.substr(0, kShownMax)) + "…");
}

void AppendMember(std::string_view name, std::string_view text, std::string& out) {
  if (out.back() != '{') out += ',';
  AppendJsonText(name, out);
  out += ':';
  AppendJsonText(text, out);
}

// The keys of a message, each asked for once.
class Keys {
 public:
  explicit Keys(const JsonTree& tree) : tree_(tree) {}

  const JsonTree* Take(std::string_view key, JsonTree::Kind kind, bool needed) {
    const JsonTree* value = tree_.Find(key);
    if (value == nullptr) {
      if (needed) Note(fmt::format("the key \"{}\" is missing", key));
      return nullptr;
    }
    ++taken_;
    if (value->kind == kind) return value;
    Note(fmt::format("\"{}\" is {}", key, value->Describe()));
    return nullptr;
  }
  void Text(std::string_view key, bool needed, std::string& to) {
    if (const JsonTree* value = Take(key, JsonTree::Kind::kString, needed)) to = value->text;
  }
  void Number(std::string_view key, bool needed, std::int64_t& to) {
    const JsonTree* value = Take(key, JsonTree::Kind::kNumber, needed);
    if (value == nullptr) return;
    const auto number = foreign::WholeNumber(*value);
    if (number && *number >= 0) {
      to = *number;
    } else {
      Note(fmt::format("\"{}\" is {}", key, value->Describe()));
    }
  }
  // What is wrong first; empty where nothing is.
  std::string Wrong() const {
    if (!wrong_.empty()) return wrong_;
    if (taken_ == tree_.members.size()) return {};
    return "it has a key too many";
  }

 private:
  void Note(std::string what) {
    if (wrong_.empty()) wrong_ = std::move(what);
  }

  const JsonTree& tree_;
  std::size_t taken_ = 0;
  std::string wrong_;
};

void ReadReady(Keys& keys, Message& message) {
  keys.Number("version", true, message.version);
  keys.Text("name", false, message.name);
  keys.Text("build", false, message.build);
}

void ReadResult(Keys& keys, Message& message) {
  keys.Number("request", true, message.request);
  keys.Number("result", true, message.result);
  for (std::size_t i = 0; i < foreign::kLineFieldCount; ++i) {
    if (const JsonTree* value =
            keys.Take(foreign::kLineFields[i], JsonTree::Kind::kString, false)) {
      message.given[i] = value->text;
    }
  }
}

void ReadError(Keys& keys, Message& message) {
  keys.Number("request", true, message.request);
  keys.Number("row", false, message.row);
  keys.Text("message", true, message.text);
}

void ReadEnd(Keys& keys, Message& message) {
  keys.Number("request", true, message.request);
  keys.Number("rows", true, message.rows);
  keys.Text("sha256", true, message.sha256);
  keys.Text("input", true, message.input);
}

using ReadKind = void (*)(Keys&, Message&);
struct NamedType {
  std::string_view name;
  Message::Type type;
  ReadKind read;
};
constexpr std::array<NamedType, 4> kTypes = {{{"READY", Message::Type::kReady, &ReadReady},
                                              {"RESULT", Message::Type::kResult, &ReadResult},
                                              {"ERROR", Message::Type::kError, &ReadError},
                                              {"END", Message::Type::kEnd, &ReadEnd}}};

}  // namespace

std::string HelloLine(const foreign::Head& head, const std::string& nonce,
                      const std::vector<int>& versions) {
  const legacy::LegacyHead& contract = head.contract;
  std::string line = "{\"type\":\"HELLO\",\"versions\":[";
  for (std::size_t i = 0; i < versions.size(); ++i) {
    line += (i > 0 ? "," : "") + std::to_string(versions[i]);
  }
  line += "]";
  AppendMember("nonce", nonce, line);
  line += ",\"contract\":{";
  AppendMember("id", contract.contract_id, line);
  AppendMember("payer", contract.payer, line);
  AppendMember("currency", contract.currency, line);
  AppendMember("start", contract.term.start.ToString(), line);
  AppendMember("end", contract.term.end.ToString(), line);
  line += "},\"parameters\":{";
  for (const auto& [name, text] : head.parameters) AppendMember(name, text, line);
  line += fmt::format("}},\"line_bytes\":{},\"locale\":\"C\",\"zone\":\"UTC\"}}\n", kLineBytesMax);
  return line;
}

std::string EndLine(std::int64_t request, model::Period period, std::int64_t rows,
                    const std::string& sha256) {
  return fmt::format(
      "{{\"type\":\"END\",\"request\":{},\"period\":\"{}\",\"rows\":{},\"sha256\":\"{}\"}}\n",
      request, period.ToString(), rows, sha256);
}

void RowWriter::Append(std::int64_t request, std::int64_t row, const model::UsageRecord& record,
                       std::string& out) {
  const std::uint32_t slot = slots_.Intern(record.slot);
  std::string text;
  if (slot == slot_texts_.size()) {
    std::string& members = slot_texts_.emplace_back();
    for (std::size_t column = 0; column < foreign::kUsageColumns.size(); ++column) {
      if (!foreign::IsOfSlot(column)) continue;
      text.clear();
      foreign::AppendColumn(record, column, text);
      members += ",\"" + std::string(foreign::kUsageColumns[column]) + "\":";
      // Maps are objects already.
      members += column >= foreign::kFirstMap ? text : JsonText(text);
    }
  }
  out += fmt::format("{{\"type\":\"ROW\",\"request\":{},\"row\":{}", request, row);
  for (std::size_t column = 0; column < foreign::kUsageColumns.size(); ++column) {
    if (foreign::IsOfSlot(column)) continue;
    text.clear();
    foreign::AppendColumn(record, column, text);
    AppendMember(foreign::kUsageColumns[column], text, out);
  }
  out += slot_texts_[slot];
  out += "}\n";
}

model::Result<Message, Fault> ReadMessage(std::string_view line) {
  if (line.ends_with('\r')) {
    return Unexpected(Bad(FaultKind::kCarriage, "a line of its output ends in CR LF", "LF alone"));
  }
  if (!foreign::IsPlainText(line)) {
    return Unexpected(Bad(FaultKind::kNotUtf8, "a line of its output is no UTF-8: " + Shown(line)));
  }
  const auto tree = foreign::ParseJson(line, "stdout");
  if (!tree || line.starts_with("\xEF\xBB\xBF") || tree->kind != JsonTree::Kind::kObject) {
    const bool twice = !tree && tree.error().diagnostics.front().code == "foreign_duplicate_key";
    if (twice) {
      return Unexpected(Bad(FaultKind::kBadMessage, "a message has a key twice: " + Shown(line)));
    }
    return Unexpected(Bad(FaultKind::kNoise, "a line of its output is no message: " + Shown(line),
                          "messages alone; all else belongs on stderr"));
  }
  Keys keys(*tree);
  Message message;
  std::string type;
  keys.Text("type", true, type);
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const NamedType& named) { return named.name == type; });
  if (found == kTypes.end()) {
    return Unexpected(Bad(FaultKind::kBadMessage, "a message of no known type: " + Shown(line),
                          "READY, RESULT, ERROR or END"));
  }
  message.type = found->type;
  keys.Text("nonce", true, message.nonce);
  found->read(keys, message);
  const std::string wrong = keys.Wrong();
  if (wrong.empty()) return message;
  return Unexpected(Bad(FaultKind::kBadMessage, type + ": " + wrong + ": " + Shown(line)));
}

}  // namespace twinbill::process
