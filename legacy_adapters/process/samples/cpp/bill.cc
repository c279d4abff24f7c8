// Bills a period: 5 % off compute, by account; block storage at private rates, by account and
// region. Level 1 of the protocol: docs/formats/process_protocol.md. A program of a customer's, and
// no part of twinbill: it has the standard library, nlohmann/json and libcrypto alone.
#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace {

using nlohmann::json;

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_, EVP_sha256(), nullptr); }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256() { EVP_MD_CTX_free(context_); }
  void Update(const std::string& bytes) { EVP_DigestUpdate(context_, bytes.data(), bytes.size()); }
  std::string Hex() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(context_, digest, &size);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
      char digits[3];
      std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(digest[i]));
      hex += digits;
    }
    return hex;
  }

 private:
  EVP_MD_CTX* context_;
};

double Number(const json& row, const char* key) {
  return json::parse(row.at(key).get<std::string>()).get<double>();
}

double Tiered(double volume) {
  double total = 0;
  if (volume > 0) total += (std::min<double>(volume, 50) - 0) * 0.093;
  if (volume > 50) total += (std::min<double>(volume, 200) - 50) * 0.08;
  if (volume > 200) total += (volume - 200) * 0.07;
  return total;
}

class Period {
 public:
  void Take(const json& row, const std::string& line) {
    read_.Update(line + "\n");
    if (row.at("line_item_type") != "Usage") return;
    const std::string account = row.at("account");
    const std::string usage_type = row.at("usage_type");
    const double cost = Number(row, "cost");
    if (row.at("service") == "AmazonEC2") compute_[account] += cost;
    if (usage_type.ends_with("EBS:VolumeUsage.gp2")) {
      auto& [volume, volume_cost] = storage_[{account, row.at("region")}];
      volume += Number(row, "quantity");
      volume_cost += cost;
    }
  }

  void Answer(const json& request, const std::string& nonce) {
    request_ = request;
    nonce_ = nonce;
    for (const auto& [account, cost] : compute_) {
      Say(account, "", "EdpDiscount", "Exhibit A 1", "Compute, 5 % off", cost * 0.05);
    }
    for (const auto& [key, sums] : storage_) {
      Say(key.first, key.second, "PrivateRateDiscount", "Exhibit A 2",
          "Block storage at private rates", std::max<double>(0, sums.second - Tiered(sums.first)));
    }
    const json end = {{"type", "END"},  {"nonce", nonce},        {"request", request},
                      {"rows", count_}, {"sha256", said_.Hex()}, {"input", read_.Hex()}};
    std::cout << end.dump() << std::endl;
  }

 private:
  void Say(const std::string& account, const std::string& region, const char* type,
           const char* clause, const char* text, double saved) {
    char amount[64];
    std::snprintf(amount, sizeof amount, "%.2f", -saved);
    if (std::string(amount) == "-0.00" || std::string(amount) == "0.00") return;
    const json line = {{"type", "RESULT"},
                       {"nonce", nonce_},
                       {"request", request_},
                       {"result", ++count_},
                       {"usage_account_id", account},
                       {"region", region},
                       {"line_item_type", type},
                       {"clause", clause},
                       {"description", text},
                       {"amount", amount}};
    const std::string bytes = line.dump() + "\n";
    said_.Update(bytes);
    std::cout << bytes;
  }

  std::map<std::string, double> compute_;
  std::map<std::pair<std::string, std::string>, std::pair<double, double>> storage_;
  Sha256 read_;
  Sha256 said_;
  json request_;
  std::string nonce_;
  int count_ = 0;
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::string line;
  std::getline(std::cin, line);
  const json hello = json::parse(line);
  const std::string nonce = hello.at("nonce");
  const json ready = {
      {"type", "READY"}, {"version", 1}, {"nonce", nonce}, {"name", "sample"}, {"build", "c++"}};
  std::cout << ready.dump() << std::endl;
  auto period = std::make_unique<Period>();
  while (std::getline(std::cin, line)) {
    const json message = json::parse(line);
    if (message.at("type") == "ROW") {
      period->Take(message, line);
    } else {
      period->Answer(message.at("request"), nonce);
      period = std::make_unique<Period>();
    }
  }
}
