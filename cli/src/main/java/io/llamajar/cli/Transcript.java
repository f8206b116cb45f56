package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.llamajar.LlamajarException;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.template.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conversations as JSON: {@code {"messages": [{"role": ..., "content": ...}]}}, as OpenAI's. */
final class Transcript {
  private Transcript() {}

  static byte[] of(List<Message> messages) {
    List<Object> turns = new ArrayList<>();
    for (Message message : messages) {
      Map<String, Object> turn = Json.object("role", message.role(), "content", message.content());
      turn.putAll(message.more());
      turns.add(turn);
    }
    return (Json.write(Json.object("messages", turns)) + "\n").getBytes(UTF_8);
  }

  /**
   * The messages of a conversation, which may also be a list without an object around it.
   *
   * @throws LlamajarException if it is none
   */
  static List<Message> read(String text) {
    Object value = Json.parse(text);
    Object turns = value instanceof Map<?, ?> map ? map.get("messages") : value;
    if (!(turns instanceof List<?> list)) {
      throw new LlamajarException("This file has no list of messages; load one that /save wrote");
    }
    List<Message> messages = new ArrayList<>();
    list.forEach(turn -> messages.add(message(turn)));
    return messages;
  }

  private static Message message(Object turn) {
    if (!(turn instanceof Map<?, ?> fields) || !(fields.get("role") instanceof String role)) {
      throw new LlamajarException("One of the messages has no role; give it one, such as \"user\"");
    }
    Map<String, Object> more = new LinkedHashMap<>();
    fields.forEach((name, value) -> {
      if (!name.equals("role") && !name.equals("content") && value != None.NONE) {
        more.put(name.toString(), value);
      }
    });
    return new Message(known(role), fields.containsKey("content") ? content(fields) : "", more);
  }

  /** As templates have it; of another one they would make something, or nothing, in silence. */
  private static String known(String role) {
    return switch (role) {
      case "system", "user", "assistant", "tool" -> role;
      case "developer" -> "system";
      case "function" -> "tool";
      default ->
          throw new LlamajarException(
              "One of the messages has the role %s; give system, user, assistant or tool"
                  .formatted(Lines.quoted(role)));
    };
  }

  private static String content(Map<?, ?> fields) {
    StringBuilder text = new StringBuilder();
    switch (fields.get("content")) {
      case String whole -> text.append(whole);
      case None none -> {}
      case List<?> parts -> parts.forEach(part -> text.append(part(part)));
      case null, default ->
          throw new LlamajarException("The content of a message is no text; write it as a string");
    }
    return text.toString();
  }

  private static String part(Object part) {
    if (part instanceof Map<?, ?> fields && fields.get("text") instanceof String text) {
      return text;
    }
    throw new LlamajarException("A message has a part that is no text; leave it out");
  }
}
