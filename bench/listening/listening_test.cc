#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/process.h"
#include "bench/listening/bench.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

TEST(Score, CountsEachWordOnceAndEverythingElseAsFalse) {
  const std::vector<SpokenWord> spoken = {{1, 2, "yes"}, {4, 5, "_unknown_"}, {7, 8, "no"}};
  const auto score = [&](const std::vector<HeardWord>& heard) {
    const ListeningScore s = score_listening(spoken, heard);
    EXPECT_EQ(s.words, 2);
    return std::vector<int>{s.hits, s.false_accepts, s.wrong};
  };
  EXPECT_EQ(score({}), (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(score({{1.9, "yes"}, {8.9, "no"}}), (std::vector<int>{2, 0, 0}));
  EXPECT_EQ(score({{1.9, "yes"}, {2.5, "yes"}}), (std::vector<int>{1, 1, 1})) << "twice";
  EXPECT_EQ(score({{4.5, "yes"}}), (std::vector<int>{0, 1, 1})) << "another word";
  EXPECT_EQ(score({{6.5, "no"}}), (std::vector<int>{0, 1, 0})) << "nothing was said";
}

TEST(Score, ReadsWhatListenPrints) {
  const std::vector<HeardWord> heard =
      parse_heard("{\"time\":1.5,\"label\":\"yes\",\"confidence\":0.9}\n");
  EXPECT_EQ(heard, (std::vector<HeardWord>{{1.5, "yes"}}));
  EXPECT_THROW(parse_heard("  1.50 s  yes\n"), Error);
}

Corpus small_corpus() {
  Corpus corpus;
  corpus.labels = {"yes", "no"};
  for (const Split split : {Split::kTest, Split::kTraining}) {
    for (const char* label : {"yes", "no"}) {
      Clip clip;
      clip.label = label;
      clip.split = split;
      clip.pcm.assign(kClipSamples, split == Split::kTest ? 1000 : -1000);
      corpus.clips.push_back(clip);
    }
  }
  corpus.noise.push_back({"hum", std::vector<std::int16_t>(40000, 8)});
  return corpus;
}

TEST(Stitch, TestPeopleOnlyOverNoiseAndTheSameForASeed) {
  const StitchedRecording recording = stitch(small_corpus(), {.seconds = 30, .seed = 3});
  EXPECT_EQ(recording.pcm.size(), 30u * kSampleRate);
  EXPECT_GE(recording.words.size(), 9u);
  std::size_t word = 0;
  for (std::size_t i = 0; i < recording.pcm.size(); ++i) {
    const double time = double(i) / kSampleRate;
    while (word < recording.words.size() && time >= recording.words[word].end) ++word;
    const bool speaking = word < recording.words.size() && time >= recording.words[word].start;
    ASSERT_EQ(recording.pcm[i], speaking ? 1002 : 2) << time;
  }
  EXPECT_EQ(stitch(small_corpus(), {.seconds = 30, .seed = 3}).pcm, recording.pcm);
  EXPECT_NE(stitch(small_corpus(), {.seconds = 30, .seed = 4}).pcm, recording.pcm);
  EXPECT_THROW(stitch(Corpus(), {}), Error);
}

// The lesson that ships, as ./run left it, on people from the recorded data set.
TEST(Listening, UnseenPeopleOnHostAndBoard) {
  const char* shared = std::getenv("SATCHEL_SHARED");
  const fs::path data =
      fs::path(shared != nullptr ? shared : "../shared") / "datasets/kws_speech_commands_v2";
  const fs::path out = "lessons/first_words/out";
  if (!fs::exists(data)) GTEST_SKIP() << data << " is not there";
  if (!fs::exists(out / "model.cbor")) GTEST_SKIP() << out << " is not there: ./run makes it";
  const StitchedRecording recording = stitch_for(out, {data}, {});
  const fs::path program = SATCHEL_PROGRAM;
  const std::vector<HeardWord> heard = run_listen(program, out, "", recording.pcm);
  const ListeningScore score = score_listening(recording.words, heard);
  printf("[ listening] host: %d hits of %d words, %d false accepts\n", score.hits, score.words,
         score.false_accepts);
  EXPECT_GT(2 * score.hits, score.words) << "the lesson is trained on synthetic voices alone";
  EXPECT_LT(score.false_accepts, score.words);
  try {
    EXPECT_EQ(run_listen(program, out, "mps2_m4", recording.pcm), heard);
  } catch (const Error& error) {
    if (std::string(error.what()).find("there is no board") == std::string::npos) throw;
    GTEST_SKIP() << "on the host only: " << error.what();
  }
}

}  // namespace
}  // namespace satchel
