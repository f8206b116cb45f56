package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveWriterTest {
  // "before" and "model" take 30 + 6 + n and 30 + 5 bytes before the model's data.
  private static final int HEADERS = 71;
  private static final int ALIGNMENT = ArchiveWriter.ALIGNMENT;

  @TempDir Path folder;

  @Test
  void namesAndContentsComeBackInOrder() throws IOException {
    Path archive = folder.resolve("archive");
    try (FileChannel channel = channel(archive)) {
      ArchiveWriter writer = writer(channel);
      writer.add("text", "llama ".repeat(1000).getBytes(UTF_8));
      writer.add("empty", new byte[0]);
      writer.addMappable("größe/模型.gguf", noise(100_000));
      writer.add("noise", noise(1000));
      writer.finish();
    }
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly("text", "empty", "größe/模型.gguf", "noise");
      assertThat(content(zip, "text")).asString(UTF_8).isEqualTo("llama ".repeat(1000));
      assertThat(content(zip, "empty")).isEmpty();
      assertThat(content(zip, "größe/模型.gguf")).isEqualTo(noise(100_000));
      assertThat(content(zip, "noise")).isEqualTo(noise(1000));
    }
  }

  @Test
  void onlyWhatShrinksIsDeflated() throws IOException {
    Path archive = folder.resolve("archive");
    try (FileChannel channel = channel(archive)) {
      ArchiveWriter writer = writer(channel);
      writer.add("text", "llama ".repeat(1000).getBytes(UTF_8));
      writer.add("noise", noise(1000));
      writer.addMappable("model", new byte[1000]);
      writer.finish();
    }
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      assertThat(zip.getEntry("text").getMethod()).isEqualTo(ZipEntry.DEFLATED);
      assertThat(zip.getEntry("noise").getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(zip.getEntry("model").getMethod()).isEqualTo(ZipEntry.STORED);
    }
  }

  @ParameterizedTest(name = "{0} bytes of padding")
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 30, 1000, 65_484, 65_534, 65_535})
  void mappableDataIsAlignedWhateverComesBefore(int padding) throws IOException {
    Path archive = folder.resolve("archive");
    byte[] before = noise(2 * ALIGNMENT - HEADERS - padding);
    byte[] model = noise(5000);
    try (FileChannel channel = channel(archive)) {
      ArchiveWriter writer = writer(channel);
      writer.add("before", before);
      writer.addMappable("model", model);
      writer.add("after", before);
      writer.finish();
    }
    int data = HEADERS + before.length + padding;
    assertThat(data % ALIGNMENT).isZero();
    try (FileChannel channel = FileChannel.open(archive)) {
      byte[] mapped = new byte[model.length];
      channel.map(FileChannel.MapMode.READ_ONLY, data, model.length).get(mapped);
      assertThat(mapped).isEqualTo(model);
    }
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      assertThat(content(zip, "model")).isEqualTo(model);
      assertThat(content(zip, "after")).isEqualTo(before);
    }
  }

  @ParameterizedTest(name = "{0} bytes of padding")
  @ValueSource(ints = {0, 1, 2, 3, 4, 1000, 65_484})
  void paddingDoesNotDisturbWhoReadsFromFrontToBack(int padding) throws IOException {
    Path archive = folder.resolve("archive");
    try (FileChannel channel = channel(archive)) {
      ArchiveWriter writer = writer(channel);
      writer.add("before", noise(2 * ALIGNMENT - HEADERS - padding));
      writer.addMappable("model", noise(5000));
      writer.add("after", noise(1000));
      writer.finish();
    }
    assertThat(namesInStream(archive)).containsExactly("before", "model", "after");
  }

  /** The names in the local headers alone. */
  private static List<String> namesInStream(Path archive) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream in =
        new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(archive)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }

  private static FileChannel channel(Path archive) throws IOException {
    return FileChannel.open(archive, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static ArchiveWriter writer(FileChannel channel) {
    return new ArchiveWriter(new Target.Fresh(channel), Timestamp.FIXED, 0);
  }

  private static byte[] content(ZipFile zip, String name) throws IOException {
    return zip.getInputStream(zip.getEntry(name)).readAllBytes();
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
