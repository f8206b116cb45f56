package io.llamajar.cli;

import io.llamajar.Generation;
import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.chat.ChatTemplate;
import io.llamajar.chat.Message;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.tools.Answer;
import io.llamajar.chat.tools.AnswerParts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers single lines of a batch: a prompt as {@code run -p} does, messages by the model's chat
 * template, and a prompt of OpenAI's as it is. For any number of threads.
 */
final class BatchAnswers {
  private static final String WRONG_MESSAGE =
      "A message is not {\"role\": ..., \"content\": ...} with a text; correct it";

  private final Model model;
  private final Manner manner;
  private Optional<ChatTemplate> template = Optional.empty(); // once somebody chats

  BatchAnswers(Model model, Manner manner) {
    this.model = model;
    this.manner = manner;
  }

  String model() {
    return model.name();
  }

  /**
   * Waits for the whole answer.
   *
   * @throws LlamajarException if the line asks for something impossible
   */
  Answer answer(BatchLine line) {
    Map<?, ?> body = line.body();
    GenerationOptions options = BatchFields.read(body, manner.options());
    Generation generation;
    if (body.get("messages") instanceof List<?> messages) {
      generation = chat(turns(messages, system(body)), options);
    } else if (body.get("prompt") instanceof String prompt) {
      boolean chats = !line.isOpenAi() && !manner.raw() && model.chatTemplate().isPresent();
      Message question = Message.user(prompt);
      generation =
          chats
              ? chat(turns(List.of(), system(body), question), options)
              : model.generate(prompt, options);
    } else {
      throw new LlamajarException(
          "The line asks nothing; give it a \"prompt\" that is a text, or \"messages\"");
    }
    String text = generation.text();
    return new Answer(
        new AnswerParts(text, "", List.of()),
        generation.finish().orElseThrow(),
        generation.statistics());
  }

  private Generation chat(List<Message> turns, GenerationOptions options) {
    ChatTemplate form = template();
    return model.generate(form.prompt(turns), form.withItsStops(options));
  }

  private synchronized ChatTemplate template() {
    ChatTemplate known = template.orElseGet(() -> ChatTemplate.of(model));
    template = Optional.of(known);
    return known;
  }

  /** The line's own, else that of the command line. */
  private Optional<String> system(Map<?, ?> body) {
    return body.get("system") instanceof String own ? Optional.of(own) : manner.system();
  }

  private static List<Message> turns(
      List<?> messages, Optional<String> system, Message... further) {
    List<Message> turns = new ArrayList<>();
    messages.forEach(message -> turns.add(turn(message)));
    turns.addAll(List.of(further));
    boolean hasSystem = !turns.isEmpty() && turns.getFirst().role().equals("system");
    if (!hasSystem) {
      system.map(Message::system).ifPresent(turns::addFirst);
    }
    return turns;
  }

  private static Message turn(Object message) {
    if (!(message instanceof Map<?, ?> map) || !(map.get("role") instanceof String role)) {
      throw new LlamajarException(WRONG_MESSAGE);
    }
    Map<String, Object> more = new LinkedHashMap<>();
    map.forEach((name, value) -> more.put(String.valueOf(name), value));
    more.remove("role");
    Object content = Optional.<Object>ofNullable(more.remove("content")).orElse(None.NONE);
    return new Message(role, content(content), more);
  }

  /** A text, or one in parts. */
  private static String content(Object content) {
    return switch (content) {
      case String text -> text;
      case None none -> "";
      case List<?> parts -> {
        StringBuilder all = new StringBuilder();
        parts.forEach(part -> all.append(part(part)));
        yield all.toString();
      }
      default -> throw new LlamajarException(WRONG_MESSAGE);
    };
  }

  private static String part(Object part) {
    if (part instanceof Map<?, ?> map && map.get("text") instanceof String text) {
      return text;
    }
    throw new LlamajarException(
        "A part of a message is no {\"type\": \"text\", \"text\": ...}; only texts are read");
  }
}
