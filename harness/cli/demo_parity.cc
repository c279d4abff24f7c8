#include "harness/cli/demo_parity.h"

#include <ostream>
#include <vector>

#include "corpus/store/durable_file.h"

namespace twinbill::cli {
namespace {

constexpr std::string_view kRight = "NORTHWIND-2018";  // the rule book's contract
constexpr std::string_view kWrong = "CONTOSO-2018";

class Parity {
 public:
  Parity(std::string rule_book, const std::string& workspace, Streams& streams)
      : rule_book_(std::move(rule_book)), workspace_(workspace), streams_(streams) {}

  int Run() {
    Say("A contract as its legacy model bills it, a rule book, translated to standard constructs:");
    if (const int code = Translate(kRight); code != kDone) return code;
    Say("The same for a second customer; but there somebody edits the translation: the enterprise "
        "discount goes by\n# list cost, no longer by what is left after the other discounts.");
    if (const int code = Translate(kWrong); code != kDone) return code;
    if (const int code = EditWrong(); code != kDone) return code;
    Say("Both sides bill the month, and the lines are compared byte for byte. The mistake is "
        "found, "
        "with its cause:");
    const int replayed = DemoStep({"replay", "--workspace", workspace_, "--show", "3",
                                   std::string(kRight), std::string(kWrong)},
                                  streams_);
    if (replayed != kAnswerIsNo)
      return replayed == kDone ? static_cast<int>(kAnswerIsNo) : replayed;
    Say("The difference in its smallest form, which every later replay runs first:");
    const int shrunk =
        DemoStep({"shrink", "--workspace", workspace_, std::string(kWrong)}, streams_);
    if (shrunk != kDone) return shrunk;
    if (const int code = Fuzz(); code != kDone) return code;
    return DemoStep({"status", "--workspace", workspace_}, streams_);
  }

 private:
  // What the history can't show: generated usage, and what all the evidence is worth.
  int Fuzz() {
    Say("The history shows what happened to happen. Usage that is drawn at what the two sides "
        "mention, and solved onto\n# rounding ties and bounds, finds the mistake without it; the "
        "right contract stands:");
    const int wrong =
        DemoStep({"fuzz", "--workspace", workspace_, "--seed", "1", "--quiet", std::string(kWrong)},
                 streams_);
    if (wrong != kAnswerIsNo) return wrong == kDone ? static_cast<int>(kAnswerIsNo) : wrong;
    const int right =
        DemoStep({"fuzz", "--workspace", workspace_, "--seed", "1", std::string(kRight)}, streams_);
    if (right != kDone) return right;
    Say("And what this evidence is worth: faults seeded into both sides, one at a time. What "
        "survives is listed:");
    const int mutated = DemoStep({"mutate", "--workspace", workspace_, "--seed", "1",
                                  "--fuzz-cases", "2000", std::string(kRight)},
                                 streams_);
    return mutated == kAnswerIsNo ? static_cast<int>(kDone) : mutated;
  }

  void Say(std::string_view text) { streams_.out << "# " << text << "\n\n"; }

  std::string FileOf(std::string_view contract, const char* name) const {
    return workspace_ + "/contracts/" + std::string(contract) + "/" + name;
  }

  int Translate(std::string_view contract) {
    const std::string legacy = FileOf(contract, "legacy.json");
    std::string text = rule_book_;
    if (const std::size_t at = text.find(kRight); at != std::string::npos) {
      text = text.substr(0, at) + std::string(contract) + text.substr(at + kRight.size());
    }
    auto made = store::MakeDirectories(workspace_ + "/contracts/" + std::string(contract));
    if (made) made = store::WriteWhole(legacy, text);
    if (!made) return Report(made.error(), streams_);
    return DemoStep({"translate", "--quiet", legacy, "-o", FileOf(contract, "standard.json")},
                    streams_);
  }

  int EditWrong() {
    const std::string path = FileOf(kWrong, "standard.json");
    auto text = store::ReadWhole(path);
    if (!text) return Report(text.error(), streams_);
    const std::string_view right = "\"base\": \"net\"", wrong = "\"base\": \"list\"";
    const std::size_t at = text->find(right);
    TWINBILL_CHECK(at != std::string::npos);
    text->replace(at, right.size(), wrong);
    if (auto written = store::WriteWhole(path, *text); !written) {
      return Report(written.error(), streams_);
    }
    streams_.out << "$ sed -i 's/" << right << '/' << wrong << "/' " << path << "\n\n";
    return kDone;
  }

  std::string rule_book_;
  const std::string& workspace_;
  Streams& streams_;
};

}  // namespace

int DemoStep(const std::vector<std::string>& arguments, Streams& streams) {
  streams.out << "$ twinbill";
  for (const std::string& argument : arguments) streams.out << ' ' << argument;
  streams.out << '\n';
  streams.out.flush();
  const int code = Main(arguments, streams);
  streams.out << '\n';
  return code;
}

int ShowParity(const std::string& rule_book, const std::string& workspace, Streams& streams) {
  const auto text = store::ReadWhole(rule_book);
  if (!text) return Report(text.error(), streams);
  return Parity(*text, workspace, streams).Run();
}

}  // namespace twinbill::cli
