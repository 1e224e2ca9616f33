#include "link/port/port.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "base/file.h"
#include "base/unique_fd.h"

namespace satchel {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using Bytes = std::vector<uint8_t>;

// Bytes that a terminal would take for something: interrupt, end, newline, carriage return, flow
// control, erase.
const Bytes kAwkward = {0x03, 0x04, '\n', '\r', 0x11, 0x13, 0x7f, 0x00, 0xff, 'x'};

Bytes read_all(Port& port, size_t size) {
  Bytes bytes;
  for (int tries = 0; bytes.size() < size && tries < 50; ++tries) {
    Bytes piece(64);
    piece.resize(port.read(piece, milliseconds(100)));
    bytes.insert(bytes.end(), piece.begin(), piece.end());
  }
  return bytes;
}

// What opening `address` says, message and hint.
std::string refusal(const std::string& address, Exit exit_code) {
  try {
    open_port(address);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), exit_code);
    return std::string(error.what()) + ". " + error.hint();
  }
  ADD_FAILURE() << address << " was opened";
  return {};
}

UniqueFd listen_at(const std::filesystem::path& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(listen(fd.get(), 4), 0);
  return fd;
}

TEST(Port, ATtyCarriesEveryByteBothWays) {
  const UniqueFd master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(master.valid());
  ASSERT_EQ(grantpt(master.get()), 0);
  ASSERT_EQ(unlockpt(master.get()), 0);
  const auto port = open_port(ptsname(master.get()));
  EXPECT_EQ(port->name(), ptsname(master.get()));
  port->write(kAwkward);
  Bytes there(64);
  there.resize(static_cast<size_t>(read(master.get(), there.data(), there.size())));
  EXPECT_EQ(there, kAwkward);
  ASSERT_EQ(write(master.get(), kAwkward.data(), kAwkward.size()),
            static_cast<ssize_t>(kAwkward.size()));
  EXPECT_EQ(read_all(*port, kAwkward.size()), kAwkward);
  EXPECT_EQ(port->read(there, milliseconds(1)), 0u);
}

TEST(Port, APulledCableIsSaid) {
  UniqueFd master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_EQ(grantpt(master.get()), 0);
  ASSERT_EQ(unlockpt(master.get()), 0);
  const std::string path = ptsname(master.get());
  const auto port = open_port(path);
  master.close();
  Bytes bytes(8);
  try {
    port->read(bytes, milliseconds(1000));
    FAIL() << "the line is there";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
    EXPECT_THAT(error.what(), HasSubstr(path));
    EXPECT_THAT(error.hint(), HasSubstr("repeat the command"));
  }
}

TEST(Port, WhatCannotBeOpenedIsNamedWithWhatToDo) {
  const TemporaryFolder folder;
  EXPECT_THAT(refusal("/dev/no_such_tty", Exit::kUnavailable),
              testing::AllOf(HasSubstr("/dev/no_such_tty"), HasSubstr("plugged in")));
  write_file_atomically(folder.path() / "file", std::string_view("x"));
  EXPECT_THAT(refusal(folder.path() / "file", Exit::kUnusable), HasSubstr("is not a serial port"));
  EXPECT_THAT(refusal("tcp:nowhere", Exit::kUnusable), HasSubstr("tcp:HOST:PORT"));
  EXPECT_THAT(refusal("unix:" + std::string(200, 'x'), Exit::kUnavailable), HasSubstr("too long"));
  { const UniqueFd listener = listen_at(folder.path() / "line"); }
  EXPECT_THAT(refusal("unix:" + (folder.path() / "line").string(), Exit::kUnavailable),
              HasSubstr("Nothing listens there"));
}

TEST(Port, ATcpPortIsALineToo) {
  const UniqueFd listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener.get(), 1), 0);
  ASSERT_EQ(getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const auto port = open_port("tcp:127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
  const UniqueFd other(accept(listener.get(), nullptr, nullptr));
  ASSERT_EQ(write(other.get(), "hello", 5), 5);
  EXPECT_EQ(read_all(*port, 5), (Bytes{'h', 'e', 'l', 'l', 'o'}));
}

TEST(Port, AnEscapeByteIsSentTwice) {
  const TemporaryFolder folder;
  const UniqueFd listener = listen_at(folder.path() / "line");
  const auto port = escape_byte(open_unix(folder.path() / "line", "the board"), 1);
  const UniqueFd other(accept(listener.get(), nullptr, nullptr));
  EXPECT_EQ(port->name(), "the board");
  port->write(Bytes{0, 1, 2});
  Bytes there(8);
  there.resize(static_cast<size_t>(read(other.get(), there.data(), there.size())));
  EXPECT_EQ(there, (Bytes{0, 1, 1, 2}));
}

TEST(ReopeningPort, OpensALostLineAgainAndGivesUpInTheEnd) {
  const TemporaryFolder folder;
  UniqueFd listener = listen_at(folder.path() / "line");
  const auto port = reopening_port([&] { return open_unix(folder.path() / "line", "the board"); },
                                   milliseconds(50));
  UniqueFd(accept(listener.get(), nullptr, nullptr)).close();
  Bytes bytes(8);
  EXPECT_EQ(port->read(bytes, milliseconds(1000)), 0u);  // lost, and there again
  const UniqueFd second(accept(listener.get(), nullptr, nullptr));
  ASSERT_EQ(write(second.get(), "x", 1), 1);
  EXPECT_EQ(read_all(*port, 1), Bytes{'x'});
  listener.close();
  shutdown(second.get(), SHUT_RDWR);
  EXPECT_THROW(port->read(bytes, milliseconds(1000)), Error);
}

TEST(ReopeningPort, ALineThatOnlyOpensIsGivenUp) {
  const TemporaryFolder folder;
  const UniqueFd listener = listen_at(folder.path() / "line");
  const auto port =
      reopening_port([&] { return open_unix(folder.path() / "line"); }, milliseconds(50));
  Bytes bytes(8);
  EXPECT_THROW(
      for (int i = 0; i < 10; ++i) {
        UniqueFd(accept(listener.get(), nullptr, nullptr)).close();
        port->read(bytes, milliseconds(1000));
      },
      Error);
}

TEST(CountingPort, CountsWhatPassesBothWays) {
  const TemporaryFolder folder;
  const UniqueFd door = listen_at(folder.path() / "line");
  LineTraffic traffic;
  const auto port = counting_port(open_unix(folder.path() / "line"), traffic);
  const UniqueFd other(accept(door.get(), nullptr, nullptr));
  port->write(kAwkward);
  EXPECT_EQ(traffic.sent, kAwkward.size());
  EXPECT_EQ(traffic.received, 0u);
  ASSERT_EQ(write(other.get(), "abc", 3), 3);
  EXPECT_EQ(read_all(*port, 3).size(), 3u);
  EXPECT_EQ(traffic.received, 3u);
  Bytes none(8);
  EXPECT_EQ(port->read(none, milliseconds(1)), 0u);
  EXPECT_EQ(traffic.received, 3u);
  EXPECT_EQ(traffic.sent, kAwkward.size());
}

}  // namespace
}  // namespace satchel
