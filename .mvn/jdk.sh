# Sourced by ./build and ./llamajar: finds a JDK 25 or newer, sets java_home and java_version, or
# ends the script with a line that says how to get one. It reads the JDKs' release files and starts
# no JVM, so it takes about a millisecond.
# shellcheck shell=sh disable=SC2034 # the caller uses what is set here

# usable DIR: is it a JDK 25 or newer?
usable() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='="' read -r key _ java_version _; do
    [ "$key" = JAVA_VERSION ] && break
  done <"$1/release"
  feature=${java_version%%[!0-9]*}
  [ "${feature:-0}" -ge 25 ] && java_home=$1
}

find_jdk() {
  [ -n "${JAVA_HOME:-}" ] && usable "$JAVA_HOME" && return
  if java=$(command -v java); then
    java=$(readlink -f -- "$java") && usable "${java%/bin/java}" && return
  fi
  for jdk in /usr/lib/jvm/* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/*; do
    usable "$jdk" && return
  done
  [ -x /usr/libexec/java_home ] && jdk=$(/usr/libexec/java_home -v 25+ 2>/dev/null) &&
    usable "$jdk"
}

find_jdk || {
  echo "${0##*/}: no JDK 25 or newer found; install one, say from https://adoptium.net," \
    "or name its folder with JAVA_HOME" >&2
  exit 1
}
