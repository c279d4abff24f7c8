// The options of one command, on Boost.Program_options: --help with examples, --json, --quiet, and
// errors that say what was meant.
#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/command.h"

namespace twinbill::cli {

class CommandOptions {
 public:
  // `usage` is what follows the command's name ("FILE… [--json]"), `about` what it does, `examples`
  // whole command lines, one a line.
  CommandOptions(std::string_view command, std::string_view usage, std::string_view about,
                 std::string_view examples);

  // Add the command's own options here, before Parse. --help and --quiet are there already.
  boost::program_options::options_description& options() { return options_; }
  // The name that the positional arguments are kept under, and how many there may be at most (-1:
  // any).
  void Positional(const char* name, int count_max);

  // None: go on. Else the exit code: help was printed (0), or the command line is wrong (2; said on
  // err).
  std::optional<int> Parse(std::span<const std::string> arguments, Streams& streams);

  bool Has(const char* name) const { return values_.count(name) > 0; }
  // Whether it has its default value because nothing was given.
  bool IsDefault(const char* name) const { return values_[name].defaulted(); }
  template <class T>
  const T& Get(const char* name) const {
    return values_[name].as<T>();
  }
  bool quiet() const { return Has("quiet"); }

  // "what is wrong", with the command's usage; the exit code is 2.
  int Wrong(std::string_view what, Streams& streams) const;

 private:
  std::string command_;
  std::string usage_;
  std::string about_;
  std::string examples_;
  boost::program_options::options_description options_;
  boost::program_options::options_description hidden_;
  boost::program_options::positional_options_description positional_;
  boost::program_options::variables_map values_;
};

}  // namespace twinbill::cli
