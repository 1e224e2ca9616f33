#pragma once

#include <toml++/toml.h>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trainer/augment/settings.h"

namespace satchel {

// Reads one table of a lesson.toml, key by key. A key that is absent leaves the value as it is; one
// of the wrong type or outside its range is refused as "file:line: [table] key ...". Whoever reads
// a table calls finish() last, which refuses every key that nobody asked for, naming the nearest
// one that is known.
class TableReader {
 public:
  // `where` is what a person calls the table: "[training]"; empty for the file itself.
  TableReader(const toml::table& table, std::filesystem::path file, std::string where);

  void read(std::string_view key, int& value, std::int64_t low, std::int64_t high);
  void read(std::string_view key, std::uint64_t& value, std::int64_t low, std::int64_t high);
  void read(std::string_view key, std::optional<std::int64_t>& value, std::int64_t low,
            std::int64_t high);
  void read(std::string_view key, double& value, double low, double high);
  void read(std::string_view key, bool& value);
  void read(std::string_view key, std::string& value);
  // One of `choices`.
  void read(std::string_view key, std::string& value,
            std::initializer_list<std::string_view> choices);
  // [low, high], or one number for both.
  void read(std::string_view key, Interval& value, double low, double high);
  // A string or an array of strings.
  void read(std::string_view key, std::vector<std::string>& value);
  // [first, second]: two whole numbers.
  void read_pair(std::string_view key, int& first, int& second, int low, int high);

  // The value itself; null when absent.
  const toml::node* find(std::string_view key);
  // A table inside this one; empty when absent.
  std::optional<TableReader> table(std::string_view key);
  // [[key]]: every table of an array of tables.
  std::vector<TableReader> tables(std::string_view key);

  void finish() const;

  // Refuses the value of `node` (this table's own place when null): throws Exit::kRefused.
  [[noreturn]] void refuse(const toml::node* node, const std::string& what,
                           const std::string& hint = {}) const;
  const std::filesystem::path& file() const { return file_; }
  const toml::table& raw() const { return *table_; }

 private:
  std::string name_of(std::string_view key) const;
  double number(const toml::node& node, std::string_view key, double low, double high) const;
  std::int64_t integer(const toml::node& node, std::string_view key, std::int64_t low,
                       std::int64_t high) const;

  const toml::table* table_;
  std::filesystem::path file_;
  std::string where_;
  std::vector<std::string> known_;
};

}  // namespace satchel
