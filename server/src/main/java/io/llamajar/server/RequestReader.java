package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.chat.ChatRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads what requests of OpenAI's API ask, with the fields that llama.cpp has besides, for whoever
 * answers them without a server. Nothing is left out in silence: a field that says something which
 * one answer cannot give is an error. For any number of threads.
 */
public final class RequestReader {
  // What changes nothing here.
  private static final Set<String> OTHERS =
      Set.of("model", "stream", "user", "store", "metadata", "service_tier");

  private final Turns turns;

  /**
   * What a conversation asks.
   *
   * @param request what the model is asked
   * @param options how its answer is generated
   */
  public record Question(ChatRequest request, GenerationOptions options) {}

  /** With what requests do not say taken from a server's options. */
  public RequestReader(ServerOptions options) {
    this.turns = new Turns(options);
  }

  /**
   * Reads the body of a {@code /v1/chat/completions}.
   *
   * @throws LlamajarException if it asks for something impossible
   */
  public Question conversation(Map<?, ?> body) {
    return read(
        body, fields -> new Question(ChatCompletions.request(fields, turns), options(fields)));
  }

  /**
   * Reads how the body of a {@code /v1/completions}, without its prompt, wants its text generated.
   *
   * @throws LlamajarException if it asks for something impossible
   */
  public GenerationOptions text(Map<?, ?> body) {
    return read(body, this::options);
  }

  private GenerationOptions options(Fields fields) {
    CompletionFields wanted = CompletionFields.read(fields, turns);
    if (wanted.choices() > 1) {
      throw ApiException.field(
          "n", "n is %d; there is one answer here".formatted(wanted.choices()));
    }
    return wanted.options();
  }

  private static <T> T read(Map<?, ?> body, Function<Fields, T> reader) {
    try {
      Fields fields = Fields.of(body);
      T read = reader.apply(fields);
      Set<String> unread = fields.unread();
      unread.removeAll(OTHERS);
      if (!unread.isEmpty()) {
        throw ApiException.field(
            unread.iterator().next(),
            "%s cannot be had here, or not with the other fields; leave it out"
                .formatted(String.join(" and ", unread)));
      }
      return read;
    } catch (ApiException e) {
      throw new LlamajarException(String.valueOf(e.getMessage()), e);
    }
  }
}
