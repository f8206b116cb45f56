package io.llamajar.kernel.x64;

import io.llamajar.kernel.AttentionShape;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Attention, item by item and page by page.
 *
 * <pre>
 * for each item: for each page that its queries see:
 *   scores of all queries with keys; with few queries keys are taken as they lie, else laid
 *     side by side first
 *   scores capped and less for distance, where a model has that
 *   scores to weights; values summed by them, and merged with the pages before
 * </pre>
 */
final class Attention {
  /** From so many queries on it pays to prepare keys and values. */
  private static final int MANY = 9;

  private final AttentionSteps steps;

  Attention(Isa isa) {
    this.steps = new AttentionSteps(isa);
  }

  /** What one thread needs besides what it is given. */
  static final class Scratch {
    private final Arguments arguments = new Arguments();
    private final AttentionItem item = new AttentionItem();
    private final KeptRows keys = new KeptRows();
    private final KeptRows values = new KeptRows();
    private final Room panels = new Room();
  }

  /** Items {@code [from, to)}. */
  void attend(AttentionShape shape, Tensor x, Batch batch, Tensor y, Range range, Scratch scratch) {
    int kvHeads = batch.shape(shape.layer()).heads();
    Optional<Vector> sinks = shape.scoring().sinks();
    AttentionItem item = scratch.item;
    for (int i = range.from; i < range.to; i++) {
      item.begin(shape, x, batch, i / kvHeads, i % kvHeads);
      if (sinks.isPresent()) {
        item.takeSinks(sinks.get());
      }
      KvCache cache = batch.cache(batch.sequence(batch.tileStart(i / kvHeads)));
      for (int page = item.first() / KvCache.PAGE * KvCache.PAGE;
          page < item.end();
          page += KvCache.PAGE) {
        attend(shape, cache, i % kvHeads, page, scratch);
      }
      steps.divide(item, scratch.arguments);
      item.finish(y);
    }
  }

  /** Items {@code [from, to)} of pages by themselves. */
  void attendPages(
      AttentionShape shape, Tensor x, Batch batch, Tensor parts, Range range, Scratch scratch) {
    int kvHeads = batch.shape(shape.layer()).heads();
    int pages = batch.pages();
    AttentionItem item = scratch.item;
    for (int i = range.from; i < range.to; i++) {
      int tile = i / pages / kvHeads;
      int head = i / pages % kvHeads;
      int page = i % pages * KvCache.PAGE;
      item.begin(shape, x, batch, tile, head);
      if (page + KvCache.PAGE > item.first() && page < item.end()) {
        KvCache cache = batch.cache(batch.sequence(batch.tileStart(tile)));
        attend(shape, cache, head, page, scratch);
        item.keep(parts, i % pages);
      }
    }
  }

  /** Some items. */
  record Range(int from, int to) {}

  private void attend(AttentionShape shape, KvCache cache, int head, int page, Scratch scratch) {
    KvShape kv = cache.shape(shape.layer());
    AttentionItem item = scratch.item;
    Arguments arguments = scratch.arguments;
    int from = item.from(page);
    int to = item.to(page);
    boolean many = item.count() >= MANY;
    item.see(page);
    MemorySegment keyPage = cache.keys(shape.layer(), page);
    KeptRows.Wanted wanted = new KeptRows.Wanted(cache, keyPage, head, kv.keyWidth());
    scratch.keys.take(wanted, from, to, many, steps, arguments);
    if (many) {
      long panels = scratch.panels.bytes(KvCache.PAGE * item.keyBytes()).address();
      steps.layPanels(scratch.keys, from, to, panels, arguments);
      steps.scorePanels(item, panels, from, to, shape.scoring().scale(), arguments);
    } else {
      steps.scoreRows(item, scratch.keys, from, to, shape.scoring().scale(), arguments);
    }
    if (shape.scoring().isCapped()) {
      steps.cap(item, from, to, shape.scoring().cap(), arguments);
    }
    if (shape.scoring().slopes().isPresent()) {
      item.lean(shape.scoring().slopes().get(), page);
      steps.lean(item, from, to, arguments);
    }
    steps.weigh(item, arguments);
    MemorySegment valuePage = cache.values(shape.layer(), page);
    wanted = new KeptRows.Wanted(cache, valuePage, head, kv.valueWidth());
    scratch.values.take(wanted, from, to, many, steps, arguments);
    steps.sum(item, scratch.values, arguments);
  }
}
