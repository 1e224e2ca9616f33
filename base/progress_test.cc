#include "base/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace satchel {
namespace {

using testing::HasSubstr;
using testing::internal::CaptureStderr;
using testing::internal::GetCapturedStderr;

TEST(Progress, DurationsReadAloud) {
  EXPECT_EQ(format_duration(0), "0 s");
  EXPECT_EQ(format_duration(59.4), "59 s");
  EXPECT_EQ(format_duration(80), "1 min 20 s");
  EXPECT_EQ(format_duration(7500), "2 h 5 min");
  EXPECT_EQ(format_duration(-1), "0 s");
}

TEST(Progress, IsPlainLinesWithoutATerminal) {
  CaptureStderr();
  {
    Progress progress("making voices", 4);
    progress.advance(2, "yes, German");
    progress.finish("4 voices");
  }
  const std::string text = GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("making voices  [--------------------]   0 %\n"));
  EXPECT_THAT(text, HasSubstr("[####################] 100 %   took 0 s   4 voices\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("\x1b")));
}

TEST(Progress, NeverShowsMoreThanAll) {
  CaptureStderr();
  {
    Progress progress("reading", 2);
    progress.set(9);
    progress.finish();
  }
  EXPECT_THAT(GetCapturedStderr(), HasSubstr("100 %"));
}

TEST(Progress, AnUnknownLengthHasNoBar) {
  CaptureStderr();
  { Progress("listening", 0).finish("3 words"); }
  EXPECT_THAT(GetCapturedStderr(), HasSubstr("listening   took 0 s   3 words\n"));
}

TEST(ProgressBars, AreALineEach) {
  CaptureStderr();
  {
    ProgressBars bars({"/dev/ttyACM0", "tcp:room:1"});
    bars.set(0, 1, 4, "package");
    bars.set(1, 0, 0, "envelope");
    bars.set(0, 2, 4, "package");  // too soon for another line
    bars.finish(1, "confirmed");
    bars.finish(0, "refused", false);
  }
  EXPECT_EQ(GetCapturedStderr(),
            "/dev/ttyACM0  [#####---------------]  25 %   package\n"
            "tcp:room:1     envelope\n"
            "tcp:room:1     took 0 s   confirmed\n"
            "/dev/ttyACM0  [##########----------]  50 %   took 0 s   refused\n");
}

TEST(Progress, QuietIsSilent) {
  CaptureStderr();
  set_quiet(true);
  say("hello");
  { Progress("x", 1).finish(); }
  set_quiet(false);
  EXPECT_EQ(GetCapturedStderr(), "");
}

}  // namespace
}  // namespace satchel
