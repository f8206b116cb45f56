package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as they are named in a conversation. */
class ChatFilesTest {
  @TempDir private Path folder;
  private Path chats = Path.of("");
  private Path home = Path.of("");

  @BeforeEach
  void make() throws IOException {
    chats = Files.createDirectory(folder.resolve("chats"));
    home = Files.createDirectory(folder.resolve("home"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"~/a b", "  ~/a b ", "\"~/a b\"", "'~/a b'", "~/a\\ b"})
  void areNamedAsInAShell(String typed) throws IOException {
    Path file = Files.createFile(home.resolve("a b"));
    assertThat(files().existing(typed)).isEqualTo(file);
    assertThat(files().target(typed)).isEqualTo(file);
  }

  @Test
  void areWhereConversationsAreSavedIfNotHere() throws IOException {
    Path saved = Files.createFile(chats.resolve("a.json"));
    assertThat(files().existing("a.json")).isEqualTo(saved);
    assertThat(files().existing("pom.xml")).isEqualTo(Path.of("pom.xml"));
    assertThat(files().target("pom.xml")).isEqualTo(chats.resolve("pom.xml"));
    assertThat(files().target("../a.json")).isEqualTo(folder.resolve("a.json"));
  }

  @Test
  void areLookedForInBothPlaces() {
    assertThatThrownBy(() -> files().existing("none"))
        .isInstanceOf(LlamajarException.class)
        .hasMessage(
            "There is no %s, nor %s; check its name"
                .formatted(Path.of("none").toAbsolutePath(), chats.resolve("none")));
    assertThatThrownBy(() -> files().existing("~/none"))
        .hasMessage("There is no %s; check its name".formatted(home.resolve("none")));
    assertThatThrownBy(() -> files().existing("a\0b")).hasMessageContaining("choose another");
  }

  @Test
  void thatCannotBeWrittenHaveAReason() throws IOException {
    Path file = chats.resolve("a".repeat(300));
    assertThatThrownBy(() -> files().write(file, new byte[1]))
        .isInstanceOf(LlamajarException.class)
        .hasMessageMatching("Cannot write [^.]*: [^./]+");
    ChatFiles limited = new ChatFiles(chats, home, any -> Optional.of("because"));
    assertThatThrownBy(() -> limited.write(file, new byte[1]))
        .hasMessage("Cannot write %s: because".formatted(file));
  }

  private ChatFiles files() {
    return new ChatFiles(chats, home, file -> Optional.empty());
  }
}
