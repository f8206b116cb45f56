package io.llamajar.ops;

import io.llamajar.tensor.Weights;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Low-rank changes to a model's matrices, to be computed beside them: {@code y += factor * up (down
 * x)}.
 *
 * <p>Source: Hu et al., <i>LoRA</i>, 2021.
 */
public final class LowRank {
  private final Map<String, Change> changes; // by the matrix' name
  private final Map<String, Pair> tables; // by the table's name
  private final IdentityHashMap<Weights, Optional<Pair>> found = new IdentityHashMap<>();

  /**
   * The change of a tensor, which may hold a matrix for each expert.
   *
   * @param address where the tensor's data begin
   * @param rows of each matrix
   * @param downs of each matrix, {@code [rank, columns]}
   * @param ups of each matrix, {@code [rows, rank]}
   * @param factor what the change is multiplied with
   */
  public record Change(
      long address, int rows, List<Weights> downs, List<Weights> ups, float factor) {}

  /** Some changes, so many times. */
  public record Scaled(LowRank changes, float factor) {}

  /**
   * What is to be computed beside some weights, or beside the rows that are taken from a table: of
   * such the row is taken from {@code down}, {@code [rows, rank]}.
   */
  public record Pair(Weights down, Weights up, float factor) {}

  /** Changes of matrices, and of tables that rows are taken from. */
  public LowRank(Map<String, Change> changes, Map<String, Pair> tables) {
    this.changes = Map.copyOf(changes);
    this.tables = Map.copyOf(tables);
  }

  /** The change to rows of a table. */
  Optional<Pair> ofTable(Weights table) {
    return Optional.ofNullable(tables.get(table.name()));
  }

  /** The change to some weights: to those of a whole matrix, or to some of its rows. */
  Optional<Pair> of(Weights w) {
    return found.computeIfAbsent(w, this::find);
  }

  private Optional<Pair> find(Weights w) {
    Change change = changes.get(w.name());
    if (change == null) {
      return Optional.empty();
    }
    long row = (w.data().address() - change.address) / w.rowBytes();
    int matrix = (int) (row / change.rows);
    Weights up = change.ups.get(matrix);
    int first = (int) (row % change.rows);
    return Optional.of(
        new Pair(
            change.downs.get(matrix),
            w.rows() == change.rows ? up : up.slice(first, w.rows()),
            change.factor));
  }
}
