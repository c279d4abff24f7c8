// Result<T>: a value or the reason why there is none.
//
// The names are those of std::expected (g++ 12 has it only in C++23 mode). Expected outcomes are
// values; no exception crosses a folder. Asking a Result for what it does not hold is a
// programmer's error and aborts.
#pragma once

#include <cstdlib>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "corpus/model/check.h"
#include "corpus/model/diagnostic.h"

namespace twinbill::model {

// The error side of a Result, so that a T and an E of one type can be told apart.
template <class E>
class Unexpected {
 public:
  explicit Unexpected(E error) : error_(std::move(error)) {}
  E& error() & { return error_; }
  E&& error() && { return std::move(error_); }

 private:
  E error_;
};

template <class T, class E = Failure>
class [[nodiscard]] Result {
  using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

 public:
  Result()
    requires(std::is_void_v<T>)
      : state_(std::in_place_index<0>) {}
  template <class U = Stored>
    requires(!std::is_void_v<T> && std::is_convertible_v<U &&, Stored> &&
             !std::is_same_v<std::remove_cvref_t<U>, Result>)
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Unexpected<E> unexpected)
      : state_(std::in_place_index<1>, std::move(unexpected).error()) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  Stored& value() & {
    TWINBILL_CHECK(has_value());
    return *std::get_if<0>(&state_);
  }
  const Stored& value() const& {
    TWINBILL_CHECK(has_value());
    return *std::get_if<0>(&state_);
  }
  Stored&& value() && {
    TWINBILL_CHECK(has_value());
    return std::move(*std::get_if<0>(&state_));
  }
  Stored& operator*() & { return value(); }
  const Stored& operator*() const& { return value(); }
  Stored&& operator*() && { return std::move(*this).value(); }
  Stored* operator->() { return &value(); }
  const Stored* operator->() const { return &value(); }

  E& error() & {
    TWINBILL_CHECK(!has_value());
    return *std::get_if<1>(&state_);
  }
  const E& error() const& {
    TWINBILL_CHECK(!has_value());
    return *std::get_if<1>(&state_);
  }
  E&& error() && {
    TWINBILL_CHECK(!has_value());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<Stored, E> state_;
};

inline Unexpected<Failure> Fail(Failure failure) { return Unexpected<Failure>(std::move(failure)); }

}  // namespace twinbill::model

// Leaves the calling function with the error of `expression` where it has one.
#define TWINBILL_TRY(expression)                                                    \
  do {                                                                              \
    auto twinbill_try_result = (expression);                                        \
    if (!twinbill_try_result.has_value()) {                                         \
      return ::twinbill::model::Unexpected(std::move(twinbill_try_result).error()); \
    }                                                                               \
  } while (false)

// Defines `name` as the value of `expression`, or leaves with its error.
#define TWINBILL_ASSIGN(name, expression)                                   \
  auto name##_result = (expression);                                        \
  if (!name##_result.has_value()) {                                         \
    return ::twinbill::model::Unexpected(std::move(name##_result).error()); \
  }                                                                         \
  auto name = std::move(name##_result).value()
