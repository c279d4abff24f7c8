// SHA-256, by OpenSSL's libcrypto.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace twinbill::model {

struct Digest {
  std::array<unsigned char, 32> bytes{};

  std::string ToHex() const;  // 64 lower-case digits
  bool operator==(const Digest&) const = default;
  auto operator<=>(const Digest&) const = default;
};

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(std::string_view bytes);
  // The digest of all that was given; the object can be used no more.
  Digest Finish();

  static Digest Of(std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace twinbill::model
