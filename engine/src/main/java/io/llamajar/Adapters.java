package io.llamajar;

import io.llamajar.ops.LowRank;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The adapters that a model was opened with, and how much of each is used by what names none; any
 * thread may change that.
 */
public final class Adapters {
  private final Model model;
  private List<Adapter> opened = List.of();
  private volatile List<LowRank.Scaled> used = List.of();

  Adapters(Model model) {
    this.model = model;
  }

  void open(List<LoraFile> files) {
    opened = files.stream().map(file -> model.adapter(file.source())).toList();
    List<Adapter> scaled = new ArrayList<>();
    for (int i = 0; i < opened.size(); i++) {
      scaled.add(opened.get(i).times(files.get(i).factor()));
    }
    use(scaled);
  }

  /** All of them, in the order in which they were given, each as it was trained. */
  public List<Adapter> opened() {
    return opened;
  }

  /** From now on what names no adapters uses these, and no others. */
  public void use(List<Adapter> adapters) {
    used = changes(Optional.of(adapters));
  }

  /** How much of an adapter is used by what names none. */
  public double factor(Adapter adapter) {
    return used.stream()
        .filter(change -> change.changes() == adapter.changes().changes())
        .mapToDouble(LowRank.Scaled::factor)
        .sum();
  }

  /** What is changed for all that names no adapters. */
  List<LowRank.Scaled> changes() {
    return used;
  }

  /** What adapters change; without any said, those that are used by what names none. */
  List<LowRank.Scaled> changes(Optional<List<Adapter>> adapters) {
    if (adapters.isPresent() && adapters.get().stream().anyMatch(a -> a.model() != model)) {
      throw new IllegalArgumentException("an adapter of another model");
    }
    return adapters.map(all -> all.stream().map(Adapter::changes).toList()).orElse(used);
  }
}
