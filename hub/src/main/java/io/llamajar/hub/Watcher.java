package io.llamajar.hub;

/** Who is told what happens while a model is found and comes. */
public interface Watcher {
  /** Something that the user should know. */
  void tell(String message);

  /**
   * Bytes begin to come.
   *
   * @param total how many it will be, or -1 if nobody knows
   * @param there how many had come before
   */
  Bar begin(long total, long there);

  /** Something that grows with the bytes. */
  interface Bar extends AutoCloseable {
    /** So many bytes have come in all. */
    void upTo(long bytes);

    @Override
    void close();
  }
}
