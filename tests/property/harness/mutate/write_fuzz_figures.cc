// write_fuzz_figures PATH: measures the figures of docs/fuzz_figures.md and writes them.
#include <cstdio>
#include <fstream>

#include "tests/property/harness/mutate/figures_document.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: write_fuzz_figures PATH\n", stderr);
    return 2;
  }
  const std::string text = twinbill::mutate::WriteDocument(twinbill::mutate::MeasureAll());
  std::ofstream file(arguments[1], std::ios::binary);
  file << text;
  file.close();
  if (file.fail()) {
    std::perror(arguments[1]);
    return 1;
  }
  return 0;
}
