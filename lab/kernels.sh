#!/bin/sh
# Measures every kernel on one thread, beside the machine's peaks: lab/kernels.sh [PART OF A NAME]
# With "attention", how fast it attends to contexts of some lengths; with "recurrences", how long
# layers with a state take.
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
. "$root/.mvn/jdk.sh"
"$root/build" -q -pl engine -am test-compile
case ${1:-} in
  attention) main=AttentionSpeed && shift ;;
  recurrences) main=RecurrenceSpeed && shift ;;
  *) main=KernelSpeed ;;
esac
classes=$root/asm/target/classes:$root/engine/target/classes:$root/engine/target/test-classes
exec "$java_home/bin/java" --enable-native-access=ALL-UNNAMED -cp "$classes" \
  "io.llamajar.kernel.$main" "$@"
