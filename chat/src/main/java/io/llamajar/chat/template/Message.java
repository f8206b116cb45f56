package io.llamajar.chat.template;

import java.util.Map;

/**
 * A turn of a conversation.
 *
 * @param role who speaks: {@code system}, {@code user} or {@code assistant}; templates may know
 *     more
 * @param content what is said
 * @param more what else templates may look for, as {@code tool_calls}: values as {@link Json} reads
 *     them
 */
public record Message(String role, String content, Map<String, Object> more) {
  public Message(String role, String content) {
    this(role, content, Map.of());
  }

  public static Message system(String content) {
    return new Message("system", content);
  }

  public static Message user(String content) {
    return new Message("user", content);
  }

  public static Message assistant(String content) {
    return new Message("assistant", content);
  }
}
