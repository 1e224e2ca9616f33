# shellcheck shell=bash
# What ./run, ./test and the tools share. Source it; it finds the repository and sets `root`.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Colour only for people.
# shellcheck disable=SC2034 # not every script uses each
if [ -t 2 ]; then bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'; else bold='' green='' red='' plain=''; fi

started=$SECONDS

# say TEXT: one line of what is being done, on standard error, with the time since the start.
say() { printf '%s[%3d s] %s%s\n' "$bold" $((SECONDS - started)) "$*" "$plain" >&2; }

# fail TEXT [HINT]: ends the script.
fail() {
  printf '%s%s: %s%s\n' "$red" "$(basename "$0")" "$1" "$plain" >&2
  if [ $# -gt 1 ]; then printf '  %s\n' "$2" >&2; fi
  exit 1
}

# show_progress TITLE: reads lines "percent text" and shows them as a bar on a terminal, else now and then a line.
show_progress() {
  local title=$1 percent text shown=0 bar='####################' empty='--------------------'
  while read -r percent text; do
    percent=${percent%%.*}
    if [ -t 2 ]; then
      printf '\r%s  [%s%s] %3d %%  %.40s\e[K' "$title" "${bar:0:percent / 5}" "${empty:percent / 5}" \
        "$percent" "$text" >&2
    elif [ $((SECONDS - shown)) -ge 10 ]; then
      shown=$SECONDS
      printf '%s  %3d %%  %s\n' "$title" "$percent" "$text" >&2
    fi
  done
  if [ -t 2 ]; then printf '\n' >&2; fi
}

# as_root COMMAND...: as it is for root, with sudo for others.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo > /dev/null; then
    sudo "$@"
  else
    fail "installing packages needs root" "Run it as root, or install sudo."
  fi
}

# packages GROUP...: lines "package program" of tools/packages.txt.
packages() {
  awk -F ' *[|] *' -v groups=" $* " '
    !/^#/ && NF == 4 && index(groups, " " $1 " ") { print $2, $3 }' "$root/tools/packages.txt"
}

# configure PRESET: only when it was not, or its files are gone; the build itself notices changed CMake files.
configure() {
  [ -f "$root/build/$1/build.ninja" ] || (cd "$root" && cmake --preset "$1" --log-level=WARNING >&2)
}

# build PRESET [TARGET...]: configures and builds with every processor.
build() {
  local preset=$1
  shift
  say "building $preset"
  configure "$preset"
  NINJA_STATUS="  $preset [%f/%t, %e s] " \
    cmake --build "$root/build/$preset" --parallel "$(nproc)" ${1:+--target "$@"} >&2
}
