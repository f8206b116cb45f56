package io.llamajar.scheduler;

import java.util.ArrayList;
import java.util.List;

/** What somebody wants done and nobody has begun with. */
record Arrivals(List<Sequence> sequences, List<Jobs.Waiter> jobs) {
  static Arrivals none() {
    return new Arrivals(new ArrayList<>(), new ArrayList<>());
  }
}
