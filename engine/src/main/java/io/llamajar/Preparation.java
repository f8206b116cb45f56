package io.llamajar;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.TensorInfo;
import io.llamajar.kernel.Dispatch;
import io.llamajar.tokenizer.Tokenizer;
import java.lang.foreign.MemorySegment;

/**
 * What takes time before the first token, done by threads of its own while the caller goes on.
 *
 * <p>Nothing depends on it: whoever needs what is not there yet makes it, and what fails here fails
 * there again, where somebody is told.
 */
final class Preparation {
  private static final long PIECE = 16 << 20; // bytes
  private static final long LONGEST = 16_000_000; // nanoseconds for a piece: 1 GB/s

  private Preparation() {}

  /** Finds out what the machine can do, and links to its functions. */
  static void ofMachine() {
    beside("llamajar-machine", Dispatch::best);
  }

  /** Makes a model's tables for encoding, and maps the pages of its weights. */
  static void of(Gguf gguf, Tokenizer tokenizer) {
    beside("llamajar-tokenizer", tokenizer::prepare);
    beside("llamajar-pages", () -> load(gguf));
  }

  private static void beside(String name, Runnable task) {
    Thread.ofPlatform()
        .name(name)
        .daemon()
        .start(() -> {
          try {
            task.run();
          } catch (LlamajarException | IllegalStateException _) {
            // the caller finds out; or the model was closed
          }
        });
  }

  /**
   * Touches weights as long as that is as fast as the file being in memory: otherwise the disk has
   * better things to do than to read what may not be needed, or not fit.
   */
  private static void load(Gguf gguf) {
    for (TensorInfo tensor : gguf.tensors()) {
      MemorySegment data = tensor.data();
      for (long at = 0; data.isMapped() && at < data.byteSize(); at += PIECE) {
        long start = System.nanoTime();
        data.asSlice(at, Math.min(PIECE, data.byteSize() - at)).load();
        if (System.nanoTime() - start > LONGEST) {
          return;
        }
      }
    }
  }
}
