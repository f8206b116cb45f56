package io.llamajar.kernel.x64;

import io.llamajar.gguf.GgmlType;
import io.llamajar.tensor.KvCache;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The assembled functions that attention is made of, by what they are called with. */
final class AttentionSteps {
  private final Isa isa;
  private final Routine widenHalves;
  private final Routine widenBlocks;
  private final Routine keyPanels;
  private final Tile.Routines panelScores;
  private final Map<Element, Tile.Routines> rowScores = new EnumMap<>(Element.class);
  private final Capping capping;
  private final Routine distances;
  private final Routine softmax;
  private final Map<Element, Tile.Routines> weighedValues = new EnumMap<>(Element.class);
  private final Routine division;

  AttentionSteps(Isa isa) {
    this.isa = isa;
    String name = isa.label() + "-attend-";
    widenHalves = new Routine(name + "f16", () -> Widening.assemble(isa, GgmlType.F16));
    widenBlocks = new Routine(name + "q8_0", () -> Widening.assemble(isa, GgmlType.Q8_0));
    keyPanels = new Routine(name + "panels", () -> KeyPanels.assemble(isa));
    panelScores =
        new Tile.Routines(
            name + "panels", PanelScores.largest(isa), tile -> PanelScores.assemble(isa, tile));
    capping = new Capping(isa);
    distances = new Routine(name + "distances", () -> Distances.assemble(isa));
    softmax = new Routine(name + "softmax", () -> Softmax.assemble(isa));
    for (Element element : Element.values()) {
      rowScores.put(
          element,
          new Tile.Routines(
              name + "rows-" + element,
              RowScores.largest(isa),
              tile -> RowScores.assemble(isa, tile.queries(), element)));
      weighedValues.put(
          element,
          new Tile.Routines(
              name + "values-" + element,
              WeighedValues.largest(isa),
              tile -> WeighedValues.assemble(isa, tile, element)));
    }
    division = new Routine(name + "division", () -> Division.assemble(isa));
  }

  private static Tile.Routines of(Map<Element, Tile.Routines> routines, KeptRows rows) {
    return Objects.requireNonNull(routines.get(rows.element()));
  }

  /** Makes float32 of a multiple of 32 numbers. */
  void widen(GgmlType type, long source, long target, int count, Arguments arguments) {
    arguments.set(Widening.Argument.SOURCE, source);
    arguments.set(Widening.Argument.TARGET, target);
    arguments.set(Widening.Argument.BLOCKS, count / Widening.BLOCK);
    (type == GgmlType.F16 ? widenHalves : widenBlocks).call(arguments);
  }

  /** Scores positions {@code [from, to)} of a page, whole steps, for all queries of an item. */
  void scoreRows(
      AttentionItem item, KeptRows keys, int from, int to, float scale, Arguments arguments) {
    Tile.Routines routines = of(rowScores, keys);
    int queries;
    arguments.set(RowScores.Argument.KEY_BYTES, keys.bytes());
    arguments.set(RowScores.Argument.QUERY_BYTES, item.keyBytes());
    arguments.set(RowScores.Argument.SCALE, scale);
    arguments.set(RowScores.Argument.GROUPS, (to - from) / isa.lanes());
    for (int q = 0; q < item.count(); q += queries) {
      queries = routines.queries(item.count() - q);
      arguments.set(RowScores.Argument.KEYS, keys.address(from));
      arguments.set(RowScores.Argument.QUERIES, item.query(q));
      arguments.set(RowScores.Argument.SCORES, item.scores(q) + (long) from * Float.BYTES);
      routines.of(1, queries).call(arguments);
    }
  }

  /** Lays keys of positions {@code [from, to)}, whole steps, side by side. */
  void layPanels(KeptRows keys, int from, int to, long panels, Arguments arguments) {
    arguments.set(KeyPanels.Argument.KEYS, keys.address(from));
    arguments.set(KeyPanels.Argument.KEY_BYTES, keys.bytes());
    arguments.set(KeyPanels.Argument.PANELS, panels);
    arguments.set(KeyPanels.Argument.COUNT, (to - from) / isa.lanes());
    keyPanels.call(arguments);
  }

