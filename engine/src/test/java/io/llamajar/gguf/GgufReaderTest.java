package io.llamajar.gguf;

import static io.llamajar.gguf.GgmlType.F32;
import static io.llamajar.gguf.GgmlType.Q4_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a GGUF file says is read as it says it; what it cannot mean is refused in words. */
class GgufReaderTest {
  @Test
  void valuesOfEveryTypeAreRead() {
    Metadata metadata =
        RawGguf.header(0, 5)
            .key("u8", ValueType.UINT8)
            .int8(255)
            .key("i8", ValueType.INT8)
            .int8(-1)
            .key("u64", ValueType.UINT64)
            .int64(-1)
            .key("flag", ValueType.BOOL)
            .int8(1)
            .key("f64", ValueType.FLOAT64)
            .int64(Double.doubleToLongBits(0.1))
            .read()
            .metadata();

    assertThat(metadata.integer("u8")).isEqualTo(255);
    assertThat(metadata.integer("i8")).isEqualTo(-1);
    assertThat(metadata.findReal("u64")).hasValue(0x1p64);
    assertThat(metadata.flag("flag", false)).isTrue();
    assertThat(metadata.findReal("f64")).hasValue(0.1);
    assertThatThrownBy(() -> metadata.integer("u64"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("18446744073709551615 is out of range");
  }

  @Test
  void aTensorLiesInPlace() {
    byte[] bytes = RawGguf.header(1, 0).tensor("t", Q4_0, 0, 64, 3).data(108).bytes();
    bytes[bytes.length - 1] = 7;

    TensorInfo tensor = read(bytes).tensors().values().iterator().next();

    assertThat(tensor.shape()).isEqualTo(List.of(64L, 3L));
    assertThat(tensor.shapeText()).isEqualTo("64 x 3");
    assertThat(tensor.values()).isEqualTo(192);
    assertThat(tensor.data().heapBase()).contains(bytes);
    assertThat(tensor.data().asByteBuffer().get(107)).isEqualTo((byte) 7);
  }

  @Test
  void aVocabularyAloneNeedsNoDataSection() {
    assertThat(RawGguf.header(0, 1).uint32("k", 1).read().tensors()).isEmpty();
  }

  @Test
  void nestedArraysAreSteppedOver() {
    RawGguf nested =
        RawGguf.header(0, 2)
            .key("nested", ValueType.ARRAY)
            .int32(ValueType.ARRAY.id())
            .int64(2)
            .int32(ValueType.STRING.id())
            .int64(1)
            .text("inner")
            .int32(ValueType.UINT8.id())
            .int64(2)
            .int8(1)
            .int8(2)
            .uint32("after", 9);
    Metadata metadata = nested.read().metadata();

    assertThat(metadata.array("nested").size()).isEqualTo(2);
    assertThat(metadata.integer("after")).isEqualTo(9);
    assertThatThrownBy(() -> metadata.array("nested").text(0))
        .isInstanceOf(LlamajarException.class)
        .hasMessageStartingWith("lying.gguf: 'nested' holds values of type ARRAY");
  }

  @Test
  void arraysNestedWithoutEndAreRefused() {
    RawGguf nested = RawGguf.header(0, 1).key("nested", ValueType.ARRAY);
    for (int i = 0; i < 4000; i++) {
      nested.int32(ValueType.ARRAY.id()).int64(1);
    }
    refused(nested, "'nested' nests arrays too deeply");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | GGUF version 0 does not exist",
        "1 | this is GGUF version 1",
        "4 | update Llamajar",
        "-1 | GGUF version -1 does not exist",
        "0x03000000 | big-endian"
      })
  void otherVersionsAreRefused(int version, String reason) {
    refused(new RawGguf().ascii("GGUF").int32(version).int64(0).int64(0), reason);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1 << 20, 1L << 31, 1L << 60, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void lyingCountsFailAtOnce(long count) {
    refused(RawGguf.header(count, 0), "the file ends inside");
    refused(RawGguf.header(0, count), "the file ends inside");
    refused(RawGguf.header(0, 1).int64(count), "the file ends inside");
    refused(
        RawGguf.header(0, 1).key("text", ValueType.STRING).int64(count),
        "the file ends inside the value of 'text'");
    for (ValueType type : ValueType.values()) {
      refused(
          RawGguf.header(0, 1).key("array", ValueType.ARRAY).int32(type.id()).int64(count),
          "the file ends inside the value of 'array'");
    }
  }

  @Test
  void aMillionNamesAreTooMany() {
    byte[] bytes = Arrays.copyOf(RawGguf.header(0, (1 << 20) + 1).bytes(), 16 << 20);
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("it has 1048577 metadata keys, more than 1048576");
  }

  @Test
  void aLyingStringLengthInAnArrayIsRefused() {
    refused(
        RawGguf.header(0, 1)
            .key("tokens", ValueType.ARRAY)
            .int32(ValueType.STRING.id())
            .int64(2)
            .text("a")
            .int64(Long.MAX_VALUE),
        "the file ends inside the value of 'tokens'");
  }

  @Test
  void unknownValueTypesAreRefused() {
    refused(
        RawGguf.header(0, 1).text("k").int32(13).int32(0).int64(0),
        "the value of 'k' is of type 13, which does not exist");
    refused(
        RawGguf.header(0, 1).key("k", ValueType.ARRAY).int32(-1).int64(0),
        "the value of 'k' is of type -1, which does not exist");
  }

  @Test
  void flagsAreZeroOrOne() {
    refused(
        RawGguf.header(0, 1).key("k", ValueType.BOOL).int8(2),
        "'k' is a flag of 2, neither 0 nor 1");
    refused(
        RawGguf.header(0, 1)
            .key("k", ValueType.ARRAY)
            .int32(ValueType.BOOL.id())
            .int64(2)
            .int8(1)
            .int8(-1),
        "'k' is a flag of -1");
  }

  @Test
  void namesAreGivenOnceAndNotEmpty() {
    refused(
        RawGguf.header(0, 2).uint32("same", 1).uint32("same", 2),
        "the metadata key 'same' occurs twice");
    refused(
        RawGguf.header(2, 0).tensor("t", F32, 0, 8).tensor("t", F32, 32, 8).data(64),
        "the tensor 't' occurs twice");
    refused(
        RawGguf.header(0, 1).uint32("", 1).int64(0),
        "the list of metadata keys is a name of 0 bytes");
    refused(RawGguf.header(1, 0).tensor("", F32, 0, 8).data(32), "is a name of 0 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 24, 33, 1 << 30, -32})
  void theAlignmentIsASanePowerOfTwo(int alignment) {
    refused(
        RawGguf.header(1, 1).uint32("general.alignment", alignment).tensor("t", F32, 0, 8).data(64),
        "general.alignment is " + Integer.toUnsignedString(alignment));
  }

  @Test
  void theAlignmentIsANumber() {
    refused(
        RawGguf.header(1, 1)
            .key("general.alignment", ValueType.BOOL)
            .int8(1)
            .tensor("t", F32, 0, 8)
            .data(64),
        "general.alignment is the flag true where a whole number is needed");
  }

  @Test
  void tensorsHaveOneToFourDimensions() {
    refused(RawGguf.header(1, 0).tensor("t", F32, 0).data(64), "'t' has 0 dimensions");
    refused(
        RawGguf.header(1, 0).tensor("t", F32, 0, 2, 2, 2, 2, 2).data(256), "'t' has 5 dimensions");
    refused(
        RawGguf.header(1, 0).text("t").int32(-1).int64(1).int32(0).int64(0).data(64),
        "'t' has 4294967295 dimensions");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void dimensionsArePositive(long dimension) {
    refused(
        RawGguf.header(1, 0).tensor("t", F32, 0, 4, dimension).data(64),
        "the tensor 't' has a dimension of " + dimension);
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 1, 1",
    "4294967296, 4294967296, 1",
    "2147483648, 2147483648, 4",
    "3037000500, 3037000500, 1",
    "4611686018427387904, 4, 4"
  })
  void overflowingDimensionsAreRefused(long a, long b, long c) {
    refused(
        RawGguf.header(1, 0).tensor("t", F32, 0, a, b, c).data(64),
        "the tensor 't' is larger than the whole file");
  }

  @Test
  void rowsAreWholeBlocks() {
    refused(
        RawGguf.header(1, 0).tensor("t", Q4_0, 0, 33, 32).data(4096),
        "the tensor 't' has rows of 33 values, not a multiple of 32, the block of Q4_0");
  }

  @ParameterizedTest
  @CsvSource({
    "99, which is not known here",
    "-1, which is not known here",
    "31, which llama.cpp has withdrawn"
  })
  void unknownTensorTypesAreNamed(int type, String reason) {
    refused(
        RawGguf.header(1, 0).text("blk.0.w").int32(1).int64(32).int32(type).int64(0).data(64),
        "the tensor 'blk.0.w' is of type " + type + ", " + reason);
  }

  @ParameterizedTest
  @ValueSource(longs = {32, 1 << 20, 1L << 62, -32, Long.MIN_VALUE})
  void tensorsLieInsideTheFile(long offset) {
    refused(
        RawGguf.header(1, 0).tensor("t", F32, offset, 8).data(32),
        "the tensor 't' lies beyond the end of the file");
  }

  @Test
  void tensorsAreAligned() {
    refused(
        RawGguf.header(1, 0).tensor("t", F32, 4, 8).data(64),
        "the tensor 't' begins at 4, not a multiple of the alignment 32");
  }

  @Test
  void tensorsDoNotOverlap() {
    refused(
        RawGguf.header(2, 0).tensor("a", F32, 32, 8).tensor("b", F32, 0, 16).data(64),
        "the tensors 'b' and 'a' overlap");
  }

  @Test
  void tensorsMayLieInAnyOrderWithGaps() {
    assertThat(
            RawGguf.header(2, 0)
                .tensor("a", F32, 64, 8)
                .tensor("b", F32, 0, 8)
                .data(96)
                .read()
                .tensors()
                .keySet())
        .containsExactly("a", "b");
  }

  @Test
  void aNameIsShownOnOneShortLine() {
    String nasty = "a\nb\rc" + "x".repeat(1000);
    assertThatThrownBy(() -> RawGguf.header(0, 2).uint32(nasty, 1).uint32(nasty, 2).read())
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("'a?b?cxxx")
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).hasSizeLessThan(250));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PK\\x03\\x04 | ZIP archive or a PyTorch checkpoint",
        "\\x80\\x02}q | PyTorch checkpoint",
        "\\x10\\x02\\x00\\x00\\x00\\x00\\x00\\x00{\"__metadata__\" | safetensors",
        "\\x1f\\x8b\\x08 | gunzip",
        "version https://git-lfs.github.com/spec/v1 | git lfs pull",
        "<!DOCTYPE html> | web page",
        "<html><head> | web page",
        "{\"error\":1} | JSON",
        "lmgg\\x01\\x00 | before GGUF",
        "FUGG\\x00\\x00 | big-endian",
        "#!/bin/sh | program",
        "\\x00\\x00\\x00\\x00 | begins with zeros",
        "hello | check that you named the right file",
        "GG | check that you named the right file"
      })
  void otherFilesAreRecognised(String start, String look) {
    assertThatThrownBy(() -> read(unescape(start)))
        .isInstanceOf(LlamajarException.class)
        .hasMessageStartingWith("lying.gguf: this is not a GGUF file; ")
        .hasMessageContaining(look);
  }

  @Test
  void anEmptyFileIsCalledEmpty() {
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("it is empty");
  }

  private static byte[] unescape(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\x", i)) {
        plain.append((char) Integer.parseInt(text, i + 2, i + 4, 16));
        i += 3;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static GgufReader.Part read(byte[] bytes) {
    return GgufReader.read("lying.gguf", MemorySegment.ofArray(bytes));
  }

  private static void refused(RawGguf file, String reason) {
    assertThatThrownBy(file::read)
        .isInstanceOf(LlamajarException.class)
        .hasMessageStartingWith("lying.gguf: ")
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
