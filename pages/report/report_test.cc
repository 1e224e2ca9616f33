#include "pages/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <regex>

#include "base/error.h"
#include "pages/report/example.h"
#include "pages/report/html.h"

namespace satchel {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

// Every element that must be closed is closed.
void expect_balanced(const std::string& page) {
  for (const char* name : {"main", "section", "div",   "table",   "tr",    "td",    "th",  "figure",
                           "svg",  "text",    "ul",    "li",      "dl",    "dd",    "dt",  "p",
                           "b",    "code",    "audio", "details", "style", "title", "span"}) {
    const std::regex opening("<" + std::string(name) + "[ >]");
    const auto opened = std::distance(std::sregex_iterator(page.begin(), page.end(), opening),
                                      std::sregex_iterator());
    EXPECT_EQ(static_cast<std::size_t>(opened), occurrences(page, "</" + std::string(name) + ">"))
        << name;
  }
}

TEST(Report, ShowsEveryPart) {
  const std::string page = render_report(example_report());
  for (const char* part : {"What it mixes up", "Class by class", "How it learned",
                           "From floating point", "Size and cost", "What it got wrong",
                           "How this was made", "95 % interval", "other words", "1,234,567"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  expect_balanced(page);
}

TEST(Report, NeedsNothingOutsideItself) {
  const std::string page = render_report(example_report());
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<link")));
  EXPECT_THAT(page, Not(HasSubstr("http://")));
  EXPECT_THAT(page, Not(HasSubstr("https://")));
  EXPECT_THAT(page, Not(HasSubstr("url(")));
  EXPECT_EQ(occurrences(page, " src=\""), occurrences(page, " src=\"data:"));
}

TEST(Report, TextsFromOutsideStayText) {
  const std::string attack = "\"><script>alert('x')</script>&\xFF";
  Report report = example_report();
  report.lesson = report.objective = report.evaluation.split = attack;
  report.facts = {{attack, attack}};
  report.evaluation.classes[0] = attack;
  for (TargetCost& cost : report.targets) cost.target = cost.board = attack;
  for (WrongExample& example : report.wrong) example.file = example.truth = example.answer = attack;
  const std::string page = render_report(report);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("\xFF")));
  expect_balanced(page);
}

TEST(Report, EmptyPartsAreLeftOut) {
  Report report;
  report.lesson = "nothing yet";
  const std::string page = render_report(report);
  EXPECT_THAT(page, HasSubstr("nothing yet"));
  EXPECT_THAT(page, Not(HasSubstr("<section")));
}

TEST(Report, EveryMistakeIsThereTheLastOnesByName) {
  Report report = example_report();
  WrongExample plain = report.wrong[0];
  plain.spectrogram = {};
  plain.file = "no/by_name__0.wav";
  for (int i = 0; i < 6; ++i) report.wrong.push_back(report.wrong[0]);
  report.wrong.push_back(plain);
  const std::string page = render_report(report);
  EXPECT_THAT(page, HasSubstr("15 mistakes"));
  EXPECT_THAT(page, HasSubstr("2 more with pictures"));
  EXPECT_THAT(page, HasSubstr("1 more by name"));
  EXPECT_THAT(page, HasSubstr("no/by_name__0.wav"));
  EXPECT_EQ(occurrences(page, "<img"), 14u);
  expect_balanced(page);
}

TEST(Report, AnEstimateIsRoundedAndMarked) {
  EXPECT_THAT(render_report(example_report()), HasSubstr("≈ 12,100,000"));
}

TEST(Report, RecordingsStandOnlyWhereTheyWereGiven) {
  Report report = example_report();
  EXPECT_THAT(render_report(report), Not(HasSubstr("<audio")));
  report.wrong[0].recording = {1, -1};
  // "RIFF", the length 40, "WAVE"
  EXPECT_THAT(render_report(report), HasSubstr("src=\"data:audio/wav;base64,UklGRigAAABXQVZF"));
}

TEST(Report, OddNumbersStillDraw) {
  Report report = example_report();
  report.learning = {{1, false, std::numeric_limits<double>::quiet_NaN(), 1e9, 0, 0}};
  report.evaluation.accuracy = {0, 0, 0};
  report.evaluation.counts.assign(report.evaluation.counts.size(), 0);
  const std::string page = render_report(report);
  EXPECT_THAT(page, Not(HasSubstr(",nan")));
  EXPECT_THAT(page, Not(HasSubstr("inf ")));
  expect_balanced(page);
}

TEST(Report, PartsThatContradictEachOtherAreRefused) {
  Report report = example_report();
  report.evaluation.counts.pop_back();
  EXPECT_THROW(render_report(report), Error);
  report = example_report();
  report.wrong[0].spectrogram.levels.pop_back();
  EXPECT_THROW(render_report(report), Error);
}

TEST(Html, EscapesAndRepairs) {
  EXPECT_EQ(escape("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
  EXPECT_EQ(escape("نعم ja 🙂"), "نعم ja 🙂");
  for (const char* bad : {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\x01"}) {
    EXPECT_THAT(escape(bad), HasSubstr("\xEF\xBF\xBD")) << bad;
    EXPECT_THAT(escape(bad), Not(HasSubstr(bad)));
  }
  EXPECT_EQ(escape("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Html, NumbersReadAloud) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(1234567), "1,234,567");
  EXPECT_EQ(format_percent(0.9342), "93.4 %");
  EXPECT_EQ(format_kilobytes(1536), "1.5 KB");
}

TEST(Html, DataAddressesFollowBase64) {
  const std::vector<std::uint8_t> bytes = {'f', 'o', 'o', 'b'};
  EXPECT_EQ(data_address("x/y", std::span(bytes).first(0)), "data:x/y;base64,");
  EXPECT_EQ(data_address("x/y", std::span(bytes).first(1)), "data:x/y;base64,Zg==");
  EXPECT_EQ(data_address("x/y", std::span(bytes).first(3)), "data:x/y;base64,Zm9v");
  EXPECT_EQ(data_address("x/y", bytes), "data:x/y;base64,Zm9vYg==");
}

}  // namespace
}  // namespace satchel
