package io.llamajar.server;

/** The client has left: there is nobody to answer. */
final class GoneException extends RuntimeException {
  private static final long serialVersionUID = 1;

  GoneException() {
    super("the client has left", null, false, false);
  }
}
