package io.llamajar.scheduler;

/** What went wrong while many things were computed at once, for one of those who wait. */
final class Failure extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private Failure(Error cause) {
    super("the model could not compute it: " + cause, cause);
  }

  /** What to throw where somebody waits: errors are of the thread that they happened in. */
  static RuntimeException of(Throwable e) {
    return e instanceof Error error ? new Failure(error) : (RuntimeException) e;
  }
}
