package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackerTest {
  private static final List<String> NAMES =
      List.of("b/B.class", "a/A.class", "models/m.gguf", "META-INF/MANIFEST.MF", "A.class", "i/I");

  @TempDir Path folder;

  @Test
  void theManifestLeadsTheSortedFiles() throws IOException {
    Path packed = pack(NAMES, 0);
    try (ZipFile zip = new ZipFile(packed.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly(
              "META-INF/MANIFEST.MF",
              "A.class",
              "a/A.class",
              "b/B.class",
              "i/I",
              "models/m.gguf",
              "META-INF/sbom/llamajar.cdx.json");
      assertThat(zip.getEntry("models/m.gguf").getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(zip.getEntry("a/A.class").getMethod()).isEqualTo(ZipEntry.DEFLATED);
    }
  }

  @Test
  void orderTimesZoneAndLanguageDoNotShow() throws IOException {
    byte[] first = Files.readAllBytes(pack(NAMES, 0));
    List<String> shuffled = new ArrayList<>(NAMES);
    Collections.shuffle(shuffled, new Random(1));
    TimeZone zone = TimeZone.getDefault();
    Locale locale = Locale.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
      Locale.setDefault(Locale.of("tr", "TR"));
      byte[] second = Files.readAllBytes(pack(shuffled, 1_000_000_000_000L));
      assertThat(second).isEqualTo(first);
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(locale);
    }
  }

  @Test
  void anOlderArchiveIsReplacedAndNothingElseIsLeft() throws IOException {
    Path packed = pack(NAMES, 0);
    byte[] first = Files.readAllBytes(packed);
    Files.write(packed, new byte[first.length + 1000]);
    assertThat(pack(NAMES, 0)).isEqualTo(packed).hasBinaryContent(first);
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
  }

  @Test
  void wrongArgumentsAreExplained() {
    assertThatThrownBy(() -> Packer.main(new String[] {"one.jar"}))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("JAR to write");
  }

  private Path pack(List<String> names, long time) throws IOException {
    Path source = folder.resolve("source.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(source))) {
      for (String name : names) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(time);
        out.putNextEntry(entry);
        out.write(name.repeat(100).getBytes(UTF_8));
      }
      out.putNextEntry(new ZipEntry("a/"));
    }
    Path target = folder.resolve("target.jar");
    Packer.pack(source, target, new byte[] {1});
    return target;
  }
}
