package io.llamajar.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartArgumentsTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/llama", "N", "a b");

  private static StartArguments parse(String text) {
    return StartArguments.parse(text, name -> Optional.ofNullable(ENVIRONMENT.get(name)));
  }

  private static List<String> words(String text) {
    return parse(text).with(List.of());
  }

  @Test
  void whiteSpaceSeparatesWords() {
    assertThat(words("  serve\n-c\t4096\r\n\n--temp 0 "))
        .containsExactly("serve", "-c", "4096", "--temp", "0");
    assertThat(words("")).isEmpty();
    assertThat(words(" \n ")).isEmpty();
  }

  @Test
  void quotesKeepWhiteSpaceAndEmptyWords() {
    assertThat(words("-s 'You are\n\"terse\".' \"it's\" '' a'b'\"c\"d"))
        .containsExactly("-s", "You are\n\"terse\".", "it's", "", "abcd");
    assertThat(words("'\\n$HOME#'")).containsExactly("\\n$HOME#");
  }

  @Test
  void aBackslashEscapes() {
    assertThat(words("a\\ b \\'c\\' \"\\\"d\\\"\" \\# \\$HOME \\\\"))
        .containsExactly("a b", "'c'", "\"d\"", "#", "$HOME", "\\");
    assertThat(words("\\n\\t\\r\\e\\0 \"\\x41\\u00e9\"")).containsExactly("\n\t\r\u001b\0", "Aé");
    assertThat(words("one\\\ntwo")).containsExactly("onetwo");
  }

  @Test
  void commentsBeginWithAWord() {
    assertThat(words("# all\n-c 1 # more ' \" \\\n-n 2 a#b"))
        .containsExactly("-c", "1", "-n", "2", "a#b");
  }

  @Test
  void variablesAreTheEnvironments() {
    assertThat(words("$HOME/x ${HOME}y \"$N\" $N"))
        .containsExactly("/home/llama/x", "/home/llamay", "a b", "a b");
    assertThat(words("x$NONE ${NONE}")).containsExactly("x", "");
    assertThat(words("$ $1 ${ ${HOME a$")).containsExactly("$", "$1", "${", "${HOME", "a$");
  }

  @Test
  void theUsersArgumentsGoWhereTheDotsStandElseTheyFollow() {
    assertThat(parse("a ... b").with(List.of("x", "y"))).containsExactly("a", "x", "y", "b");
    assertThat(parse("a b").with(List.of("x"))).containsExactly("a", "b", "x");
    assertThat(parse("'...' a").with(List.of("x"))).containsExactly("...", "a", "x");
    assertThat(parse("a....").with(List.of("x"))).containsExactly("a....", "x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'a", "\"a", "a\\", "\\x4", "\\u12g4", "... ..."})
  void whatCannotBeReadIsRefusedInOneLine(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(LlamajarException.class)
        .message()
        .startsWith(".args ")
        .contains(";")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a b", "it's", "\"", "\\", "$HOME", "#", "...", "ä\n", "@m.gguf"})
  void aQuotedWordIsReadAsItIs(String word) {
    assertThat(words("x " + StartArguments.quoted(word) + " y")).containsExactly("x", word, "y");
  }
}