  /** Scores the keys in panels, which begin with the one of position {@code from}. */
  void scorePanels(
      AttentionItem item, long panels, int from, int to, float scale, Arguments arguments) {
    long panelBytes = item.keyBytes() * isa.lanes();
    arguments.set(PanelScores.Argument.PANEL_BYTES, panelBytes);
    arguments.set(PanelScores.Argument.QUERY_BYTES, item.keyBytes());
    arguments.set(PanelScores.Argument.SCALE, scale);
    int registers;
    for (int at = from; at < to; at += registers * isa.lanes()) {
      registers = panelScores.registers((to - at) / isa.lanes());
      arguments.set(PanelScores.Argument.PANELS, panels + (at - from) / isa.lanes() * panelBytes);
      int tiles;
      int queries;
      for (int q = 0; q < item.count(); q += tiles * queries) {
        queries = panelScores.queries(item.count() - q);
        tiles = (item.count() - q) / queries;
        arguments.set(PanelScores.Argument.QUERIES, item.query(q));
        arguments.set(PanelScores.Argument.SCORES, item.scores(q) + (long) at * Float.BYTES);
        arguments.set(PanelScores.Argument.TILES, tiles);
        panelScores.of(registers, queries).call(arguments);
      }
    }
  }

  /** Caps the scores of positions {@code [from, to)} of a page. */
  void cap(AttentionItem item, int from, int to, float cap, Arguments arguments) {
    long others = (item.count() - 1) * (long) KvCache.PAGE; // between the first and the last
    long scores = item.scores(0) + (long) from * Float.BYTES;
    capping.cap(scores, others + to - from, cap, arguments);
  }

  /** Takes from scores of positions {@code [from, to)} what distance costs. */
  void lean(AttentionItem item, int from, int to, Arguments arguments) {
    arguments.set(Distances.Argument.SCORES, item.scores(0));
    arguments.set(Distances.Argument.SLOPES, item.slopes());
    arguments.set(Distances.Argument.QUERIES, item.count());
    arguments.set(Distances.Argument.FROM, from);
    arguments.set(Distances.Argument.TO, to);
    distances.call(arguments);
  }

  /** Makes weights of an item's scores of a page. */
  void weigh(AttentionItem item, Arguments arguments) {
    arguments.set(Softmax.Argument.SCORES, item.scores(0));
    arguments.set(Softmax.Argument.BOUNDS, item.bounds(0));
    arguments.set(Softmax.Argument.STATES, item.state(0));
    arguments.set(Softmax.Argument.QUERIES, item.count());
    softmax.call(arguments);
  }

  /** Adds the values of a page by their weights to an item's results. */
  void sum(AttentionItem item, KeptRows values, Arguments arguments) {
    Tile.Routines routines = of(weighedValues, values);
    arguments.set(WeighedValues.Argument.VALUE_BYTES, values.bytes());
    arguments.set(WeighedValues.Argument.RESULT_BYTES, item.valueBytes());
    int all = Math.toIntExact(item.valueBytes() / isa.registerBytes());
    int registers;
    for (int first = 0; first < all; first += registers) {
      registers = routines.registers(all - first);
      long at = (long) first * isa.lanes();
      arguments.set(
          WeighedValues.Argument.VALUES, values.address(0) + at * values.element().bytes());
      int tiles;
      int queries;
      for (int q = 0; q < item.count(); q += tiles * queries) {
        queries = routines.queries(item.count() - q);
        tiles = (item.count() - q) / queries;
        arguments.set(WeighedValues.Argument.WEIGHTS, item.scores(q));
        arguments.set(WeighedValues.Argument.BOUNDS, item.bounds(q));
        arguments.set(WeighedValues.Argument.STATES, item.state(q));
        arguments.set(WeighedValues.Argument.RESULTS, item.result(q) + at * Float.BYTES);
        arguments.set(WeighedValues.Argument.TILES, tiles);
        routines.of(registers, queries).call(arguments);
      }
    }
  }

  /** Ends an item. */
  void divide(AttentionItem item, Arguments arguments) {
    arguments.set(Division.Argument.RESULTS, item.result(0));
    arguments.set(Division.Argument.RESULT_BYTES, item.valueBytes());
    arguments.set(Division.Argument.STATES, item.state(0));
    arguments.set(Division.Argument.QUERIES, item.count());
    division.call(arguments);
  }
}
