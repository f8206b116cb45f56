package io.llamajar.server;

import java.nio.charset.StandardCharsets;

/**
 * {@code /}: the web page for browsers; other clients are told what Ollama tells them, as some of
 * its clients look whether it runs.
 */
final class Door implements Endpoint {
  private static final byte[] RUNNING = "Ollama is running".getBytes(StandardCharsets.UTF_8);

  private final Endpoint page;

  Door(Endpoint page) {
    this.page = page;
  }

  @Override
  public void answer(Exchange exchange) {
    exchange.addHeader("Vary", "Accept");
    if (exchange.header("Accept").filter(types -> types.contains("text/html")).isPresent()) {
      page.answer(exchange);
    } else {
      exchange.reply(200, "text/plain; charset=utf-8", RUNNING);
    }
  }
}
