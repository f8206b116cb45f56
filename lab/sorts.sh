#!/bin/sh
# Measures ways to put the logits of a vocabulary in order: lab/sorts.sh
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
. "$root/.mvn/jdk.sh"
"$root/build" -q -pl engine -am test-compile
exec "$java_home/bin/java" \
  -cp "$root/asm/target/classes:$root/engine/target/classes:$root/engine/target/test-classes" \
  io.llamajar.sampling.SortSpeed
