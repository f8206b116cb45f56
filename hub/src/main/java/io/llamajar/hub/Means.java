package io.llamajar.hub;

import io.llamajar.MachineMemory;
import java.util.function.LongSupplier;

/**
 * What downloads are made with.
 *
 * @param memory tells how many bytes this machine can spare
 */
record Means(HubSettings settings, Watcher watcher, Patience patience, LongSupplier memory) {
  static Means usual(HubSettings settings, Watcher watcher) {
    return new Means(settings, watcher, Patience.usual(), MachineMemory::available);
  }

  Web web() {
    return new Web(settings, patience);
  }
}
