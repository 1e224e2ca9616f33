#include "cli/several.h"

#include "base/file.h"

namespace satchel {
namespace {

using Work = std::function<Answer(const std::vector<std::uint8_t>& content)>;

Answer work_on_the_only(const std::string& file, std::uint64_t limit, const Work& work) {
  const std::vector<std::uint8_t> content = read_file(file, limit);
  try {
    return work(content);
  } catch (const Error& error) {
    throw Error(error.exit_code(), file + ": " + error.what(), error.hint());
  }
}

Answer work_on_one_of_several(const std::string& file, std::uint64_t limit, const Work& work) {
  Answer answer;
  try {
    answer = work(read_file(file, limit));
  } catch (const Error& error) {
    answer = failure(error);
  }
  answer.text = file + ":\n" + answer.text + "\n";
  return answer;
}

}  // namespace

Answer failure(const Error& error) {
  Answer answer;
  answer.exit_code = error.exit_code();
  answer.json["error"] = {{"message", error.what()},
                          {"hint", error.hint()},
                          {"exit", static_cast<int>(error.exit_code())}};
  answer.text = error.what();
  if (!error.hint().empty()) answer.text += "\n  " + error.hint();
  return answer;
}

Answer with_files(const std::vector<std::string>& files, std::uint64_t limit,
                  const std::string& name, const Work& work) {
  Answer all;
  all.json[name] = nlohmann::ordered_json::array();
  for (const std::string& file : files) {
    const Answer one = files.size() == 1 ? work_on_the_only(file, limit, work)
                                         : work_on_one_of_several(file, limit, work);
    nlohmann::ordered_json json = {{"file", file}};
    json.update(one.json);
    all.json[name].push_back(std::move(json));
    all.text += one.text + "\n";
    if (all.exit_code == Exit::kOk) all.exit_code = one.exit_code;
  }
  all.text.pop_back();
  return all;
}

}  // namespace satchel
