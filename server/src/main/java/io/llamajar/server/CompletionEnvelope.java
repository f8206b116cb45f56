package io.llamajar.server;

import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import java.util.List;
import java.util.Map;

/**
 * What OpenAI's replies have around the texts, be it a chat's or not.
 *
 * @param id of the reply
 * @param created when, in seconds since 1970
 * @param usage whether a stream ends with what it took, of which each of its pieces has none then
 */
record CompletionEnvelope(String id, long created, String model, boolean usage) {

  /** Of a new reply to a chat. */
  static CompletionEnvelope ofChat(String model, boolean usage) {
    return begun("chatcmpl-", model, usage);
  }

  /** Of a new reply to a plain completion. */
  static CompletionEnvelope ofText(String model, boolean usage) {
    return begun("cmpl-", model, usage);
  }

  private static CompletionEnvelope begun(String prefix, String model, boolean usage) {
    long now = System.currentTimeMillis() / 1000;
    return new CompletionEnvelope(Exchange.newId(prefix), now, model, usage);
  }

  Map<String, Object> of(String object, List<?> choices) {
    return Json.object(
        "id",
        id,
        "object",
        object,
        "created",
        created,
        "model",
        model,
        "system_fingerprint",
        "llamajar",
        "choices",
        choices);
  }

  /** A piece of a stream, which may be the last of its choice. */
  Map<String, Object> chunk(String object, Map<String, Object> choice, Object reason) {
    choice.put("finish_reason", reason);
    Map<String, Object> chunk = of(object, List.of(choice));
    if (usage) {
      chunk.put("usage", None.NONE);
    }
    return chunk;
  }

  static String reason(Finish finish) {
    return switch (finish) {
      case END, STOP, CANCELLED -> "stop";
      case LENGTH, CONTEXT -> "length";
    };
  }

  /**
   * Tokens that were read and generated; a prompt counts once for all of its texts.
   *
   * @param all texts, of which each prompt has the same number
   * @param thought tokens that were generated as thoughts
   */
  static Map<String, Object> usage(List<Statistics> all, int prompts, int thought) {
    int each = all.size() / prompts;
    int read = 0;
    int cached = 0;
    for (int i = 0; i < all.size(); i += each) {
      read += all.get(i).promptTokens();
      cached += all.get(i).cachedTokens();
    }
    int generated = all.stream().mapToInt(Statistics::generatedTokens).sum();
    return Json.object(
        "prompt_tokens",
        read,
        "completion_tokens",
        generated,
        "total_tokens",
        read + generated,
        "prompt_tokens_details",
        Json.object("cached_tokens", cached),
        "completion_tokens_details",
        Json.object("reasoning_tokens", thought));
  }
}
