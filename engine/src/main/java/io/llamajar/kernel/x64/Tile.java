package io.llamajar.kernel.x64;

import java.util.function.Function;

/**
 * How much of attention a function computes at once in registers.
 *
 * @param registers of keys or values
 * @param queries in each of which they are taken
 */
record Tile(int registers, int queries) {

  /** A function for each tile up to the largest. */
  static final class Routines {
    private final Tile largest;
    private final Routine[][] routines; // [registers - 1][queries - 1]

    Routines(String name, Tile largest, Function<Tile, byte[]> assembler) {
      this.largest = largest;
      routines = new Routine[largest.registers][largest.queries];
      for (int r = 1; r <= largest.registers; r++) {
        for (int q = 1; q <= largest.queries; q++) {
          Tile tile = new Tile(r, q);
          routines[r - 1][q - 1] =
              new Routine(name + "-" + r + "x" + q, () -> assembler.apply(tile));
        }
      }
    }

    /** As many registers as there are left, and functions can take. */
    int registers(int left) {
      return Math.min(largest.registers, left);
    }

    /** As many queries as there are left, and functions can take. */
    int queries(int left) {
      return Math.min(largest.queries, left);
    }

    Routine of(int registers, int queries) {
      return routines[registers - 1][queries - 1];
    }
  }
}
