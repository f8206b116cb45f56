package io.llamajar.server;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import io.llamajar.scheduler.BusyException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Takes every request from Jetty, checks it, has its endpoint answer, and tells what went wrong.
 */
final class Front extends Handler.Abstract {
  private static final Pattern SANE_ID = Pattern.compile("[\\w.:\\-]{1,128}");

  private final ServerOptions options;
  private final Routes routes;
  private final Gate gate;
  private final Traffic traffic;
  private final Consumer<String> log;

  Front(ServerOptions options, Routes routes, Traffic traffic, Consumer<String> log) {
    this.options = options;
    this.routes = routes;
    this.gate = new Gate(options);
    this.traffic = traffic;
    this.log = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Wire wire = new Wire(request, response);
    String id =
        wire.header("X-Request-Id").filter(SANE_ID.asMatchPredicate()).orElseGet(Front::newId);
    wire.setHeader("X-Request-Id", id);
    wire.setHeader("Request-Id", id); // as Anthropic's clients call it
    Exchange exchange = new Exchange(wire, id, options.keepAlive());
    try {
      serve(wire, exchange);
      wire.end();
      callback.succeeded();
    } catch (GoneException e) {
      exchange.stream().ifPresent(EventStream::abandon);
      wire.listenNoMore();
      callback.failed(e);
    } finally {
      exchange.leave(); // nothing goes on for it, whatever happened
      traffic.leave(wire.client(), exchange);
    }
    return true;
  }

  private static String newId() {
    return "req-" + UUID.randomUUID();
  }

  private void serve(Wire wire, Exchange exchange) {
    Family family = routes.family(wire.path());
    try {
      gate.checkHost(wire);
      boolean welcome = gate.welcome(wire);
      if (welcome && Gate.isPreflight(wire)) {
        Gate.answerPreflight(wire);
        return;
      }
      answer(wire, exchange);
    } catch (GoneException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      fail(wire, exchange, family, asApi(e, exchange));
    }
  }

  private ApiException asApi(Throwable e, Exchange exchange) {
    return switch (e) {
      case ApiException known -> known;
      case BusyException busy -> ApiException.busy(text(busy));
      case LlamajarException refused -> new ApiException(400, text(refused));
      default -> {
        log.accept("request %s failed: %s%s".formatted(exchange.id(), e, place(e)));
        yield ApiException.internal(exchange.id());
      }
    };
  }

  private static String place(Throwable e) {
    return e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
  }

  private static String text(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  private void answer(Wire wire, Exchange exchange) {
    if (!routes.isOpen(wire.path())) {
      gate.checkKey(wire); // who has none is told nothing, not even what is not there
    }
    Routes.Match match = routes.find(wire.method(), wire.path());
    traffic.enter(wire.client(), exchange);
    wire.beforeEnd(() -> traffic.answered(wire.client(), exchange));
    exchange.setRest(match.rest());
    if (wire.method().equals("POST")) {
      exchange.setBody(body(wire, match.route().family()));
    }
    match.route().endpoint().answer(exchange);
  }

  private Object body(Wire wire, Family family) {
    checkType(wire, family);
    byte[] body = wire.body(options.limits().bodyBytes(), options.limits().patience());
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new ApiException(400, "The request's body is not valid UTF-8; send JSON in UTF-8");
    }
    return Json.parse(text);
  }

  /**
   * Only JSON, so that no page of another site can have a browser send it unasked. Ollama's clients
   * may not name a type, and curl calls it a form; but browsers say where they are from.
   */
  private static void checkType(Wire wire, Family family) {
    if (!wire.header("Content-Encoding").orElse("identity").equalsIgnoreCase("identity")) {
      throw new ApiException(415, "The request's body is compressed; send it as it is");
    }
    String type = wire.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    String name = type.split(";", 2)[0].strip();
    boolean isVague = name.isEmpty() || name.equals("application/x-www-form-urlencoded");
    boolean isTool = family == Family.OLLAMA && isVague && wire.header("Origin").isEmpty();
    if (!name.equals("application/json") && !name.endsWith("+json") && !isTool) {
      throw new ApiException(
          415, "The content type is not JSON; send JSON as Content-Type: application/json");
    }
  }

  /** Tells the client what went wrong, in the midst of a stream if there is one. */
  private void fail(Wire wire, Exchange exchange, Family family, ApiException e) {
    if (exchange.stream().isPresent()) {
      try (EventStream stream = exchange.stream().get()) {
        family.tell(stream, e);
      }
      return;
    }
    if (wire.hasBegun()) {
      throw new GoneException(); // a part of another reply was sent: nothing can be told any more
    }
    if (e.status() == 408 || e.status() == 413 || traffic.isDraining()) {
      wire.setLast();
    }
    e.headers().forEach(wire::setHeader);
    exchange.reply(e.status(), family.error(e));
  }
}
