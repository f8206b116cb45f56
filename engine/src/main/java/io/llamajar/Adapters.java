package io.llamajar;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.model.Lora;
import io.llamajar.ops.LowRank;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The LoRA adapters of a model: the files they are in, and what is used by who names none. */
final class Adapters implements AutoCloseable {
  private final Model model;
  private final Gguf weights;
  private final List<Gguf> files = Collections.synchronizedList(new ArrayList<>());
  private List<Adapter> given = List.of(); // that the model was opened with
  private volatile List<LowRank.Scaled> used = List.of();

  Adapters(Model model, Gguf weights) {
    this.model = model;
    this.weights = weights;
  }

  /** Opens those that all are to use. */
  void openAll(List<LoraFile> loras) {
    given = loras.stream().map(lora -> open(lora.source())).toList();
    List<Adapter> scaled = new ArrayList<>();
    for (int i = 0; i < loras.size(); i++) {
      scaled.add(given.get(i).times(loras.get(i).factor()));
    }
    use(scaled);
  }

  Adapter open(GgufSource source) {
    Gguf file = Gguf.open(source);
    try {
      Adapter adapter = new Adapter(model, new LowRank.Scaled(Lora.load(weights, file), 1));
      files.add(file);
      return adapter;
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  /** Those that the model was opened with. */
  List<Adapter> given() {
    return given;
  }

  void use(List<Adapter> adapters) {
    used = changes(Optional.of(adapters));
  }

  /** How much of an adapter is used by who names none. */
  double factor(Adapter adapter) {
    return used.stream()
        .filter(change -> change.changes() == adapter.changes().changes())
        .mapToDouble(LowRank.Scaled::factor)
        .sum();
  }

  /** What adapters change; without any said, those in use. */
  List<LowRank.Scaled> changes(Optional<List<Adapter>> adapters) {
    if (adapters.isPresent() && adapters.get().stream().anyMatch(a -> a.model() != model)) {
      throw new IllegalArgumentException("an adapter of another model");
    }
    return adapters.map(all -> all.stream().map(Adapter::changes).toList()).orElse(used);
  }

  /** What those in use change. */
  List<LowRank.Scaled> changes() {
    return used;
  }

  /** Tells those apart that the model was opened with, and how much of them is used. */
  void addTo(Fingerprint fingerprint) {
    for (int i = 0; i < given.size(); i++) {
      fingerprint.add(files.get(i)).add(Double.toString(factor(given.get(i))));
    }
  }

  @Override
  public void close() {
    files.forEach(Gguf::close);
  }
}
