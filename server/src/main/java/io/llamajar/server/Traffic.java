package io.llamajar.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The requests that are being answered: how many of whom, and until when any are taken. */
final class Traffic {
  private final int perClient;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition fewer = lock.newCondition();
  private final Map<String, Set<Exchange>> unanswered = new HashMap<>(); // of each client
  private final Set<Exchange> exchanges = new LinkedHashSet<>();
  private boolean draining;

  Traffic(int perClient) {
    this.perClient = perClient;
  }

  /**
   * Takes in a request, until {@link #leave}.
   *
   * @throws ApiException if we are about to end, or its client has too many of them already
   */
  void enter(String client, Exchange exchange) {
    lock.lock();
    try {
      if (draining) {
        throw ApiException.busy("The server is about to end; try again later or elsewhere");
      }
      if (unanswered.getOrDefault(client, Set.of()).size() >= perClient) {
        throw new ApiException(
                429,
                "This client has %d requests running already; wait for one to end"
                    .formatted(perClient))
            .withHeader("Retry-After", "1");
      }
      unanswered.computeIfAbsent(client, _ -> new HashSet<>()).add(exchange);
      exchanges.add(exchange);
    } finally {
      lock.unlock();
    }
  }

  /** To be called before a reply's end is sent: whoever sees it may ask for more at once. */
  void answered(String client, Exchange exchange) {
    lock.lock();
    try {
      unanswered.computeIfPresent(
          client,
          (_, ofClient) -> {
            ofClient.remove(exchange);
            return ofClient.isEmpty() ? null : ofClient;
          });
    } finally {
      lock.unlock();
    }
  }

  void leave(String client, Exchange exchange) {
    lock.lock();
    try {
      answered(client, exchange);
      exchanges.remove(exchange);
      fewer.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isDraining() {
    lock.lock();
    try {
      return draining;
    } finally {
      lock.unlock();
    }
  }

  /** How many requests are being answered. */
  int count() {
    lock.lock();
    try {
      return exchanges.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes in no more, waits for what is there to end, and gives up what has not. */
  void drain(Duration most) {
    lock.lock();
    try {
      draining = true;
      await(most);
      List.copyOf(exchanges).forEach(Exchange::leave);
      await(Duration.ofSeconds(1)); // they end within a step
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void await(Duration most) throws InterruptedException {
    long left = most.toNanos();
    while (!exchanges.isEmpty() && left > 0) {
      left = fewer.awaitNanos(left);
    }
  }
}
