package io.llamajar.cli.markdown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jline.utils.AttributedStyle;

/**
 * What marks comments, strings and keywords in a language, or in a family of them.
 *
 * @param delimiters of comments and strings
 * @param keywords in small letters where {@code ignoresCase}
 */
record Language(List<Delimiters> delimiters, Set<String> keywords, boolean ignoresCase) {

  /**
   * What stands around a comment or a string.
   *
   * @param close empty if the end of the line closes it
   * @param escapes whether a backslash before it keeps it open
   */
  record Delimiters(String open, String close, AttributedStyle style, boolean escapes) {
    private static Delimiters line(String open) {
      return new Delimiters(open, "", Look.COMMENT, false);
    }

    private static Delimiters comment(String open, String close) {
      return new Delimiters(open, close, Look.COMMENT, false);
    }

    private static Delimiters string(String mark) {
      return new Delimiters(mark, mark, Look.STRING, true);
    }

    /**
     * Whether it does not go on in the next line: a quote that is never closed does little harm.
     */
    boolean endsWithLine() {
      return close.isEmpty() || close.equals("\"") || close.equals("'");
    }
  }

  private static final Delimiters SLASHES = Delimiters.line("//");
  private static final Delimiters HASH = Delimiters.line("#");
  private static final Delimiters DASHES = Delimiters.line("--");
  private static final Delimiters BLOCK = Delimiters.comment("/*", "*/");
  private static final Delimiters DOUBLE = Delimiters.string("\"");
  private static final Delimiters SINGLE = Delimiters.string("'");
  private static final Delimiters BACKTICK = Delimiters.string("`");
  private static final Delimiters TRIPLE = Delimiters.string("\"\"\"");
  private static final Delimiters TRIPLE_SINGLE = Delimiters.string("'''");

  private static final Language PLAIN = new Language(List.of(), Set.of(), false);

  private static final Map<String, Language> BY_NAME = table();

