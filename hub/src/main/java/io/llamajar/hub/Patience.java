package io.llamajar.hub;

import io.llamajar.LlamajarException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long we wait: for a silent server, and before we ask one again.
 *
 * @param silence the longest time without a byte
 * @param attempts how often we ask in all, as long as nothing comes of it
 * @param sleep lets time pass
 */
record Patience(Duration silence, int attempts, Consumer<Duration> sleep) {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  static Patience usual() {
    return new Patience(Duration.ofSeconds(30), 5, Patience::sleep);
  }

  /**
   * Waits before another attempt: 1, 2, 4 ... seconds, or as long as the server wishes.
   *
   * @param failures how many attempts have failed
   * @param wish the seconds that the server wants us to wait, or 0
   */
  void before(int failures, long wish) {
    Duration pause = Duration.ofSeconds(Math.max(wish, 1L << (failures - 1)));
    sleep.accept(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LlamajarException("The download was interrupted; start it again to go on", e);
    }
  }
}
