package io.llamajar.scheduler;

import io.llamajar.LlamajarException;

/** So many requests are waiting already that another would wait for too long. */
public final class BusyException extends LlamajarException {
  BusyException(int waiting) {
    super("%d requests are waiting already; try again later".formatted(waiting));
  }
}
