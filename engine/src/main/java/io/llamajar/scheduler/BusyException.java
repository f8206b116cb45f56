package io.llamajar.scheduler;

import io.llamajar.LlamajarException;

/** So many requests run or wait already that another would wait for too long. */
public final class BusyException extends LlamajarException {
  BusyException(long present) {
    super("%d requests run or wait already; try again later".formatted(present));
  }
}
