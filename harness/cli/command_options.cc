#include "harness/cli/command_options.h"

#include <ostream>
#include <typeinfo>

namespace twinbill::cli {

namespace po = boost::program_options;

namespace {

bool IsUnsigned(const po::option_description& option) {
  const auto* const typed = dynamic_cast<const po::typed_value_base*>(option.semantic().get());
  if (typed == nullptr) return false;
  const std::type_info& type = typed->value_type();
  return type == typeid(unsigned) || type == typeid(unsigned long) ||
         type == typeid(unsigned long long);
}

// What is wrong about the first negative value of an option that takes none: Boost reads it as a
// huge number.
std::optional<std::string> NegativeValue(const po::parsed_options& parsed) {
  for (const po::option& given : parsed.options) {
    if (given.value.empty() || !given.value.front().starts_with('-')) continue;
    const po::option_description* const option =
        parsed.description->find_nothrow(given.string_key, false);
    if (option == nullptr || !IsUnsigned(*option)) continue;
    return "--" + given.string_key + " takes a number from 0, not '" + given.value.front() + "'";
  }
  return std::nullopt;
}

}  // namespace

CommandOptions::CommandOptions(std::string_view command, std::string_view usage,
                               std::string_view about, std::string_view examples)
    : command_(command),
      usage_(usage),
      about_(about),
      examples_(examples),
      options_("options", 100, 50) {
  options_.add_options()("help,h", "show this text")("quiet,q", "no messages and no progress");
}

void CommandOptions::Positional(const char* name, int count_max) {
  positional_.add(name, count_max);
  hidden_.add_options()(name, po::value<std::vector<std::string>>()->composing());
}

std::optional<int> CommandOptions::Parse(std::span<const std::string> arguments, Streams& streams) {
  po::options_description all;
  all.add(options_).add(hidden_);
  try {
    const std::vector<std::string> words(arguments.begin(), arguments.end());
    const po::parsed_options parsed =
        po::command_line_parser(words)
            .options(all)
            .positional(positional_)
            .style(po::command_line_style::default_style & ~po::command_line_style::allow_guessing)
            .run();
    if (const auto wrong = NegativeValue(parsed)) return Wrong(*wrong, streams);
    po::store(parsed, values_);
    if (Has("help")) {
      streams.out << "usage: twinbill " << command_ << ' ' << usage_ << "\n\n"
                  << about_ << "\n\n"
                  << options_;
      if (!examples_.empty()) streams.out << "\nexamples:\n" << examples_ << '\n';
      return kDone;
    }
    po::notify(values_);
  } catch (const po::unknown_option& error) {
    std::vector<std::string_view> names;
    for (const auto& option : options_.options()) names.push_back(option->long_name());
    std::string found = error.get_option_name();
    found.erase(0, found.find_first_not_of('-'));
    const std::string_view near = model::NearMiss(found, names);
    return Wrong(
        error.what() + (near.empty() ? "" : "; did you mean '--" + std::string(near) + "'?"),
        streams);
  } catch (const po::error& error) {
    return Wrong(error.what(), streams);
  }
  return std::nullopt;
}

int CommandOptions::Wrong(std::string_view what, Streams& streams) const {
  streams.err << "twinbill " << command_ << ": " << what << "\nusage: twinbill " << command_ << ' '
              << usage_ << "\n`twinbill " << command_ << " --help` explains it\n";
  return kCommandLineWrong;
}

}  // namespace twinbill::cli
