package io.llamajar;

import io.llamajar.gguf.GgmlType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How a model is opened.
 *
 * @param threads how many threads compute; 0 for as many as the machine has cores
 * @param context the most tokens that a session may hold; 0 for as many as the model was trained on
 * @param kvType how sessions keep keys and values: F16 takes half the memory of F32, Q8_0 about a
 *     quarter, where heads are multiples of 32 wide
 * @param loras adapters that all sessions use
 */
public record ModelOptions(int threads, int context, GgmlType kvType, List<LoraFile> loras) {
  private static final int MOST_THREADS = 1024;
  private static final Set<GgmlType> KV_TYPES =
      EnumSet.of(GgmlType.F16, GgmlType.F32, GgmlType.Q8_0);

  public ModelOptions {
    if (threads < 0 || threads > MOST_THREADS) {
      throw new LlamajarException(
          "The number of threads is %d; give one from 1 to %d, or 0 for the machine's cores"
              .formatted(threads, MOST_THREADS));
    }
    if (context < 0) {
      throw new LlamajarException(
          "The context is %d tokens; give at least 1, or 0 for the model's own".formatted(context));
    }
    if (!KV_TYPES.contains(kvType)) {
      throw new LlamajarException(
          "Keys and values cannot be kept as %s; choose F16, F32 or Q8_0".formatted(kvType));
    }
    loras = List.copyOf(loras);
  }

  /** All cores, the model's own context, F16. */
  public static ModelOptions defaults() {
    return new ModelOptions(0, 0, GgmlType.F16, List.of());
  }

  public ModelOptions withThreads(int newThreads) {
    return new ModelOptions(newThreads, context, kvType, loras);
  }

  public ModelOptions withContext(int newContext) {
    return new ModelOptions(threads, newContext, kvType, loras);
  }

  public ModelOptions withKvType(GgmlType newKvType) {
    return new ModelOptions(threads, context, newKvType, loras);
  }

  public ModelOptions withLoras(List<LoraFile> newLoras) {
    return new ModelOptions(threads, context, kvType, newLoras);
  }
}
