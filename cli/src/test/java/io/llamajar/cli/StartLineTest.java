package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.pack.StartArguments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartLineTest {
  private static final Console CONSOLE =
      new Console(
          new ByteArrayInputStream(new byte[0]),
          new ByteArrayOutputStream(),
          new ByteArrayOutputStream());
  private final StartLine line = new StartLine(new Commands(CONSOLE, new Complaints(CONSOLE)));

  private String of(String inside, String... own) {
    StartArguments words = StartArguments.parse(inside, name -> Optional.empty());
    return String.join(" ", line.of(words, List.of(own)));
  }

  @Test
  void withoutAnyWordsItChats() {
    assertThat(of("")).isEqualTo("chat");
    assertThat(of("-m @a.gguf")).isEqualTo("chat --model=@a.gguf");
    assertThat(of("serve -m @a.gguf")).isEqualTo("serve --model=@a.gguf");
  }

  @Test
  void theUsersWordsFollow() {
    assertThat(of("-c 100 -m @a.gguf", "--temp", "0"))
        .isEqualTo("chat --ctx-size=100 --model=@a.gguf --temp 0");
    assertThat(of("tokenize ... b", "a")).isEqualTo("tokenize a b");
  }

  @Test
  void theUsersCommandTakesOnlyWhatItKnows() {
    assertThat(of("serve --port 9000 -c 100 -m @a.gguf", "run", "-p", "Hi"))
        .isEqualTo("run --ctx-size=100 --model=@a.gguf -p Hi");
    assertThat(of("run -p Hi --raw -m @a.gguf", "inspect")).isEqualTo("inspect --model=@a.gguf");
  }

  @Test
  void whatTheUserGivesReplacesWhatTheFileGives() {
    assertThat(of("-c 100 -m @a.gguf", "-c", "200")).isEqualTo("chat --model=@a.gguf -c 200");
    assertThat(of("serve -m @a.gguf", "--model", "b.gguf")).isEqualTo("serve --model b.gguf");
    assertThat(of("--stop a --stop b", "--stop=c")).isEqualTo("chat --stop=c");
    assertThat(of("--stop a --stop b")).isEqualTo("chat --reverse-prompt=a --reverse-prompt=b");
  }

  @Test
  void ofSeveralServedModelsOthersRunTheFirst() {
    String both = "serve -m small=@a.gguf -m other=@b.gguf";
    assertThat(of(both)).isEqualTo("serve --model=small=@a.gguf --model=other=@b.gguf");
    assertThat(of(both, "run", "-p", "Hi")).isEqualTo("run --model=@a.gguf -p Hi");
  }

  @Test
  void optionsStandInFrontOfTheUsersWords() {
    assertThat(of("... -m @a.gguf", "tokenize", "--", "-Hello"))
        .isEqualTo("tokenize --model=@a.gguf -- -Hello");
  }

  @Test
  void questionsAboutTheWholeProgramAreNotForACommand() {
    assertThat(of("-m @a.gguf", "--version")).isEqualTo("--version");
    assertThat(of("-m @a.gguf", "--help")).isEqualTo("--help");
    assertThat(of("-m @a.gguf", "run", "--help")).isEqualTo("run --model=@a.gguf --help");
  }

  @Test
  void wrongWordsAreKeptToBeComplainedAbout() {
    assertThat(of("-m @a.gguf", "--nonsense")).isEqualTo("chat --model=@a.gguf --nonsense");
    assertThat(of("-m @a.gguf", "run", "-c", "x")).isEqualTo("run -c x");
    assertThat(of("-m @a.gguf", "run", "-p")).isEqualTo("run -p");
  }

  @Test
  void wordsThatNoCommandUnderstandsAreRefusedWhenAFileIsPacked() {
    StartArguments wrong = StartArguments.parse("serve --nonsense", name -> Optional.empty());
    assertThatThrownBy(() -> line.check(wrong))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--nonsense");
    line.check(StartArguments.parse("serve --port 9 -m @a.gguf", name -> Optional.empty()));
  }
}
