package io.llamajar.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be read off the files themselves. */
class SourcesTest {
  private static final int MAX_LINES = 450;

  private static final Set<String> NOT_OURS = Set.of(".git", ".idea", "target");
  private static final Pattern BINARY = Pattern.compile(".*\\.(gguf|bin|gz|png)");

  // A registry is named by its ordinary client's settings, a machine's folders by nobody. (In
  // brackets, so that this file does not name them itself.)
  private static final Pattern MACHINES =
      Pattern.compile(
          "repo1?[.]maven[.]|repo[.]maven[.]apache|registry[.]npmjs|deb[.]debian[.]|[/]work[/]");

  @ParameterizedTest
  @MethodSource("javaFiles")
  void filesAreShortEnoughToRead(Path file) throws IOException {
    assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MAX_LINES);
  }

  @Test
  void everyPackageSaysWhatItTakesAndGives() throws IOException {
    List<Path> folders =
        javaFiles().filter(SourcesTest::isShipped).map(Path::getParent).distinct().toList();
    assertThat(folders)
        .isNotEmpty()
        .allSatisfy(folder ->
            assertThat(folder.resolve("package-info.java"))
                .content()
                .contains("/**")
                .contains("NullMarked"));
  }

  @Test
  void noFileNamesAMachine() throws IOException {
    assertThat(files().filter(file -> !BINARY.matcher(file.toString()).matches()))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(MACHINES.matcher(Files.readString(file)).find()).isFalse());
  }

  private static boolean isShipped(Path file) {
    return file.toString().replace('\\', '/').contains("/src/main/java/");
  }

  private static Stream<Path> javaFiles() throws IOException {
    return files().filter(file -> file.toString().endsWith(".java"));
  }

  private static Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(House.ROOT)) {
      return all.filter(SourcesTest::isOurs).filter(Files::isRegularFile).toList().stream();
    }
  }

  private static boolean isOurs(Path file) {
    return StreamSupport.stream(House.ROOT.relativize(file).spliterator(), false)
        .noneMatch(part -> NOT_OURS.contains(part.toString()));
  }
}
