package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of several lines, and where what is typed is kept. */
class DraftTest {
  @ParameterizedTest
  @ValueSource(strings = {"\"\"\"", "\"\"\"a", " \"\"\"\na\"\" ", "\"\"\"\"\"", "a\\", "a\\\nb\\"})
  void theseGoOn(String typed) {
    assertThat(new Draft(typed).goesOn()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a\\b", "\"\"\"\"\"\"", "\"\"\"a\"\"\"", "\"\"\"\na\n\"\"\" "})
  void theseAreWhole(String typed) {
    assertThat(new Draft(typed).goesOn()).isFalse();
  }

  @Test
  void onlyTheMessageIsLeft() {
    assertThat(new Draft("\"\"\"\n a\\\nb\n\"\"\"").message()).isEqualTo(" a\\\nb");
    assertThat(new Draft("\"\"\"a\"\"\"").message()).isEqualTo("a");
    assertThat(new Draft("a\\\nb \"c\"").message()).isEqualTo("a\nb \"c\"");
    assertThat(new Draft(" /a ").message()).isEqualTo(" /a ");
  }

  @Test
  void onlyTheUserReadsTheHistory(@TempDir Path home) throws Exception {
    Path here = Files.createDirectories(home.resolve("work"));
    Path state = home.resolve(".local/state/llamajar");
    UserFiles files = UserFiles.of(here, home, state);
    assertThat(files.chats()).isEqualTo(here);
    assertThat(files.folders()).containsExactly(state, here);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(files.history().orElseThrow())))
        .isEqualTo("rw-------");
  }

  @Test
  void theHomeFolderIsNotLeftOpen(@TempDir Path home) {
    Path state = home.resolve("state");
    assertThat(UserFiles.of(home, home, state).folders()).isEqualTo(List.of(state));
    assertThat(UserFiles.of(Path.of("/"), home, state).chats()).isEqualTo(state);
  }

  @Test
  void withoutAPlaceForItNothingIsRemembered(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(UserFiles.of(folder, folder.resolve("home"), file.resolve("x")))
        .isEqualTo(new UserFiles(Optional.empty(), folder, folder.resolve("home")));
  }
}
