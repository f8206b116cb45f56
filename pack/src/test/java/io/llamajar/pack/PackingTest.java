package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.Archive;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.GgufWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackingTest {
  @TempDir Path folder;
  private Path engine = Path.of("");
  private Path newer = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void writeParts() throws IOException {
    engine = engine("engine.jar", "a/A.class", "META-INF/MANIFEST.MF", ".args", "old.gguf");
    newer = engine("newer.jar", "META-INF/MANIFEST.MF", "a/A.class", "b/B.class", "c/C.class");
    model = folder.resolve("m.gguf");
    tiny().write(model);
  }

  private Path engine(String jar, String... names) throws IOException {
    Path file = folder.resolve(jar);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write((name + " of " + jar).repeat(50).getBytes(UTF_8));
      }
    }
    return file;
  }

  private static GgufWriter tiny() {
    GgufWriter writer = new GgufWriter().put("general.alignment", GgufValue.uint32(32));
    for (int i = 0; i < 3; i++) {
      byte[] data = new byte[128];
      data[0] = (byte) i;
      writer.tensor(
          "t" + i, GgmlType.F32, List.of(32L), out -> out.accept(MemorySegment.ofArray(data)));
    }
    return writer;
  }

  private Parts parts(List<GgufSource> models) {
    List<Parts.Member> members = models.stream().map(Parts.Member::new).toList();
    return new Parts(
        Archive.open(engine),
        List.of(),
        members,
        "-m @m.gguf\n",
        Optional.empty(),
        Timestamp.FIXED);
  }

  private PackedFile pack(List<GgufSource> models) {
    Path file = folder.resolve("packed.llamajar");
    new Packing(parts(models)).write(file, done -> {});
    return PackedFile.open(file);
  }

  @Test
  void whatWasPackedIsThere() {
    PackedFile packed = pack(List.of(GgufSource.of(model)));
    assertThat(packed.models()).containsExactly("m.gguf");
    assertThat(packed.arguments()).contains("-m @m.gguf\n");
    assertThat(packed.archive().entries())
        .extracting(Archive.Entry::name)
        .containsExactly(
            "META-INF/MANIFEST.MF",
            "m.gguf",
            "a/A.class",
            "META-INF/sbom/models.cdx.json",
            ".args");
  }

  @Test
  void aSplitModelIsJoinedInTheFile() {
    List<Path> files = tiny().writeSplit(folder, "big", 140);
    assertThat(files).hasSize(3);
    PackedFile packed = pack(GgufSource.of(files.getFirst()).parts());
    assertThat(packed.models()).hasSize(3);
    try (Gguf gguf = Gguf.open(packed.model("big-00001-of-00003.gguf"))) {
      assertThat(gguf.tensors()).hasSize(3);
    }
  }

  @Test
  void progressEndsWhenTheFileHasBeenWrittenAndRead() throws IOException {
    AtomicLong done = new AtomicLong();
    Packing packing = new Packing(parts(List.of(GgufSource.of(model))));
    packing.write(folder.resolve("p.llamajar"), done::addAndGet);
    assertThat(done.get()).isEqualTo(2 * Files.size(model)).isLessThan(2 * packing.bytes());
  }

  @Test
  void aProgramIsPutIntoAnOlderFileWithoutMovingItsModels() throws IOException {
    PackedFile old = pack(List.of(GgufSource.of(model)));
    Packing upgrade = new Packing(Parts.of(old, Archive.open(newer), Timestamp.FIXED));
    Path fresh = folder.resolve("fresh.llamajar");
    upgrade.write(fresh, done -> {});
    upgrade.writeInto(old.file(), done -> {});
    assertThat(old.file()).hasSameBinaryContentAs(fresh);
    assertThat(folder.resolve("packed.llamajar.upgrade")).doesNotExist();
  }

  @Test
  void whoIsInterruptedInThatGoesThroughItAgain() throws IOException {
    Path file = pack(List.of(GgufSource.of(model))).file();
    Journal.note(file, target -> noteAlphabet(target));
    assertThat(file).as("nothing is done yet").content(UTF_8).startsWith("#!/bin/sh");
    Files.write(file, new byte[10]); // so far it came
    Packing.resume(file);
    assertThat(file).hasContent("abcdefghijkl");
    Packing.resume(file);
    assertThat(file).hasContent("abcdefghijkl");
  }

  private static long noteAlphabet(Target target) {
    try {
      target.write(ByteBuffer.wrap("ghijkl".getBytes(UTF_8)), 6);
      target.write(ByteBuffer.allocate(0), 6);
      target.write(ByteBuffer.wrap("abcdef".getBytes(UTF_8)), 0);
      return 12;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void modelsThatLieElsewhereAreNotMoved() throws IOException {
    Path second = Files.copy(model, folder.resolve("second.gguf"));
    PackedFile old = pack(List.of(GgufSource.of(model), GgufSource.of(second)));
    byte[] before = Files.readAllBytes(old.file());
    List<GgufSource> turned = List.of(old.model("second.gguf"), old.model("m.gguf"));
    assertThatThrownBy(() -> new Packing(parts(turned)).writeInto(old.file(), done -> {}))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("without --in-place");
    assertThat(old.file()).hasBinaryContent(before);
    assertThat(folder.resolve("packed.llamajar.upgrade")).doesNotExist();
  }

  @Test
  void twoModelsOfOneNameAreRefused() {
    assertThatThrownBy(() -> parts(List.of(GgufSource.of(model), GgufSource.of(model))))
        .isInstanceOf(LlamajarException.class)
        .hasMessage("Two files are called m.gguf; rename one of them");
  }

  @Test
  void aFolderThatIsMissingIsNamedAndNothingIsLeft() {
    Packing packing = new Packing(parts(List.of(GgufSource.of(model))));
    assertThatThrownBy(() -> packing.write(folder.resolve("no/p.llamajar"), done -> {}))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("There is no folder");
    assertThat(folder.resolve("no")).doesNotExist();
  }
}
