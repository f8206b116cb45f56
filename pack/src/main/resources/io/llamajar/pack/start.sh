# Finds a Java and starts the archive that follows: this file is a program, a JAR and a ZIP at once.
[ -z "${ZSH_VERSION:-}" ] || emulate sh # started as zsh FILE
set -u
name=${0##*/}
flags="-XX:+UseSerialGC -XX:-UsePerfData" # the heap is small: it starts sooner, and is smaller

# usable DIR: is there a Java 25 or newer in it? It reads the release file and starts no JVM.
usable() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  version=
  while IFS='="' read -r key _ value _; do
    [ "$key" = JAVA_VERSION ] && version=$value && break
  done <"$1/release"
  feature=${version%%[!0-9]*}
  [ "${feature:-0}" -ge 25 ] && java_home=$1
}

find_java() {
  [ -n "${JAVA_HOME:-}" ] && usable "$JAVA_HOME" && return
  if java=$(command -v java 2>/dev/null); then
    java=$(readlink -f -- "$java" 2>/dev/null) && usable "${java%/bin/java}" && return
  fi
  for folder in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/local/openjdk* /usr/local/java/* /opt/java/* \
    "${SDKMAN_DIR:-${HOME:-/nowhere}/.sdkman}"/candidates/java/* "${HOME:-/nowhere}"/.jdks/* \
    "${HOME:-/nowhere}"/.local/share/mise/installs/java/* "${HOME:-/nowhere}"/.asdf/installs/java/* \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    usable "$folder" && return
  done
  [ -x /usr/libexec/java_home ] && folder=$(/usr/libexec/java_home -v 25+ 2>/dev/null) &&
    usable "$folder"
}

# Where this file carries a Java: platform, first block, bytes, check sum.
runtimes="@RUNTIMES@"

# The user's cache folder; who may not write there, or sets LLAMAJAR_CACHE empty, has none.
caches=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
caches=${LLAMAJAR_CACHE-${caches:+$caches/llamajar}}

# private FOLDER: there is one that is ours and that we may write, now at the latest.
private() {
  (umask 077 && mkdir -p "$1") 2>/dev/null && [ -O "$1" ] && [ -w "$1" ]
}

# unpack BLOCK BYTES FOLDER: a Java into a folder that appears when it is complete. It is a link, so
# that of two who unpack at once the second sees that it is late.
unpack() {
  made=$3.$$
  (umask 077 && mkdir "$made") &&
    dd if="$0" bs=65536 skip="$1" count="$(($2 / 65536 + 1))" 2>/dev/null | head -c "$2" |
    tar -xzf - -C "$made" 2>/dev/null &&
    ln -sn "${made##*/}" "$3" 2>/dev/null || rm -rf "$made"
}

find_inside() {
  [ -n "$runtimes" ] || return 1
  cpu=$(uname -m)
  system=$(uname -s | tr '[:upper:]' '[:lower:]')
  [ "$system" != darwin ] || system=macos
  [ "$cpu" != amd64 ] || cpu=x86_64
  [ "$cpu" != arm64 ] || cpu=aarch64
  [ ! -e "/lib/ld-musl-$cpu.so.1" ] || [ -e /etc/debian_version ] || system=$system-musl
  for runtime in $runtimes; do
    [ "${runtime%%:*}" = "$system-$cpu" ] || continue
    runtime=${runtime#*:}
    block=${runtime%%:*}
    runtime=${runtime#*:}
    for folder in "$caches" "${TMPDIR:-/tmp}/llamajar-$(id -u)"; do
      [ -n "$folder" ] && private "$folder" || continue
      folder=$folder/java-${runtime#*:}
      [ -e "$folder/lib/modules" ] || {
        [ ! -h "$folder" ] || rm -f "$folder" # somebody tidied up
        unpack "$block" "${runtime%%:*}" "$folder"
      }
      usable "$folder" && return
    done
  done
  return 1
}

[ ! -e "$0.upgrade" ] || {
  echo "$name: an upgrade in place was interrupted; end it with: llamajar upgrade --in-place $0" >&2
  exit 1
}

find_inside || find_java || {
  echo "$name: no Java 25 or newer found; install one, say from https://adoptium.net," \
    "or name its folder with JAVA_HOME" >&2
  exit 1
}

# In a locale without UTF-8 Java could not name files like this one may be.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
*[Uu][Tt][Ff]*) ;;
*) export LC_ALL=C.UTF-8 ;;
esac

# What the JVM loaded and linked in a short run (JEP 514) is kept in the user's cache folder, and the
# next start is quicker by a third. The first start makes it, in the background, with the small model
# that is in the program. Who may not write there starts cold, as does who sets LLAMAJAR_CACHE empty.
aot=$caches/$name-@ENGINE@-$version.aot # it holds for no other name, program or Java

# One start at a time makes it. The lock is a link to its maker's process id.
train() {
  me=$(exec sh -c 'echo $PPID')
  if ! ln -s "$me" "$aot.lock" 2>/dev/null; then
    kill -0 "$(readlink "$aot.lock")" 2>/dev/null && return
    ln -sf "$me" "$aot.lock"
  fi
  set -- run --unsecured --temp 0 -n 16 -p "Tell me a story." \
    -m @models/demo/llamajar-demo-q8_0.gguf
  # shellcheck disable=SC2086 # flags are words
  LLAMAJAR_TRAINING=1 nice "$java_home/bin/java" -XX:AOTCacheOutput="$aot.$me.new" $flags \
    -jar "$file" "$@"
  rm -f "$caches/$name"-????????????????-*.aot
  mv -f "$aot.$me.new" "$aot"
  [ "$(readlink "$aot.lock")" != "$me" ] || rm -f "$aot.lock"
}

file=$0
if [ -n "$caches" ] && { [ ! -f "$aot" ] || [ -n "$(find -L "$file" -newer "$aot")" ]; } &&
  private "$caches"; then
  (train </dev/null >/dev/null 2>&1 &)
fi

# The JVM's warnings do not belong on standard output, where it writes them by default.
# shellcheck disable=SC2086
exec "$java_home/bin/java" -XX:AOTCache="$aot" $flags -Xlog:disable \
  -Xlog:all=warning,aot*=off,cds*=off:stderr -jar "$file" "$@"
