#include "cli/verb.h"

#include <algorithm>
#include <cstdio>
#include <new>
#include <string_view>

#include "base/nearest.h"
#include "base/progress.h"
#include "cli/verbs.h"

namespace satchel {
namespace {

CLI::App* find_subcommand(CLI::App& app, const std::string& name) {
  for (CLI::App* candidate : app.get_subcommands({})) {
    if (candidate->get_name() == name) return candidate;
  }
  return nullptr;
}

}  // namespace

CLI::App& Verbs::noun(const std::string& name) {
  if (CLI::App* known = find_subcommand(program_, name)) return *known;
  CLI::App* added = program_.add_subcommand(name);
  added->require_subcommand(1);
  return *added;
}

CLI::App& Verbs::add(const std::string& name, const std::string& purpose, Run run) {
  const std::size_t space = name.find(' ');
  CLI::App& parent = space == std::string::npos ? program_ : noun(name.substr(0, space));
  const std::string verb_name = space == std::string::npos ? name : name.substr(space + 1);
  CLI::App* verb = parent.add_subcommand(verb_name, purpose);
  verb->add_flag("--json", common_.json, "Print the answer alone, as JSON, on standard output");
  verb->add_flag("--quiet", common_.quiet,
                 "No progress and no messages: the answer and errors alone");
  verb->callback([this, run = std::move(run)] { chosen_ = run; });
  return *verb;
}

void Verbs::describe(const std::string& noun_name, const std::string& purpose) {
  noun(noun_name).description(purpose);
}

namespace {

int number(Exit exit_code) {
  return static_cast<int>(exit_code);
}

// Prints to standard output; false when it cannot take it (a full disk, a closed pipe).
bool print(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         (text.empty() || text.ends_with('\n') || std::fputc('\n', stdout) != EOF) &&
         std::fflush(stdout) == 0;
}

std::string to_text(const nlohmann::ordered_json& json) {
  // File names need not be UTF-8; the answer must be.
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

int report_error(const Error& error, bool json) {
  std::fprintf(stderr, "satchel: %s\n", error.what());
  if (!error.hint().empty()) std::fprintf(stderr, "  %s\n", error.hint().c_str());
  if (json) {
    print(to_text({{"error",
                    {{"message", error.what()},
                     {"hint", error.hint()},
                     {"exit", number(error.exit_code())}}}}));
  }
  return number(error.exit_code());
}

int print_answer(const Answer& answer, bool json) {
  const bool empty = answer.json.is_null() && answer.text.empty();
  const bool printed =
      empty ? std::fflush(stdout) == 0 : print(json ? to_text(answer.json) : answer.text);
  if (printed) return number(answer.exit_code);
  std::fprintf(stderr, "satchel: the answer could not be written to standard output\n");
  return number(Exit::kFailed);
}

int run_verb(const Verbs& verbs) {
  const bool json = verbs.common().json;
  set_quiet(verbs.common().quiet);
  try {
    return print_answer(verbs.chosen()(verbs.common()), json);
  } catch (const Error& error) {
    return report_error(error, json);
  } catch (const std::bad_alloc&) {
    return report_error(Error(Exit::kFailed, "there is not enough memory for this",
                              "Close other programs, or use less data at once."),
                        json);
  } catch (const std::exception& error) {
    return report_error(Error(Exit::kFailed, std::string("unexpected: ") + error.what(),
                              "This is a fault of Satchel; please report it with the command."),
                        json);
  }
}

// The names that may stand where `word` stands: flags for a flag, else verbs.
std::vector<std::string> known_names(CLI::App& at, bool flags) {
  std::vector<std::string> names;
  if (flags) {
    for (const CLI::Option* option : at.get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  } else {
    for (const CLI::App* verb : at.get_subcommands({})) names.push_back(verb->get_name());
  }
  return names;
}

// The parser's complaint with a way out: the verb or flag that was probably meant, and whose help
// to read.
Error explain(const CLI::ParseError& error, CLI::App& program, int argc, const char* const* argv) {
  CLI::App* at = &program;
  std::string path = "satchel";
  std::string message = error.what();
  std::string suggestion;
  for (int i = 1; i < argc && suggestion.empty(); ++i) {
    const std::string word = argv[i];
    const bool is_flag = word.starts_with("-");
    CLI::App* next = is_flag ? nullptr : find_subcommand(*at, word);
    if (next != nullptr) {
      at = next;
      path += " " + word;
      continue;
    }
    const std::vector<std::string> known = known_names(*at, is_flag);
    const std::string name = word.substr(0, word.find('='));
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      suggestion = nearest(name, known);
    }
    if (!is_flag &&
        !known.empty()) {  // a word that should have been a verb: nothing after it counts
      message = "there is no `" + path + " " + word + "`";
      break;
    }
  }
  const std::string hint = suggestion.empty() ? "" : "Did you mean `" + suggestion + "`? ";
  return Error(Exit::kUnusable, message, hint + "`" + path + " --help` shows what there is.");
}

}  // namespace

int run_program(int argc, const char* const* argv) {
  CLI::App program("Satchel: from a lesson to a board that recognises it.", "satchel");
  program.set_version_flag("--version", std::string("satchel ") + SATCHEL_VERSION);
  program.require_subcommand(1);
  program.get_formatter()->column_width(22);
  program.footer("`satchel VERB --help` says more about one.");
  Verbs verbs(program);
  add_all_verbs(verbs);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return program.exit(asked);
  } catch (const CLI::ParseError& error) {
    const bool json = std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
    return report_error(explain(error, program, argc, argv), json);
  }
  return run_verb(verbs);
}

}  // namespace satchel
