#include "link/client/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <random>

#include "link/board/running_board.h"
#include "link/client/bench_owner.h"
#include "wire/smp/satchel_groups.h"

namespace satchel {
namespace {

constexpr size_t kChunkOverhead = 32;
// The largest networks take an emulator seconds.
constexpr auto kWorkTimeout = std::chrono::seconds(180);
// Taking bytes is little work.
constexpr auto kChunkTimeout = std::chrono::seconds(30);
// An emulator that just started may lose the first bytes, before its line is set up.
constexpr SmpOptions kOptions = {std::chrono::milliseconds(1000), std::chrono::milliseconds(15000)};

BoardDecision decision_of(const CborMap& map) {
  int64_t label = 0;
  int64_t best = 0;
  int64_t score = 0;
  if (!map.get_integer("label", &label) || !map.get_integer("best", &best) ||
      !map.get_integer("score", &score)) {
    throw Error(Exit::kUnavailable, "the board's answer holds no decision");
  }
  return {static_cast<int32_t>(label), static_cast<int32_t>(best), static_cast<int32_t>(score)};
}

void append_heard(const SmpAnswer& answer, std::vector<BoardHeard>* heard) {
  CborReader reader(nullptr, 0);
  CborContainer windows;
  if (!answer.map().find("heard", &reader) || !reader.enter_array(&windows)) return;
  while (reader.next(&windows)) {
    const uint8_t* start = reader.position();
    if (!reader.skip()) return;
    const CborMap window(start, static_cast<size_t>(reader.position() - start));
    BoardHeard one;
    window.get("sample", &one.sample);
    one.decision = decision_of(window);
    heard->push_back(one);
  }
}

}  // namespace

struct Bench::State {
  State(const BoardProfile& board, const BenchOptions& bench_options)
      : profile(board),
        options(bench_options),
        port(reopening_port([this] { return connect(); }, {})),
        client(*port, kOptions),
        owner(client, [this] { return press(); }) {
    const std::string name = name_of_board();
    if (name != profile.name) {
      throw Error(Exit::kUnavailable, fmt::format("{} was wanted at {}, but {} answers",
                                                  profile.name, port->name(), name));
    }
    room = client.message_limit() - kSmpHeaderBytes;
  }

  std::unique_ptr<Port> connect() {
    if (!options.port.empty()) return open_port(options.port);
    if (!process) process.emplace(profile, "bench", options.flash);
    return process->connect();
  }

  ButtonWait press() {
    if (!process) return options.button;
    process->hand().press();
    return {};
  }

  std::string name_of_board() {
    try {
      return ask(smp_bench::kStatus).text("board");
    } catch (const SmpError& error) {
      if (error.code() != static_cast<uint32_t>(SmpResult::kNotSupported)) throw;
      throw Error(Exit::kRefused, "the board at " + port->name() + " runs a kit's image",
                  "A kit hears nothing over its line. Flash the board's bench image.");
    }
  }

  SmpAnswer ask(uint8_t command) {
    SmpRequest map;
    return client.request(SmpOp::kRead, smp_bench::kGroup, command, map.finish());
  }

  SmpAnswer work(uint8_t command) {
    SmpRequest map;
    return client.request(SmpOp::kWrite, smp_bench::kGroup, command, map.finish(), kWorkTimeout);
  }

  // Sends bytes in chunks, each at the offset that the board wants.
  void put(uint8_t command, std::span<const uint8_t> bytes) {
    size_t offset = 0;
    const size_t most = (room - kChunkOverhead) & ~size_t{1};
    do {
      SmpRequest map(room);
      map.add("off", offset)
          .add_bytes("data", bytes.subspan(offset, std::min(most, bytes.size() - offset)));
      const uint64_t next =
          client.request(SmpOp::kWrite, smp_bench::kGroup, command, map.finish(), kChunkTimeout)
              .number("off");
      if (next > bytes.size() || next <= offset) {
        throw Error(Exit::kUnavailable, "the board lost its place in what was sent");
      }
      offset = next;
    } while (offset < bytes.size());
  }

  std::vector<uint8_t> get(uint8_t command) {
    std::vector<uint8_t> bytes;
    uint64_t total = 0;
    do {
      SmpRequest map;
      map.add("off", bytes.size());
      const SmpAnswer answer =
          client.request(SmpOp::kRead, smp_bench::kGroup, command, map.finish());
      total = answer.number("len");
      const std::vector<uint8_t> piece = answer.bytes("data");
      if (piece.empty() && bytes.size() < total) {
        throw Error(Exit::kUnavailable, "the board's answers are too short");
      }
      bytes.insert(bytes.end(), piece.begin(), piece.end());
    } while (bytes.size() < total);
    return bytes;
  }

