#!/bin/sh
# Builds HEAD twice, in different folders, time zones, languages and umasks: the JARs must be equal.
set -eu
root=$(git -C "$(dirname -- "$0")" rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# build_in NAME: clones HEAD and builds the JAR there.
build_in() {
  git clone -q --no-hardlinks "$root" "$work/$1"
  git -C "$work/$1" checkout -q --detach "$(git -C "$root" rev-parse HEAD)"
  "$work/$1/build" -q -B -pl cli -am -Dmaven.test.skip=true package
}

(umask 022 && TZ=UTC LC_ALL=C build_in one)
(umask 077 && TZ=Pacific/Chatham LC_ALL=tr_TR.UTF-8 build_in "another place")

if ! cmp "$work/one/cli/target/llamajar.jar" "$work/another place/cli/target/llamajar.jar"; then
  echo "reproducible: two builds of the same commit differ" >&2
  exit 1
fi
echo "reproducible: two builds of $(git -C "$root" rev-parse --short HEAD) are equal"
