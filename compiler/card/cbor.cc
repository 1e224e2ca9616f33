#include "compiler/card/cbor.h"

#include <fmt/format.h>

#include "base/error.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMaximumDepth = 16;

// Walks a document and stops where it nests too deep or a container announces more items than the
// document has bytes.
class DepthCheck : public nlohmann::json_sax<Json> {
 public:
  explicit DepthCheck(std::size_t bytes) : bytes_(bytes) {}

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool key(string_t&) override { return true; }
  bool start_object(std::size_t elements) override { return enter(elements); }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t elements) override { return enter(elements); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool enter(std::size_t elements) {
    const bool known = elements != static_cast<std::size_t>(-1);
    return ++depth_ <= kMaximumDepth && (!known || elements <= bytes_);
  }
  bool leave() {
    --depth_;
    return true;
  }

  std::size_t bytes_;
  int depth_ = 0;
};

}  // namespace

Json read_cbor(std::span<const std::uint8_t> bytes, const std::string& source) {
  DepthCheck check(bytes.size());
  const bool sound =
      Json::sax_parse(bytes.begin(), bytes.end(), &check, Json::input_format_t::cbor);
  Json document = sound ? Json::from_cbor(bytes.begin(), bytes.end(), true, false)
                        : Json(Json::value_t::discarded);
  if (document.is_discarded()) {
    throw Error(Exit::kRefused, fmt::format("{}: truncated or damaged (not CBOR)", source));
  }
  return document;
}

std::vector<std::uint8_t> write_cbor(const Json& document) {
  return Json::to_cbor(document);
}

}  // namespace satchel
