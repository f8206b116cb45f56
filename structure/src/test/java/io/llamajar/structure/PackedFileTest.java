package io.llamajar.structure;

import static io.llamajar.structure.CommandLine.JAVA;
import static io.llamajar.structure.CommandLine.program;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.llamajar.structure.CommandLine.Ending;
import io.llamajar.structure.CommandLine.Started;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model and the program in one file: however it is started, it runs. */
class PackedFileTest {
  private static final Path MODEL = House.ROOT.resolve("models/demo/llamajar-demo-q8_0.gguf");
  private static final String MEMBER = "llamajar-demo-q8_0.gguf";
  private static final String HOME = "JAVA_HOME=" + System.getProperty("java.home");
  private static final int ALIGNMENT = 64 * 1024;

  @TempDir static Path folder;
  private static Path place = Path.of("");
  private static Path packed = Path.of("");
  private static String answer = "";

  @BeforeAll
  static void pack() throws Exception {
    place = Files.createDirectory(folder.resolve("größe & \"co\" 'x' $y!"));
    packed = place.resolve("a modèl.llamajar");
    Ending ending = run(packing(packed, "--args", "--temp 0 -n 8"));
    assertThat(ending.err()).isEmpty();
    assertThat(ending.out()).contains("SHA-256").containsPattern("[0-9a-f]{64}");
    answer = run(program("run", "--temp", "0", "-n", "8", "-p", "Hi")).out();
    assertThat(answer).isNotBlank();
  }

  static Stream<List<String>> starts() {
    String name = packed.toString();
    String base = packed.getFileName().toString();
    return Stream.of(
            List.of(name),
            List.of("sh", name),
            List.of("dash", name),
            List.of("bash", name),
            List.of("zsh", name),
            List.of("busybox", "sh", name),
            List.of("env", "-i", HOME, name),
            List.of("env", "-i", HOME, "/bin/sh", name),
            List.of("sh", "-c", "cd \"$(dirname \"$0\")\" && \"./$1\" run -p Hi", name, base),
            List.of("sh", "-c", "PATH=\"$(dirname \"$0\"):$PATH\" && \"$1\" run -p Hi", name, base),
            List.of(JAVA.toString(), "-jar", name))
        .filter(words -> CommandLine.isThere(words.getFirst()));
  }

  @ParameterizedTest
  @MethodSource("starts")
  void itRunsHoweverItIsStarted(List<String> start) throws Exception {
    List<String> line = new ArrayList<>(start);
    if (!line.contains("-c")) {
      line.addAll(List.of("run", "-p", "Hi"));
    }
    Ending ending = run(line);
    assertThat(ending.err()).isEmpty();
    assertThat(ending.out()).isEqualTo(answer);
    assertThat(ending.code()).isZero();
  }