  Cost cost(uint64_t count) const { return {count, instructions}; }

  BoardProfile profile;
  BenchOptions options;
  std::optional<RunningBoard> process;  // none behind options.port
  std::unique_ptr<Port> port;
  SmpClient client;
  BenchOwner owner;
  size_t room = 0;
  bool instructions = true;
  uint32_t stream_id = std::random_device()();  // another than that of a client before us
  uint64_t stream_offset = 0;                   // in bytes
};

Bench::Bench(const BoardProfile& profile, const BenchOptions& options)
    : state_(std::make_unique<State>(profile, options)) {
  state_->instructions = state_->ask(smp_bench::kStatus).text("unit") == "instructions";
}

Bench::~Bench() = default;
Bench::Bench(Bench&&) noexcept = default;

const BoardProfile& Bench::profile() const {
  return state_->profile;
}
SmpClient& Bench::client() {
  return state_->client;
}

uint64_t Bench::install(std::span<const uint8_t> package) {
  return state_->owner.install(package, state_->options.progress);
}

TensorAnswer Bench::infer(std::span<const uint8_t> inputs) {
  const uint64_t wanted = state_->ask(smp_bench::kStatus).number("inputs");
  if (inputs.size() != wanted) {
    throw Error(Exit::kUnusable, fmt::format("the inputs hold {} bytes, the package takes {}",
                                             inputs.size(), wanted));
  }
  state_->put(smp_bench::kInput, inputs);
  TensorAnswer answer;
  answer.inference = state_->cost(state_->work(smp_bench::kInfer).number("cost"));
  answer.outputs = state_->get(smp_bench::kOutput);
  return answer;
}

void Bench::start_stream() {
  ++state_->stream_id;
  state_->stream_offset = 0;
}

std::vector<BoardHeard> Bench::stream(std::span<const int16_t> pcm) {
  std::vector<BoardHeard> heard;
  std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(pcm.data()), pcm.size_bytes());
  const size_t most = (state_->room - kChunkOverhead) & ~size_t{1};
  while (!bytes.empty()) {
    SmpRequest map(state_->room);
    map.add("id", state_->stream_id)
        .add("off", state_->stream_offset)
        .add_bytes("data", bytes.first(std::min(most, bytes.size())));
    const SmpAnswer answer = state_->client.request(SmpOp::kWrite, smp_bench::kGroup,
                                                    smp_bench::kStream, map.finish(), kWorkTimeout);
    const uint64_t next = answer.number("off");
    if (next <= state_->stream_offset || next - state_->stream_offset > bytes.size()) {
      throw Error(Exit::kUnavailable, "the board lost its place in the stream");
    }
    bytes = bytes.subspan(next - state_->stream_offset);
    state_->stream_offset = next;
    append_heard(answer, &heard);
  }
  return heard;
}

ClipAnswer Bench::listen(std::span<const int16_t> pcm) {
  // The board takes what it needs; what is shorter ends in silence.
  const size_t samples = state_->ask(smp_bench::kStatus).number("samples");
  std::vector<int16_t> whole(pcm.begin(),
                             pcm.begin() + static_cast<ptrdiff_t>(std::min(pcm.size(), samples)));
  whole.resize(samples);
  state_->put(smp_bench::kClip,
              {reinterpret_cast<const uint8_t*>(whole.data()), whole.size() * sizeof(int16_t)});
  const SmpAnswer decided = state_->work(smp_bench::kDecide);
  ClipAnswer answer;
  answer.decision = decision_of(decided.map());
  answer.features_cost = state_->cost(decided.number("features_cost"));
  answer.inference_cost = state_->cost(decided.number("inference_cost"));
  answer.features = state_->get(smp_bench::kFeatures);
  answer.outputs = state_->get(smp_bench::kOutput);
  return answer;
}

BoardMemory Bench::memory() {
  const SmpAnswer status = state_->ask(smp_bench::kStatus);
  BoardMemory memory;
  memory.arena_bytes = status.flag("ready") ? static_cast<uint32_t>(status.number("arena")) : 0;
  memory.stack_bytes = static_cast<uint32_t>(status.number("stack"));
  memory.stack_peak = static_cast<uint32_t>(status.number("peak"));
  memory.flash_bytes = static_cast<uint32_t>(status.number("firmware"));
  return memory;
}

}  // namespace satchel
