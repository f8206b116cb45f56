package io.llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.conformance.Kit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A split model is opened by any of its parts, and only if all of them belong together. */
class SplitModelTest {
  @TempDir Path folder;

  @Test
  void anyPartOpensTheWhole() {
    Path original = Kit.list("models", ".gguf").getFirst();
    try (Gguf whole = Gguf.open(GgufSource.of(original))) {
      List<Path> parts = GgufWriterTest.writer(whole).writeSplit(folder, "model", 100_000);
      assertThat(parts).hasSizeGreaterThan(2);
      for (Path part : parts) {
        try (Gguf joined = Gguf.open(GgufSource.of(part))) {
          assertThat(joined.metadata().integer("split.tensors.count"))
              .isEqualTo(whole.tensors().size());
          // Written as one file again, it is what it was.
          Path merged = folder.resolve("merged.gguf");
          GgufWriterTest.writer(joined).write(merged);
          try (Gguf again = Gguf.open(GgufSource.of(merged))) {
            Same.assertSame(again, whole);
          }
        }
      }
    }
  }

  @Test
  void partsAreNamedAsLlamaCppNamesThem() {
    assertThat(threeParts("model"))
        .extracting(part -> part.getFileName().toString())
        .containsExactly(
            "model-00001-of-00003.gguf", "model-00002-of-00003.gguf", "model-00003-of-00003.gguf");
  }

  @Test
  void aSetOfOnePartOpens() {
    Path only = GgufWriterTest.tiny().writeSplit(folder, "model", 1000).getFirst();
    try (Gguf gguf = Gguf.open(GgufSource.of(only))) {
      assertThat(gguf.tensors()).hasSize(3);
    }
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    List<Path> parts = threeParts("model");
    Files.delete(parts.get(1));
    refused(parts.get(2), "model-00002-of-00003.gguf is missing");
    refused(parts.get(0), "model-00002-of-00003.gguf is missing");
  }

  @Test
  void aRenamedPartIsRefused() throws IOException {
    Path renamed = Files.move(threeParts("model").getFirst(), folder.resolve("renamed.gguf"));
    refused(renamed, "its name does not end in -00001-of-00003.gguf");
  }

  @Test
  void partsInTheWrongOrderAreRefused() throws IOException {
    List<Path> parts = threeParts("model");
    Files.copy(parts.get(2), parts.get(1), StandardCopyOption.REPLACE_EXISTING);
    refused(parts.get(0), "model-00002-of-00003.gguf says that it is part 3 of 3");
  }

  @Test
  void partsOfAnotherModelAreRefused() throws IOException {
    List<Path> parts = threeParts("model");
    List<Path> others =
        GgufWriterTest.tiny()
            .tensor("extra", GgmlType.F32, List.of(40L), GgufWriterTest.zeros(160))
            .writeSplit(folder, "other", 150);
    Files.copy(others.get(1), parts.get(1), StandardCopyOption.REPLACE_EXISTING);
    refused(parts.get(0), "the parts do not belong together");
  }

  @Test
  void aTensorInTwoPartsIsRefused() {
    List<Path> parts = threeParts("model");
    new GgufWriter()
        .put("split.no", GgufValue.uint32(1))
        .put("split.count", GgufValue.uint32(3))
        .tensor("t0", GgmlType.F32, List.of(4L), GgufWriterTest.zeros(16))
        .write(parts.get(1));
    refused(parts.get(0), "has the tensor 't0' once more");
  }

  @Test
  void aTensorTooFewIsNoticed() {
    List<Path> parts = threeParts("model");
    new GgufWriter()
        .put("split.no", GgufValue.uint32(1))
        .put("split.count", GgufValue.uint32(3))
        .write(parts.get(1));
    refused(parts.get(0), "says that the model has 3 tensors, but it has 2");
  }

  @Test
  void lyingPartNumbersAreRefused() {
    Path file = folder.resolve("lie-00001-of-00003.gguf");
    for (long number : new long[] {3, 1000, Integer.MAX_VALUE}) {
      new GgufWriter()
          .put("split.no", GgufValue.uint32(number))
          .put("split.count", GgufValue.uint32(3))
          .write(file);
      refused(file, "lie-00001-of-00003.gguf says that it is part " + (number + 1) + " of 3");
    }
  }

  @Test
  void aPartInsideAnArchiveIsRefused() throws IOException {
    Path part = threeParts("model").getFirst();
    assertThatThrownBy(() -> Gguf.open(new GgufSource(part, 0, Files.size(part))))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("merge the parts first");
  }

  @Test
  void itsBytesAreThoseOfAllParts() throws IOException {
    List<Path> parts = threeParts("model");
    long bytes = 0;
    for (Path part : parts) {
      bytes += Files.size(part);
    }
    for (Path part : parts) {
      assertThat(GgufSource.of(part).bytes()).isEqualTo(bytes);
    }
    Path whole = Files.copy(parts.getFirst(), folder.resolve("whole.gguf"));
    assertThat(GgufSource.of(whole).bytes()).isEqualTo(Files.size(whole));
    assertThat(new GgufSource(parts.getFirst(), 10, 20).bytes()).isEqualTo(20);
    assertThat(new GgufSource(whole, 10, -1).bytes()).isEqualTo(Files.size(whole) - 10);
    assertThatThrownBy(() -> GgufSource.of(folder.resolve("none.gguf")).bytes())
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("does not exist");
  }

  private List<Path> threeParts(String name) {
    return GgufWriterTest.tiny().writeSplit(folder, name, 64);
  }

  private static void refused(Path part, String reason) {
    assertThatThrownBy(() -> Gguf.open(GgufSource.of(part)))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