  @Test
  void itRunsThroughLinksFromAFolderThatMayNotBeWritten() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), packed);
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));
    place.toFile().setWritable(false);
    try {
      assertThat(run(List.of(link.toString(), "run", "-p", "Hi")).out()).isEqualTo(answer);
      assertThat(run(List.of(second.toString(), "run", "-p", "Hi")).out()).isEqualTo(answer);
    } finally {
      place.toFile().setWritable(true);
    }
  }

  @Test
  void withoutAJavaItSaysHowToGetOne() throws Exception {
    Ending ending = run(List.of("env", "-i", "/bin/sh", withoutJava(packed).toString()));
    assertThat(ending.code()).isEqualTo(1);
    assertThat(ending.err()).contains("no Java 25 or newer found").hasLineCount(1);
    assertThat(ending.out()).isEmpty();
  }

  @Test
  void withAJavaInsideItNeedsNone() throws Exception {
    Path file = folder.resolve("with java.llamajar");
    Ending made =
        run(packing(file, "--args", "--temp 0 -n 8", "--runtime", System.getProperty("java.home")));
    assertThat(made.err()).isEmpty();
    Path alone = withoutJava(file);
    String home = "HOME=" + Files.createDirectory(folder.resolve("home"));
    List<String> line = List.of("env", "-i", "PATH=/usr/bin:/bin", home);
    List<Started> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      List<String> start = new ArrayList<>(line);
      start.addAll(
          List.of("LLAMAJAR_CACHE=" + folder + "/java", alone.toString(), "run", "-p", "Hi"));
      both.add(start(start, ""));
    }
    for (Started one : both) {
      Ending ending = one.ending();
      assertThat(ending.err()).isEmpty();
      assertThat(ending.out()).isEqualTo(answer);
    }
    try (Stream<Path> files = Files.list(folder.resolve("java"))) {
      assertThat(files.filter(path -> path.getFileName().toString().startsWith("java-")))
          .as("one Java, and the link to it")
          .hasSize(2)
          .allMatch(Files::isDirectory);
    }
    assertThat(Files.getPosixFilePermissions(folder.resolve("java")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  /** As on a machine without one: all places where one could lie have other names. */
  private static Path withoutJava(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String script = new String(bytes, 0, ALIGNMENT, ISO_8859_1).replace("/usr/", "/xyz/");
    System.arraycopy(script.getBytes(ISO_8859_1), 0, bytes, 0, ALIGNMENT);
    Path alone = Files.write(folder.resolve("without " + file.getFileName()), bytes);
    alone.toFile().setExecutable(true);
    return alone;
  }

  @Test
  void twoFirstStartsAtOnceShareOneCache() throws Exception {
    Path caches = folder.resolve("caches");
    List<Started> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(start(List.of(packed.toString(), "run", "-p", "Hi"), caches.toString()));
    }
    for (Started process : processes) {
      assertThat(process.ending().out()).isEqualTo(answer);
    }
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (count(caches, ".aot") == 0 && System.nanoTime() < patience) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(count(caches, ".aot")).isEqualTo(1);
    Started warm = start(List.of(packed.toString(), "run", "-p", "Hi"), caches.toString());
    assertThat(warm.ending().out()).isEqualTo(answer);
  }

  private static long count(Path caches, String ending) throws IOException {
    try (Stream<Path> files = Files.list(caches)) {
      return files.filter(file -> file.toString().endsWith(ending)).count();
    }
  }

  @Test
  void itIsAZipWhoseModelIsStoredAndAligned() throws Exception {
    try (ZipFile zip = new ZipFile(packed.toFile())) {
      ZipEntry model = zip.getEntry(MEMBER);
      assertThat(model.getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(zip.getInputStream(model).readAllBytes()).isEqualTo(Files.readAllBytes(MODEL));
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(packed));
    ByteBuffer model = ByteBuffer.wrap(Files.readAllBytes(MODEL));
    assertThat(bytes.slice(ALIGNMENT, model.limit())).isEqualTo(model);
  }

  @Test
  void itSaysWhatIsInItWhenceAndUnderWhichLicence() throws Exception {
    String sum =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(MODEL)));
    try (ZipFile zip = new ZipFile(packed.toFile())) {
      ZipEntry bill = zip.getEntry("META-INF/sbom/models.cdx.json");
      assertThat(new String(zip.getInputStream(bill).readAllBytes(), UTF_8))
          .contains("\"bomFormat\":\"CycloneDX\"", "\"type\":\"machine-learning-model\"")
          .contains("\"alg\":\"SHA-256\",\"content\":\"" + sum + "\"")
          .contains("\"license\":{\"id\":\"Apache-2.0\"}");
    }
  }

  @Test
  void unzipReadsItWithoutAWarning() throws Exception {
    assumeTrue(CommandLine.isThere("unzip"));
    Ending list = run(List.of("unzip", "-tq", packed.toString()));
    assertThat(list.err()).isEmpty();
    assertThat(list.code()).isZero();
  }

  @Test
  void theSamePartsGiveTheSameBytes() throws Exception {
    Path second = folder.resolve("second.llamajar");
    List<String> line = new ArrayList<>();
    line.addAll(
        List.of("sh", "-c", "umask 027; TZ=Pacific/Chatham LC_ALL=tr_TR.UTF-8 \"$@\"", "sh"));
    line.addAll(packing(second, "--args", "--temp 0 -n 8"));
    Ending ending = run(line);
    assertThat(ending.err()).isEmpty();
    assertThat(Files.mismatch(packed, second)).isEqualTo(-1);
    assertThat(Files.getPosixFilePermissions(second))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
  }

  @Test
  void anotherDateGivesOtherBytesAndAWrongOneIsRefused() throws Exception {
    Path dated = folder.resolve("dated.llamajar");
    assertThat(packAt("1700000000", dated).code()).isZero();
    try (ZipFile zip = new ZipFile(dated.toFile())) {
      assertThat(zip.getEntry(MEMBER).getTimeLocal()).hasToString("2023-11-14T22:13:20");
    }
    Ending refused = packAt("yesterday", folder.resolve("no.llamajar"));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("SOURCE_DATE_EPOCH is 'yesterday'").hasLineCount(1);
  }

  private static Ending packAt(String date, Path target) throws Exception {
    List<String> line = new ArrayList<>(List.of("env", "SOURCE_DATE_EPOCH=" + date));
    line.addAll(packing(target));
    return run(line);
  }

  @Test
  void whatTheUserSaysGoesBeforeWhatTheFileSays() throws Exception {
    String start = packed.toString();
    assertThat(run(List.of(start, "run", "-n", "1", "-p", "Hi")).out().strip())
        .isNotEqualTo(answer.strip())
        .isSubstringOf(answer);
    assertThat(run(List.of(start, "tokenize", "Hi")).out()).contains("Hi");
    assertThat(run(List.of(start, "inspect")).out()).contains(MEMBER);
    assertThat(run(List.of(start, "--version")).out()).startsWith("llamajar 0.");
    assertThat(run(List.of(start, "serve", "--nonsense")).err()).contains("--nonsense");
  }

  @Test
  void anotherProgramRunsTheModelInIt() throws Exception {
    for (String model : List.of(packed.toString(), packed + "@" + MEMBER)) {
      List<String> line = program("run", "-m", model, "--temp", "0", "-n", "8", "-p", "Hi");
      assertThat(run(line).out()).isEqualTo(answer);
    }
    assertThat(run(program("inspect", "-m", packed + "@x.gguf")).err())
        .contains("has no model 'x.gguf'; it has " + MEMBER)
        .hasLineCount(1);
  }

  @Test
  void whatItWasMadeOfCanBeProved() throws Exception {
    List<String> parts = program("pack", MODEL.toString(), "--args", "--temp 0 -n 8");
    parts.addAll(List.of("--verify", packed.toString()));
    assertThat(run(parts).out()).contains("was made from these parts");

    byte[] bytes = Files.readAllBytes(packed);
    bytes[ALIGNMENT + 1_000_000] ^= 1;
    Path altered = Files.write(folder.resolve("altered.llamajar"), bytes);
    parts.set(parts.size() - 1, altered.toString());
    Ending ending = run(parts);
    assertThat(ending.code()).isEqualTo(1);
    assertThat(ending.err())
        .contains("was not made from these parts: it differs from byte 1,065,536 on")
        .hasLineCount(1);
    assertThat(
            run(program("unpack", altered.toString(), "-d", folder.resolve("no").toString())).err())
        .contains("is damaged: the check sum of " + MEMBER + " is wrong")
        .hasLineCount(1);
    assertThat(folder.resolve("no")).isEmptyDirectory();
  }

  @Test
  void unpackingGivesTheModelBack() throws Exception {
    Path parts = folder.resolve("unpacked");
    Ending ending = run(program("unpack", packed.toString(), "-d", parts.toString()));
    assertThat(ending.err()).isEmpty();
    assertThat(parts.resolve(MEMBER)).hasSameBinaryContentAs(MODEL);
    assertThat(parts.resolve(".args")).content().contains("--temp 0 -n 8", "-m @" + MEMBER);
    assertThat(run(program("unpack", packed.toString(), "-d", parts.toString())).err())
        .contains("exists; choose another folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--in-place"})
  void aNewerProgramIsPutAroundTheSameModels(String way) throws Exception {
    Path old = Files.copy(packed, folder.resolve("old" + way + ".llamajar"));
    dropAnEntry(old);
    List<String> words = new ArrayList<>(program("upgrade", old.toString()));
    words.addAll(way.isEmpty() ? List.of() : List.of(way));
    Ending ending = run(words);
    assertThat(ending.err()).isEmpty();
    assertThat(old).hasSameBinaryContentAs(packed);
    assertThat(old).isExecutable();
  }

  @Test
  void aFileThatIsBeingUpgradedSaysSo() throws Exception {
    Path half = Files.copy(packed, folder.resolve("half.llamajar"));
    Files.createFile(folder.resolve("half.llamajar.upgrade"));
    Ending ending = run(List.of(half.toString(), "run", "-p", "Hi"));
    assertThat(ending.err()).contains("llamajar upgrade --in-place ").hasLineCount(1);
    assertThat(ending.code()).isEqualTo(1);
  }

  /** As if the program in it were an older one. */
  private static void dropAnEntry(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, ISO_8859_1).replace("META-INF/NOTICE", "META-INF/notice");
    Files.write(file, text.getBytes(ISO_8859_1));
    assertThat(Files.mismatch(file, packed)).isNotNegative();
  }

  @Test
  void aLauncherForWindowsIsWrittenBesideItOnRequest() throws Exception {
    Path file = folder.resolve("w.llamajar");
    assertThat(run(packing(file, "--exe")).out()).contains("w.exe: starts it on Windows");
    assertThat(folder.resolve("w.exe")).content(ISO_8859_1).startsWith("MZ");
    Files.delete(file);
    assertThat(run(packing(file, "--exe")).err()).contains("w.exe exists; choose").hasLineCount(1);
    assertThat(file).doesNotExist();
  }

  @Test
  void aLlamafileIsConverted() throws Exception {
    Path llamafile = folder.resolve("demo.llamafile");
    Files.writeString(llamafile, "MZqFpD='\n\n".repeat(2000));
    Path content = Files.createDirectory(folder.resolve("content"));
    Files.copy(MODEL, content.resolve("m.gguf"));
    Files.writeString(content.resolve(".args"), "-m\nm.gguf\n--temp\n0\n-n\n8\n-ngl\n999\n...\n");
    try (OutputStream out = Files.newOutputStream(llamafile, StandardOpenOption.APPEND)) {
      out.write(aligned(content, Files.size(llamafile)));
    }
    Path converted = folder.resolve("converted.llamajar");
    Ending ending = run(program("convert", llamafile.toString(), "-o", converted.toString()));
    assertThat(ending.err()).contains("left out", "-ngl 999").hasLineCount(1);
    assertThat(run(List.of(converted.toString(), "run", "-p", "Hi")).out()).isEqualTo(answer);
    assertThat(
            run(program("run", "-m", llamafile + "", "--temp", "0", "-n", "8", "-p", "Hi")).out())
        .isEqualTo(answer);
  }

  /** A ZIP whose GGUF begins, behind so many bytes, at a multiple of 32: as zipalign makes it. */
  private static byte[] aligned(Path content, long before) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : List.of("m.gguf", ".args")) {
        byte[] data = Files.readAllBytes(content.resolve(name));
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(data);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(data.length);
        entry.setCrc(crc.getValue());
        int padding = (int) Math.floorMod(-(before + bytes.size() + 30 + name.length() + 4), 32L);
        ByteBuffer extra = ByteBuffer.allocate(4 + padding).order(ByteOrder.LITTLE_ENDIAN);
        entry.setExtra(extra.putShort((short) 0xd935).putShort((short) padding).array());
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void severalModelsAreServedFromOneFile() throws Exception {
    Path second = Files.copy(MODEL, folder.resolve("second.gguf"));
    Path both = folder.resolve("both.llamajar");
    List<String> line = packing(both, "--name", "first", "--args", "--temp 0 -n 8");
    line.add(second.toString());
    assertThat(run(line).err()).isEmpty();
    assertThat(run(List.of(both.toString(), "run", "-p", "Hi")).out()).isEqualTo(answer);
    assertThat(run(List.of(both.toString(), "run", "-m", "@second.gguf", "-p", "Hi")).out())
        .isEqualTo(answer);
    assertThat(run(List.of(both.toString(), "inspect")).out())
        .contains("with        first.gguf, second.gguf");
  }

  @Test
  void aFileThatIsCutOffOrAlteredIsRefusedInOneLine() throws Exception {
    Path cut = Files.copy(packed, folder.resolve("cut.llamajar"));
    try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
      file.setLength(file.length() - 1000);
    }
    Ending ending = run(program("run", "-m", cut.toString(), "-p", "Hi"));
    assertThat(ending.code()).isEqualTo(1);
    assertThat(ending.err()).contains("its end is missing").hasLineCount(1);
    Ending started = run(List.of("sh", cut.toString(), "run", "-p", "Hi"));
    assertThat(started.code()).isNotZero();
    assertThat(started.err()).contains("cut.llamajar").hasLineCount(1);
  }

  @Test
  void afterAKillNothingStandsUnderTheName() throws Exception {
    for (int i = 0; i < 4; i++) {
      Path target = folder.resolve("killed" + i + ".llamajar");
      Started packing = start(packing(target), "");
      packing.process().waitFor(150L * (i + 1), TimeUnit.MILLISECONDS);
      packing.process().destroyForcibly().waitFor();
      if (Files.exists(target)) {
        assertThat(run(program("inspect", "-m", target.toString())).code()).isZero();
      }
    }
  }

  private static List<String> packing(Path target, String... more) {
    List<String> line = program("pack", MODEL.toString(), "-o", target.toString());
    line.addAll(List.of(more));
    return line;
  }

  private static Ending run(List<String> line) throws Exception {
    return start(line, "").ending();
  }

  private static Started start(List<String> line, String caches) throws IOException {
    return new CommandLine(folder, Map.of("LLAMAJAR_CACHE", caches)).start(line);
  }
}