  // spotless:off
  private static Map<String, Language> table() {
    Map<String, Language> all = new LinkedHashMap<>();
    add(
        all,
        "java kotlin kt scala groovy swift dart",
        """
        abstract actor as assert async await boolean break byte case catch char class companion
        const continue data def default defer do double else enum extends extension false final
        finally float for fun func guard if implements import in init inline instanceof int
        interface internal is lateinit lazy let long match module native new nil null object
        open operator override package permits private protected protocol public record return
        sealed self short static struct super suspend switch synchronized this throw throws trait
        transient true try type typealias val var void volatile when where while with yield\
        """,
        SLASHES,
        BLOCK,
        TRIPLE,
        DOUBLE,
        SINGLE);
    add(
        all,
        "javascript js jsx mjs typescript ts tsx",
        """
        abstract any as async await boolean break case catch class const continue debugger declare
        default delete do else enum export extends false finally for from function get if
        implements import in instanceof interface keyof let namespace never new null number of
        private protected public readonly return set static string super switch this throw true try
        type typeof undefined unknown var void while with yield\
        """,
        SLASHES,
        BLOCK,
        DOUBLE,
        SINGLE,
        BACKTICK);
    add(
        all,
        "c h cpp c++ cc cxx hpp objc cuda csharp cs c# php glsl",
        """
        abstract as async auto await base bool boolean break byte case catch char class concept
        const constexpr continue decimal default define delegate delete do double echo else enum
        event explicit export extern false final finally fixed float for foreach friend function
        get goto if ifdef ifndef endif implements in include inline int interface internal is long
        mutable namespace new noexcept null nullptr object operator out override params private
        protected public readonly record ref register return sealed set short signed sizeof static
        string struct super switch template this throw true try typedef typename typeof uint union
        unsigned use using var virtual void volatile while yield\
        """,
        SLASHES,
        BLOCK,
        DOUBLE,
        SINGLE);
    add(
        all,
        "go golang",
        """
        any bool break byte case chan const continue default defer else error fallthrough false
        float32 float64 for func go goto if import int int32 int64 interface iota len make map new
        nil package range return rune select string struct switch true type uint8 var\
        """,
        SLASHES,
        BLOCK,
        DOUBLE,
        SINGLE,
        BACKTICK);
    add(
        all,
        "rust rs zig",
        """
        as async await bool box break const continue crate dyn else enum extern f32 f64 false fn
        for i32 i64 if impl in let loop match mod move mut pub ref return self Self static str
        struct super trait true type u32 u64 u8 union unsafe use usize where while\
        """,
        SLASHES,
        BLOCK,
        DOUBLE);
    add(
        all,
        "python py python3 ipython starlark",
        """
        False None True and as assert async await break case class continue def del elif else
        except finally for from global if import in is lambda match nonlocal not or pass raise
        return self try while with yield\
        """,
        HASH,
        TRIPLE,
        TRIPLE_SINGLE,
        DOUBLE,
        SINGLE);
    add(
        all,
        "ruby rb elixir ex crystal perl pl",
        """
        alias and begin break case class def defmodule defp do else elsif end ensure false fn for
        foreach if in module my next nil not or our package redo require rescue retry return self
        sub super then true undef unless until use when while yield\
        """,
        HASH,
        DOUBLE,
        SINGLE);
    add(
        all,
        "bash sh zsh shell console fish dockerfile docker makefile make",
        """
        ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM RUN USER VOLUME WORKDIR alias break case cd
        continue do done echo elif else end esac eval exec exit export fi for function if in
        local read return set shift source sudo then trap unset until while\
        """,
        HASH,
        DOUBLE,
        SINGLE);
    add(
        all,
        "yaml yml toml ini conf properties r julia jl nix powershell ps1",
        """
        begin break do else elseif end false for foreach function if import in let null
        off on param return struct true using while yes no\
        """,
        HASH,
        DOUBLE,
        SINGLE);
    add(
        all,
        "lua haskell hs elm ada",
        """
        and begin break case class data deriving do else elseif end false for function if import in
        instance is let local module newtype nil not of or procedure repeat return then true type
        until where while\
        """,
        DASHES,
        Delimiters.comment("{-", "-}"),
        DOUBLE);
    addIgnoringCase(
        all,
        "sql mysql postgresql sqlite plsql",
        """
        add all alter and as asc avg begin between by case check column commit constraint count
        create cross database default delete desc distinct drop else end exists foreign from
        full group having if in index inner insert into is join key left like limit max min not
        null offset on or order outer primary references returning right rollback select set sum
        table then transaction union unique update using values view when where with\
        """,
        DASHES,
        BLOCK,
        SINGLE,
        DOUBLE);
    add(all, "json jsonc json5 jsonl", "false null true", SLASHES, DOUBLE);
    add(all, "html xml svg vue xhtml", "", Delimiters.comment("<!--", "-->"), DOUBLE);
    add(all, "css scss less", "important media import include mixin", BLOCK, DOUBLE, SINGLE);
    return Map.copyOf(all);
  }

  // spotless:on

  private static void add(
      Map<String, Language> all, String names, String keywords, Delimiters... delimiters) {
    Language language = new Language(List.of(delimiters), words(keywords), false);
    words(names).forEach(name -> all.put(name, language));
  }

  private static void addIgnoringCase(
      Map<String, Language> all, String names, String keywords, Delimiters... delimiters) {
    Language language = new Language(List.of(delimiters), words(keywords), true);
    words(names).forEach(name -> all.put(name, language));
  }

  private static Set<String> words(String text) {
    return Set.copyOf(List.of(text.strip().split("\\s+")));
  }

  /** The language that stands behind a fence; one without any marks if we do not know it. */
  static Language of(String info) {
    String name = info.strip().split("[\\s{,:]", 2)[0].toLowerCase(Locale.ROOT);
    return Optional.ofNullable(BY_NAME.get(name)).orElse(PLAIN);
  }

  boolean isPlain() {
    return equals(PLAIN);
  }

  boolean isKeyword(String word) {
    return keywords.contains(ignoresCase ? word.toLowerCase(Locale.ROOT) : word);
  }

  /** Whether a text may become, with more characters, what opens a comment or a string. */
  boolean mayOpen(CharSequence text) {
    return delimiters.stream()
        .anyMatch(d -> d.open.length() > text.length() && d.open.startsWith(text.toString()));
  }

  /** The longest of those that a text begins with. */
  Optional<Delimiters> opening(CharSequence text) {
    List<Delimiters> found = new ArrayList<>();
    for (Delimiters each : delimiters) {
      boolean isLonger = found.isEmpty() || each.open.length() > found.getLast().open.length();
      if (isLonger && text.toString().startsWith(each.open)) {
        found.add(each);
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
  }
}
