#include "trainer/lesson/table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/nearest.h"

namespace satchel {
namespace {

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "text";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

}  // namespace

TableReader::TableReader(const toml::table& table, std::filesystem::path file, std::string where)
    : table_(&table), file_(std::move(file)), where_(std::move(where)) {}

void TableReader::refuse(const toml::node* node, const std::string& what,
                         const std::string& hint) const {
  const auto line = (node ? node->source() : table_->source()).begin.line;
  throw Error(Exit::kRefused, fmt::format("{}:{}: {}", file_.string(), line, what), hint);
}

std::string TableReader::name_of(std::string_view key) const {
  return where_.empty() ? std::string(key) : fmt::format("{} {}", where_, key);
}

const toml::node* TableReader::find(std::string_view key) {
  known_.emplace_back(key);
  return table_->get(key);
}

double TableReader::number(const toml::node& node, std::string_view key, double low,
                           double high) const {
  if (!node.is_number()) {
    refuse(&node, fmt::format("{} must be a number, not {}", name_of(key), type_name(node)));
  }
  const double value = *node.value<double>();
  if (!(value >= low && value <= high)) {
    refuse(&node, fmt::format("{} = {} is outside {} to {}", name_of(key), value, low, high));
  }
  return value;
}

std::int64_t TableReader::integer(const toml::node& node, std::string_view key, std::int64_t low,
                                  std::int64_t high) const {
  if (!node.is_integer()) {
    refuse(&node, fmt::format("{} must be a whole number", name_of(key)));
  }
  const std::int64_t value = *node.value<std::int64_t>();
  if (value < low || value > high) {
    refuse(&node, fmt::format("{} = {} is outside {} to {}", name_of(key), value, low, high));
  }
  return value;
}

void TableReader::read(std::string_view key, int& value, std::int64_t low, std::int64_t high) {
  if (const toml::node* node = find(key)) {
    value = static_cast<int>(integer(*node, key, low, high));
  }
}

void TableReader::read(std::string_view key, std::uint64_t& value, std::int64_t low,
                       std::int64_t high) {
  if (const toml::node* node = find(key)) {
    value = static_cast<std::uint64_t>(integer(*node, key, low, high));
  }
}

void TableReader::read(std::string_view key, std::optional<std::int64_t>& value, std::int64_t low,
                       std::int64_t high) {
  if (const toml::node* node = find(key)) value = integer(*node, key, low, high);
}

void TableReader::read(std::string_view key, double& value, double low, double high) {
  if (const toml::node* node = find(key)) value = number(*node, key, low, high);
}

void TableReader::read(std::string_view key, bool& value) {
  const toml::node* node = find(key);
  if (!node) return;
  if (!node->is_boolean()) refuse(node, name_of(key) + " must be true or false");
  value = *node->value<bool>();
}

void TableReader::read(std::string_view key, std::string& value) {
  const toml::node* node = find(key);
  if (!node) return;
  if (!node->is_string()) {
    refuse(node, fmt::format("{} must be text in quotes, not {}", name_of(key), type_name(*node)));
  }
  value = *node->value<std::string>();
}

void TableReader::read(std::string_view key, std::string& value,
                       std::initializer_list<std::string_view> choices) {
  read(key, value);
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  const std::vector<std::string> names(choices.begin(), choices.end());
  refuse(table_->get(key), fmt::format("{} = \"{}\" is not known", name_of(key), value),
         fmt::format("Known: {}.", fmt::join(names, ", ")));
}

void TableReader::read(std::string_view key, Interval& value, double low, double high) {
  const toml::node* node = find(key);
  if (!node) return;
  const toml::array* pair = node->as_array();
  if (!pair) {
    value.low = value.high = number(*node, key, low, high);
    return;
  }
  if (pair->size() != 2) refuse(node, name_of(key) + " must be [least, most]");
  value.low = number(*pair->get(0), key, low, high);
  value.high = number(*pair->get(1), key, low, high);
  if (value.low > value.high) {
    refuse(node, name_of(key) + " must be [least, most], and the first is larger");
  }
}

void TableReader::read(std::string_view key, std::vector<std::string>& value) {
  const toml::node* node = find(key);
  if (!node) return;
  value.clear();
  if (node->is_string()) value.push_back(*node->value<std::string>());
  if (const toml::array* list = node->as_array()) {
    for (const toml::node& item : *list) {
      if (!item.is_string()) refuse(&item, name_of(key) + " must hold texts in quotes");
      value.push_back(*item.value<std::string>());
    }
  } else if (!node->is_string()) {
    refuse(node, name_of(key) + " must be a list of texts in quotes");
  }
}

void TableReader::read_pair(std::string_view key, int& first, int& second, int low, int high) {
  const toml::node* node = find(key);
  if (!node) return;
  const toml::array* pair = node->as_array();
  if (!pair || pair->size() != 2) refuse(node, name_of(key) + " must be two whole numbers: [a, b]");
  first = static_cast<int>(integer(*pair->get(0), key, low, high));
  second = static_cast<int>(integer(*pair->get(1), key, low, high));
}

std::optional<TableReader> TableReader::table(std::string_view key) {
  const toml::node* node = find(key);
  if (!node) return std::nullopt;
  if (!node->is_table()) {
    refuse(node, fmt::format("{} must be a table, not {}", name_of(key), type_name(*node)));
  }
  const std::string outer =
      where_.empty() ? std::string() : where_.substr(1, where_.size() - 2) + ".";
  return TableReader(*node->as_table(), file_, fmt::format("[{}{}]", outer, key));
}

std::vector<TableReader> TableReader::tables(std::string_view key) {
  std::vector<TableReader> found;
  const toml::node* node = find(key);
  if (!node) return found;
  const toml::array* list = node->as_array();
  if (!list) refuse(node, fmt::format("{} must be tables: [[{}]]", name_of(key), key));
  const std::string outer =
      where_.empty() ? std::string() : where_.substr(1, where_.size() - 2) + ".";
  for (const toml::node& item : *list) {
    if (!item.is_table())
      refuse(&item, fmt::format("{} must be tables: [[{}]]", name_of(key), key));
    found.emplace_back(*item.as_table(), file_, fmt::format("[[{}{}]]", outer, key));
  }
  return found;
}

void TableReader::finish() const {
  for (const auto& [key, node] : *table_) {
    const std::string name(key.str());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    std::string guess = nearest(name, known_);
    std::string hint = guess.empty() ? fmt::format("Known here: {}.", fmt::join(known_, ", "))
                                     : fmt::format("Did you mean `{}`?", guess);
    const auto line = key.source().begin.line;
    throw Error(Exit::kRefused,
                fmt::format("{}:{}: {} is not a known key", file_.string(), line, name_of(name)),
                hint);
  }
}

}  // namespace satchel
