#include "cli/verb.h"

int main(int argc, char** argv) {
  return satchel::run_program(argc, argv);
}
