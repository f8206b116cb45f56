package io.llamajar.structure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The JAR that ships: it runs as it is, and the demo model lies in it ready to be mapped. */
class DistributionTest {
  private static final String MODEL = "models/demo/llamajar-demo-q8_0.gguf";
  private static final int ALIGNMENT = 64 * 1024;

  @Test
  void itRunsWithoutAFlagOrAWarning() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(java.toString(), "-jar", House.JAR.toString(), "--version").start();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).contains("llamajar 0.");
    assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void itsManifestGrantsNativeAccessAndNamesTheVersion() throws IOException {
    try (JarFile jar = new JarFile(House.JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Main-Class")).isEqualTo("io.llamajar.cli.Llamajar");
      assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
      assertThat(manifest.getValue("Implementation-Version")).startsWith("0.");
    }
  }

  @Test
  void itHasLicencesButNoLeftoversOfTheJarsInIt() throws IOException {
    try (JarFile jar = new JarFile(House.JAR.toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName))
          .doesNotHaveDuplicates()
          .contains("META-INF/LICENSE", "META-INF/NOTICE")
          .noneMatch(name -> name.endsWith("module-info.class"))
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)"))
          .noneMatch(name -> name.matches(".*\\.(so|dll|dylib|jnilib)"));
    }
  }

  @Test
  void itSaysWhatItIsMadeOf() throws IOException {
    try (JarFile jar = new JarFile(House.JAR.toFile())) {
      ZipEntry entry = jar.getEntry("META-INF/sbom/llamajar.cdx.json");
      String bill = new String(jar.getInputStream(entry).readAllBytes(), UTF_8);
      assertThat(bill)
          .contains("\"bomFormat\":\"CycloneDX\"", "\"type\":\"application\"")
          .containsPattern("pkg:maven/tools.jackson.core/jackson-core@[0-9.]+\\?type=jar")
          .containsPattern("\"alg\":\"SHA-256\",\"content\":\"[0-9a-f]{64}\"")
          .contains("https://www.apache.org/licenses/LICENSE-2.0")
          .doesNotContain(System.getProperty("user.home"));
      for (String library : List.of("picocli", "jline", "jetty-server", "slf4j-api", "dompurify")) {
        assertThat(bill).contains("\"name\":\"" + library);
      }
      assertThat(bill).as("what tests need does not ship").doesNotContain("junit", "assertj");
    }
  }

  @Test
  void theDemoModelCanBeMappedInPlace() throws IOException {
    try (JarFile jar = new JarFile(House.JAR.toFile())) {
      assertThat(jar.getEntry(MODEL).getMethod()).isEqualTo(ZipEntry.STORED);
    }
    ByteBuffer model = ByteBuffer.wrap(Files.readAllBytes(House.ROOT.resolve(MODEL)));
    try (FileChannel channel = FileChannel.open(House.JAR)) {
      ByteBuffer jar = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      assertThat(isAtSomeMultipleOf(ALIGNMENT, model, jar)).isTrue();
    }
  }

  private static boolean isAtSomeMultipleOf(int alignment, ByteBuffer part, ByteBuffer whole) {
    for (int at = 0; at + part.limit() <= whole.limit(); at += alignment) {
      if (whole.slice(at, part.limit()).equals(part)) {
        return true;
      }
    }
    return false;
  }
}
