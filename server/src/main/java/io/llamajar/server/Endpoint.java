package io.llamajar.server;

/**
 * Answers the requests of one route: reads what it is asked from the exchange and replies to it,
 * all at once or as a stream.
 *
 * <p>It may be called by many threads at a time, each of which waits for as long as its answer
 * takes. What it cannot do is an {@link ApiException}, or the engine's LlamajarException, which
 * becomes status 400.
 */
interface Endpoint {
  void answer(Exchange exchange);
}
