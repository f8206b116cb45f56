package io.llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening files: what is no file that can be read is refused in words. */
class GgufTest {
  @TempDir Path folder;

  @Test
  void aMissingFileIsNamed() {
    refused(GgufSource.of(folder.resolve("no.gguf")), "no.gguf does not exist; check its name");
  }

  @Test
  void aFolderIsRefused() {
    refused(GgufSource.of(folder), "is a folder; name a file in it");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    refused(GgufSource.of(Files.createFile(folder.resolve("e.gguf"))), "it is empty");
  }

  @Test
  void aFileWithoutPermissionIsRefused() {
    // Said directly, since no file is forbidden to a superuser who runs this.
    Path file = folder.resolve("secret.gguf");
    assertThat(FileAccess.unreadable(file, new AccessDeniedException(file.toString())))
        .hasMessageEndingWith("secret.gguf may not be read by you; change its permissions");
  }

  @Test
  void aStretchOfAFileIsReadInPlace() throws IOException {
    Path whole = folder.resolve("whole.gguf");
    GgufWriterTest.tiny().write(whole);
    byte[] bytes = Files.readAllBytes(whole);
    byte[] inside = new byte[64 + bytes.length + 100];
    System.arraycopy(bytes, 0, inside, 64, bytes.length);
    Path file = Files.write(folder.resolve("inside.bin"), inside);

    try (Gguf gguf = Gguf.open(new GgufSource(file, 64, bytes.length));
        Gguf expected = Gguf.open(GgufSource.of(whole))) {
      Same.assertSame(gguf, expected);
    }
    refused(new GgufSource(file, 64, inside.length), "beyond the end of the file");
    refused(new GgufSource(file, inside.length + 1, -1), "beyond the end of the file");
    refused(new GgufSource(file, -1, 10), "beyond the end of the file");
    refused(new GgufSource(file, Long.MAX_VALUE, Long.MAX_VALUE), "beyond the end of the file");
  }

  @Test
  void closedTensorsCannotBeRead() {
    Path file = folder.resolve("tiny.gguf");
    GgufWriterTest.tiny().write(file);
    Gguf gguf = Gguf.open(GgufSource.of(file));
    MemorySegment data = gguf.tensor("t0").orElseThrow().data();
    gguf.close();
    gguf.close();
    assertThat(data.scope().isAlive()).isFalse();
  }

  @Test
  void missingAndMistypedKeysAreNamed() {
    Path file = folder.resolve("tiny.gguf");
    GgufWriterTest.tiny().write(file);
    try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
      assertThatThrownBy(() -> gguf.metadata().integer("llama.block_count"))
          .isInstanceOf(LlamajarException.class)
          .hasMessageEndingWith(
              "tiny.gguf has no llama.block_count; it is incomplete, convert or download it again");
      assertThatThrownBy(() -> gguf.metadata().integer("general.name"))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("general.name is a string where a whole number is needed");
    }
  }

  private static void refused(GgufSource source, String reason) {
    assertThatThrownBy(() -> Gguf.open(source))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
