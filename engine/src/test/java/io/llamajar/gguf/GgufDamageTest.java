package io.llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.conformance.Kit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is cut from a model or changed in it, reading it gives right things or one line of
 * complaint.
 *
 * <p>{@code -Dfuzz.seconds=N} changes models at random for that long, from a new seed each time;
 * without it a fixed number of changes is made, always the same.
 */
class GgufDamageTest {
  private static final long[] LIES = {
    0,
    1,
    2,
    255,
    256,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    1L << 32,
    1L << 40,
    1L << 60,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -8
  };
  private static final int CHANGES = 10_000;

  /** Three small models of different kinds. */
  static List<byte[]> models() {
    List<Path> models = Kit.list("models", ".gguf");
    return List.of(
        Kit.bytes(models.getFirst()),
        Kit.bytes(models.get(models.size() / 2)),
        Kit.bytes(Kit.list("quants/models", ".gguf").getFirst()));
  }

  @ParameterizedTest
  @MethodSource("models")
  void aTruncatedModelIsRefusedWhereverItEnds(byte[] model) {
    int header = headerBytes(model);
    int dataEnd = dataEnd(model);
    for (int length = 0; length < header; length++) {
      refused(model, length);
    }
    for (int length = header; length < dataEnd; length += 997) {
      refused(model, length);
    }
    refused(model, dataEnd - 1);
    walk(MemorySegment.ofArray(model).asSlice(0, dataEnd));
  }

  private static void refused(byte[] model, int length) {
    MemorySegment cut = MemorySegment.ofArray(model).asSlice(0, length);
    assertThatThrownBy(() -> GgufReader.read("cut.gguf", cut))
        .isInstanceOf(LlamajarException.class)
        .satisfies(GgufDamageTest::isOneLine);
  }

  @Test
  void aChangedModelGivesNothingButOneLine() {
    List<byte[]> models = models();
    int seconds = Integer.getInteger("fuzz.seconds", 0);
    long seed = seconds == 0 ? 20_260_101 : System.nanoTime();
    Random random = new Random(seed);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    int read = 0;
    int change = 0;
    for (; seconds == 0 ? change < CHANGES : System.nanoTime() < end; change++) {
      byte[] model = models.get(change % models.size());
      byte[] changed = changed(model, headerBytes(model), random);
      try {
        walk(MemorySegment.ofArray(changed));
        read++;
      } catch (LlamajarException e) {
        isOneLine(e);
      } catch (Throwable e) {
        throw new AssertionError("change " + change + " from seed " + seed, e);
      }
    }
    // Neither all nor nothing may be refused, or else the changes do not reach far.
    assertThat(read).isBetween(change / 100, change - change / 100);
  }

  /** Opens a model and touches everything in it. */
  private static void walk(MemorySegment model) {
    GgufReader.Part part = GgufReader.read("changed.gguf", model);
    for (String key : part.metadata().keys()) {
      touch(part.metadata().find(key).orElseThrow());
    }
    for (TensorInfo tensor : part.tensors().values()) {
      assertThat(tensor.values()).isPositive();
      assertThat(tensor.shapeText()).isNotEmpty();
      tensor.data().get(ValueLayout.JAVA_BYTE, 0);
      tensor.data().get(ValueLayout.JAVA_BYTE, tensor.data().byteSize() - 1);
    }
  }

  private static void touch(GgufValue value) {
    switch (value) {
      case GgufValue.Text text -> text.value();
      case GgufValue.Array array -> {
        for (int i = 0; i < array.size(); i++) {
          switch (array.type()) {
            case STRING -> array.bytes(i);
            case ARRAY -> {}
            default -> array.real(i);
          }
        }
      }
      case GgufValue.Whole _, GgufValue.Real _, GgufValue.Flag _ -> {}
    }
  }

  private static byte[] changed(byte[] model, int header, Random random) {
    byte[] changed = model.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(header - Long.BYTES);
      switch (random.nextInt(6)) {
        case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> changed[at] = (byte) random.nextInt(256);
        case 2 -> little(changed).putLong(at, LIES[random.nextInt(LIES.length)]);
        case 3 -> little(changed).putInt(at, (int) LIES[random.nextInt(LIES.length)]);
        case 4 -> lieAboutALength(changed, header, random);
        default -> splice(changed, at, header, random);
      }
    }
    return random.nextInt(20) == 0
        ? Arrays.copyOf(changed, random.nextInt(changed.length))
        : changed;
  }

  /** Changes eight bytes that look like a length or a dimension: small, and six zeros behind. */
  private static void lieAboutALength(byte[] model, int header, Random random) {
    ByteBuffer bytes = little(model);
    for (int at = random.nextInt(header - Long.BYTES); at < header - Long.BYTES; at++) {
      long length = bytes.getLong(at);
      if (length > 0 && length < 1 << 16) {
        long lie = random.nextBoolean() ? length + random.nextInt(65) - 32 : random.nextLong();
        bytes.putLong(at, lie);
        return;
      }
    }
  }

  private static void splice(byte[] model, int at, int header, Random random) {
    int from = random.nextInt(header);
    int count = Math.min(random.nextInt(200), header - Math.max(at, from));
    System.arraycopy(model, from, model, at, count);
  }

  private static int headerBytes(byte[] model) {
    MemorySegment file = MemorySegment.ofArray(model);
    return (int)
        GgufReader.read("kit.gguf", file).tensors().values().stream()
            .mapToLong(tensor -> tensor.data().address() - file.address())
            .min()
            .orElseThrow();
  }

  private static int dataEnd(byte[] model) {
    MemorySegment file = MemorySegment.ofArray(model);
    return (int)
        GgufReader.read("kit.gguf", file).tensors().values().stream()
            .mapToLong(t -> t.data().address() - file.address() + t.data().byteSize())
            .max()
            .orElseThrow();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void isOneLine(Throwable e) {
    assertThat(e.getMessage()).isNotBlank().hasLineCount(1);
  }
}
