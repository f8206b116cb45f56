package io.llamajar.kernel;

/**
 * Which positions of its sequence a token sees: those in {@code [first, end)}, both of which only
 * grow with the token's position.
 */
public sealed interface Sight {
  /** The token itself and all before it. */
  Sight CAUSAL = new Back(Integer.MAX_VALUE);

  /** All positions, also those after the token: what encoders see. */
  Sight ALL = new Around(Integer.MAX_VALUE);

  /** The first position that a token sees. */
  int first(int position);

  /**
   * The position after the last one that a token sees.
   *
   * @param length of its sequence, the rows of the batch included
   */
  int end(int position, int length);

  /** The most positions that a token sees. */
  int most();

  /**
   * A window that slides: the last positions, the token's own included.
   *
   * @param window how many
   */
  record Back(int window) implements Sight {
    @Override
    public int first(int position) {
      return (int) Math.max(0, position - (long) window + 1);
    }

    @Override
    public int end(int position, int length) {
      return position + 1;
    }

    @Override
    public int most() {
      return window;
    }
  }

  /**
   * The token itself and those before it in the same chunk.
   *
   * @param size of a chunk; the first begins at position 0
   */
  record Chunk(int size) implements Sight {
    @Override
    public int first(int position) {
      return position / size * size;
    }

    @Override
    public int end(int position, int length) {
      return position + 1;
    }

    @Override
    public int most() {
      return size;
    }
  }

  /**
   * Positions on both sides.
   *
   * @param distance how far away the farthest are: half a window that is given by its width
   */
  record Around(int distance) implements Sight {
    @Override
    public int first(int position) {
      return Math.max(0, position - distance);
    }

    @Override
    public int end(int position, int length) {
      return (int) Math.min(length, position + (long) distance + 1);
    }

    @Override
    public int most() {
      return (int) Math.min(Integer.MAX_VALUE, 2L * distance + 1);
    }
  }
}
