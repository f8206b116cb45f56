package io.llamajar.grammar;

/** The step from a state to the next one, with what it took to find out. */
final class Step {
  private final State to;
  private final int cost;
  private int round; // in which it was counted last

  Step(State to, int cost) {
    this.to = to;
    this.cost = cost;
  }

  State to() {
    return to;
  }

  int cost() {
    return cost;
  }

  /** Gives whether it has not been counted in that round. */
  boolean countIn(int current) {
    boolean isNew = round != current;
    round = current;
    return isNew;
  }
}
