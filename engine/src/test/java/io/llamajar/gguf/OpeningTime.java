package io.llamajar.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prints how long it takes to open a file with a vocabulary of 131,072 tokens, 280,000 merges and
 * 300 tensors: the first time in a cold JVM, and then again.
 */
final class OpeningTime {
  private static final int TOKENS = 1 << 17;
  private static final int MERGES = 280_000;
  private static final int TENSORS = 300;

  private OpeningTime() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      throw new IllegalArgumentException("name the file to write, and then the same to open");
    }
    Path file = Path.of(arguments[0]);
    if (!Files.exists(file)) {
      write(file); // warms the JVM: run it once more
    }
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
        long opened = System.nanoTime();
        gguf.metadata().array("tokenizer.ggml.tokens").bytes(TOKENS - 1);
        long token = System.nanoTime();
        System.out.printf(
            "opened %d tensors in %.1f ms, the last token %.1f ms later%n",
            gguf.tensors().size(), (opened - start) / 1e6, (token - opened) / 1e6);
      }
    }
  }

  private static void write(Path file) {
    GgufWriter writer = new GgufWriter();
    writer.put("tokenizer.ggml.tokens", GgufValue.texts(strings("token", TOKENS)));
    writer.put("tokenizer.ggml.scores", GgufValue.floats(new float[TOKENS]));
    writer.put("tokenizer.ggml.merges", GgufValue.texts(strings("mer ge", MERGES)));
    for (int i = 0; i < TENSORS; i++) {
      writer.tensor(
          "blk." + i + ".weight",
          GgmlType.Q4_0,
          List.of(1024L, 64L),
          () -> MemorySegment.ofArray(new byte[36_864]));
    }
    writer.write(file);
  }

  private static List<String> strings(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }
}
