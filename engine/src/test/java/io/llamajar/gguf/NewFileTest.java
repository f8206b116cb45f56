package io.llamajar.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {
  private static final long OWN = ProcessHandle.current().pid();
  private static final long NOBODY = 999_999_999_999L;

  @TempDir Path folder;

  private static Consumer<FileChannel> text(String text) {
    return out -> {
      try {
        out.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  @Test
  void aFileIsReplacedAndNothingIsLeftBeside() throws IOException {
    Path file = folder.resolve("a");
    NewFile.write(file, text("one"));
    NewFile.write(file, text("two"));
    assertThat(file).hasContent("two");
    assertThat(folder.toFile().list()).containsExactly("a");
  }

  @Test
  void whatFailsChangesNothing() throws IOException {
    Path file = folder.resolve("a");
    NewFile.write(file, text("one"));
    Consumer<FileChannel> full =
        out -> {
          text("t").accept(out);
          throw new UncheckedIOException(new IOException("disk full"));
        };
    assertThatThrownBy(() -> NewFile.write(file, full)).hasMessageContaining("disk full");
    assertThat(file).hasContent("one");
    assertThat(folder.toFile().list()).containsExactly("a");
  }

  @Test
  void whatTheDeadHaveLeftIsRemovedAndTheNumberOfOneMayComeAgain() throws IOException {
    Files.writeString(folder.resolve("a.%d.part".formatted(NOBODY)), "hal");
    Path ours = Files.writeString(folder.resolve("a.%d.part".formatted(OWN)), "hal");
    Files.setLastModifiedTime(ours, FileTime.from(Instant.EPOCH));
    NewFile.write(folder.resolve("a"), text("whole"));
    assertThat(folder.resolve("a")).hasContent("whole");
    assertThat(folder.toFile().list()).containsExactly("a");
  }

  @Test
  void whatTheLivingWriteAndWhatIsNamedOtherwiseStays() throws IOException {
    long other = ProcessHandle.current().parent().orElseThrow().pid();
    String[] kept = {
      "a." + other + ".part", "b." + NOBODY + ".part", "a.5", "a.x.part", "xa.5.part"
    };
    for (String name : kept) {
      Files.writeString(folder.resolve(name), "x");
    }
    NewFile.write(folder.resolve("a"), text("whole"));
    assertThat(folder.toFile().list()).contains(kept).contains("a");
  }

  @Test
  void oneWhoComesWhileTheFileIsWrittenIsRefusedAndDisturbsNothing() throws IOException {
    Path file = folder.resolve("a");
    NewFile.write(
        file,
        out -> {
          assertThatThrownBy(() -> NewFile.write(file, text("late")))
              .isInstanceOf(LlamajarException.class)
              .hasMessageContaining("is being written already");
          text("first").accept(out);
        });
    assertThat(file).hasContent("first");
  }
}
