package io.llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.conformance.Kit;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read again as it was, by whole files and by halves of them. */
class GgufWriterTest {
  @TempDir Path folder;

  static Stream<Path> kitModels() {
    return Stream.of("models", "quants/models").flatMap(f -> Kit.list(f, ".gguf").stream());
  }

  static Stream<Path> kitVocabularies() {
    return Kit.list("tokenizers", ".gguf.gz").stream();
  }

  @ParameterizedTest
  @MethodSource({"kitModels", "kitVocabularies"})
  void aCopyOfAKitModelIsEqual(Path model) throws IOException {
    Path original = Files.write(folder.resolve("original.gguf"), Kit.bytes(model));
    Path copy = folder.resolve("copy.gguf");
    try (Gguf gguf = Gguf.open(GgufSource.of(original))) {
      writer(gguf).write(copy);
      try (Gguf again = Gguf.open(GgufSource.of(copy))) {
        assertThat(again.version()).isEqualTo(3);
        Same.assertSame(again, gguf);
      }
    }
  }

  @Test
  void valuesOfEveryTypeSurvive() {
    List<GgufValue> values =
        List.of(
            new GgufValue.Whole(ValueType.UINT8, 200),
            new GgufValue.Whole(ValueType.INT8, -100),
            new GgufValue.Whole(ValueType.UINT16, 65535),
            new GgufValue.Whole(ValueType.INT16, -32768),
            GgufValue.uint32(0xffff_ffffL),
            new GgufValue.Whole(ValueType.INT32, Integer.MIN_VALUE),
            new GgufValue.Whole(ValueType.UINT64, -1),
            new GgufValue.Whole(ValueType.INT64, Long.MIN_VALUE),
            GgufValue.float32(0.1f),
            new GgufValue.Real(ValueType.FLOAT64, 0.1),
            new GgufValue.Flag(true),
            GgufValue.text("héllo \uD83E\uDD99"),
            GgufValue.text(""),
            GgufValue.texts(List.of("", "ä", "llama")),
            GgufValue.texts(List.of()),
            GgufValue.ints(1, -2, Integer.MAX_VALUE),
            GgufValue.floats(0f, -0f, Float.MIN_VALUE),
            GgufValue.flags(true, false));
    GgufWriter writer = new GgufWriter();
    for (int i = 0; i < values.size(); i++) {
      writer.put("key." + i, values.get(i));
    }
    writer.write(folder.resolve("values.gguf"));

    try (Gguf gguf = open("values.gguf")) {
      for (int i = 0; i < values.size(); i++) {
        Same.assertSame(gguf.metadata().find("key." + i).orElseThrow(), values.get(i));
      }
      assertThat(gguf.metadata().text("key.11")).isEqualTo("héllo \uD83E\uDD99");
      assertThat(gguf.metadata().array("key.13").text(2)).isEqualTo("llama");
      assertThat(gguf.metadata().array("key.15").whole(1)).isEqualTo(-2);
      assertThat(gguf.metadata().array("key.16").real(2)).isEqualTo(Float.MIN_VALUE);
      assertThat(gguf.metadata().array("key.17").whole(0)).isEqualTo(1);
    }
  }

  @Test
  void tensorsAreAlignedAsTheMetadataSays() {
    tiny().put("general.alignment", GgufValue.uint32(4096)).write(folder.resolve("wide.gguf"));
    try (Gguf gguf = open("wide.gguf")) {
      assertThat(gguf.tensors())
          .allSatisfy(tensor -> assertThat(tensor.data().address() % 4096).isZero());
    }
  }

  @Test
  void aModelMayBeWrittenOverItself() {
    Path file = folder.resolve("model.gguf");
    tiny().write(file);
    try (Gguf gguf = open("model.gguf")) {
      writer(gguf).put("new", GgufValue.uint32(1)).write(file);
    }
    try (Gguf gguf = open("model.gguf")) {
      assertThat(gguf.metadata().integer("new")).isEqualTo(1);
      assertThat(gguf.tensors()).hasSize(3);
    }
  }

  @Test
  void aFailedWriteLeavesEverythingAsItWas() throws IOException {
    Path file = folder.resolve("model.gguf");
    tiny().write(file);
    byte[] before = Files.readAllBytes(file);
    GgufWriter failing =
        tiny().tensor("bad", GgmlType.F32, List.of(4L), () -> MemorySegment.ofArray(new byte[3]));

    assertThatThrownBy(() -> failing.write(file)).isInstanceOf(IllegalStateException.class);

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aMissingFolderIsNamed() {
    Path file = folder.resolve("nowhere").resolve("model.gguf");
    assertThatThrownBy(() -> tiny().write(file))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("its folder does not exist");
  }

  @Test
  void aTensorMayComeInPieces() {
    Path file = folder.resolve("pieces.gguf");
    new GgufWriter().tensor("x", GgmlType.I8, List.of(5L), GgufWriterTest::pieces).write(file);
    try (Gguf gguf = open("pieces.gguf")) {
      assertThat(gguf.tensor("x").orElseThrow().data().toArray(ValueLayout.JAVA_BYTE))
          .containsExactly(1, 2, 3, 4, 5);
    }
  }

  @Test
  void aTensorOfTheWrongLengthLeavesNoFile() {
    Path file = folder.resolve("pieces.gguf");
    GgufWriter writer =
        new GgufWriter().tensor("x", GgmlType.I8, List.of(6L), GgufWriterTest::pieces);
    assertThatThrownBy(() -> writer.write(file)).isInstanceOf(IllegalStateException.class);
    assertThat(folder).isEmptyDirectory();
  }

  private static void pieces(Consumer<MemorySegment> out) {
    out.accept(MemorySegment.ofArray(new byte[] {1, 2, 3}));
    out.accept(MemorySegment.ofArray(new byte[] {4, 5}));
  }

  @Test
  void impossibleValuesAndTensorsAreRefusedAtOnce() {
    GgufWriter writer = tiny();
    assertThatThrownBy(() -> GgufValue.uint32(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.put("", GgufValue.uint32(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.put("general.alignment", GgufValue.uint32(33)))
        .isInstanceOf(IllegalArgumentException.class);
    for (List<Long> shape :
        List.of(List.<Long>of(), List.of(33L), List.of(32L, 0L), List.of(32L, 1L, 1L, 1L, 1L))) {
      assertThatThrownBy(() -> writer.tensor("x", GgmlType.Q4_0, shape, () -> MemorySegment.NULL))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Three tensors of 64 bytes, and a little metadata. */
  static GgufWriter tiny() {
    GgufWriter writer = new GgufWriter().put("general.name", GgufValue.text("tiny"));
    for (float i = 0; i < 3; i++) {
      float[] data = new float[16];
      Arrays.fill(data, i);
      writer.tensor(
          "t" + (int) i, GgmlType.F32, List.of(8L, 2L), () -> MemorySegment.ofArray(data));
    }
    return writer;
  }

  static Supplier<MemorySegment> zeros(int bytes) {
    return () -> MemorySegment.ofArray(new byte[bytes]);
  }

  static GgufWriter writer(Gguf gguf) {
    GgufWriter writer = new GgufWriter().putAll(gguf.metadata());
    gguf.tensors().forEach(writer::tensor);
    return writer;
  }

  private Gguf open(String name) {
    return Gguf.open(GgufSource.of(folder.resolve(name)));
  }
}
