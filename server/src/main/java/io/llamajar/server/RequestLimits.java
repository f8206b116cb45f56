package io.llamajar.server;

import io.llamajar.GenerationOptions;
import java.time.Duration;

/**
 * What a request may ask for at most; whoever asks for more is told the limit.
 *
 * @param bodyBytes of a request's body
 * @param headerBytes of its first line and headers
 * @param messages of a conversation, and texts of a list
 * @param choices of answers to one question
 * @param stops of strings that end a text
 * @param tokens to generate for one text
 * @param perClient requests of one address at a time
 * @param patience with a sender: for its next request's headers, and for the whole of its body
 */
public record RequestLimits(
    int bodyBytes,
    int headerBytes,
    int messages,
    int choices,
    int stops,
    int tokens,
    int perClient,
    Duration patience) {

  /** 16 MiB of body, 16 KiB of headers, 30 seconds; as many tokens as a context takes. */
  public static RequestLimits defaults() {
    return new RequestLimits(
        16 << 20, 16 << 10, 4096, 32, 64, Integer.MAX_VALUE, 1024, Duration.ofSeconds(30));
  }

  /**
   * How many tokens to generate for one text.
   *
   * @param wanted a negative number is for as many as there may be
   */
  int tokens(int wanted) {
    if (wanted >= 0) {
      return Math.min(wanted, tokens);
    }
    return tokens == Integer.MAX_VALUE ? GenerationOptions.UNLIMITED : tokens;
  }

  public RequestLimits withBodyBytes(int bytes) {
    return new RequestLimits(
        bytes, headerBytes, messages, choices, stops, tokens, perClient, patience);
  }

  public RequestLimits withTokens(int most) {
    return new RequestLimits(
        bodyBytes, headerBytes, messages, choices, stops, most, perClient, patience);
  }

  public RequestLimits withPerClient(int most) {
    return new RequestLimits(
        bodyBytes, headerBytes, messages, choices, stops, tokens, most, patience);
  }

  public RequestLimits withPatience(Duration most) {
    return new RequestLimits(
        bodyBytes, headerBytes, messages, choices, stops, tokens, perClient, most);
  }
}
