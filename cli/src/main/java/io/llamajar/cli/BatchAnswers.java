package io.llamajar.cli;

import io.llamajar.Generation;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.chat.Answer;
import io.llamajar.chat.ChatFormat;
import io.llamajar.chat.Reply;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.ChatTemplate;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.server.ReplyWriter;
import io.llamajar.server.RequestReader;
import io.llamajar.server.RequestReader.Question;
import io.llamajar.server.ServerOptions;
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
  private static final String PROMPT = "prompt";
  private static final String MESSAGES = "messages";
  private static final String SYSTEM = "system";

  private final Model model;
  private final Manner manner;
  private final RequestReader reader;
  private final ReplyWriter writer;
  private Optional<ChatFormat> format = Optional.empty(); // once somebody chats

  /**
   * What a line is answered.
   *
   * @param reply the same in OpenAI's shape
   */
  record Answered(Answer answer, Map<String, Object> reply) {}

  BatchAnswers(Model model, Manner manner) {
    this.model = model;
    this.manner = manner;
    this.reader =
        new RequestReader(
            ServerOptions.defaults()
                .withGeneration(manner.answers().options())
                .withReasoning(manner.answers().reasoning())
                .withTemplateVariables(manner.answers().variables()));
    this.writer = new ReplyWriter(model);
  }

  /**
   * Waits for the whole answer.
   *
   * @throws LlamajarException if the line asks for something impossible
   */
  Answered answer(BatchLine line) {
    Map<String, Object> body = body(line);
    Object prompt = Optional.ofNullable(body.remove(PROMPT)).orElse(None.NONE);
    Optional<String> system = system(body);
    if (body.get(MESSAGES) instanceof List<?> messages) {
      if (prompt != None.NONE) {
        throw new LlamajarException("The line has a \"prompt\" and \"messages\"; leave one out");
      }
      return chat(body, messages, system);
    }
    if (!(prompt instanceof String text)) {
      throw new LlamajarException(
          "The line asks nothing; give it a \"prompt\" that is a text, or \"messages\"");
    }
    boolean chats = !line.isOpenAi() && !manner.raw() && model.chatTemplate().isPresent();
    return chats
        ? chat(body, List.of(Json.object("role", "user", "content", text)), system)
        : follow(text, body, system);
  }

  /** What is said, without what the line is called. */
  private static Map<String, Object> body(BatchLine line) {
    Map<String, Object> body = new LinkedHashMap<>();
    line.body()
        .forEach((name, value) -> {
          if (value != None.NONE) {
            body.put(name.toString(), value);
          }
        });
    BatchLine.NAMES.forEach(body::remove);
    return body;
  }

  /** The line's own, else that of the command line. */
  private Optional<String> system(Map<String, Object> body) {
    return switch (Optional.ofNullable(body.remove(SYSTEM)).orElse(None.NONE)) {
      case None none -> manner.system();
      case String own -> Optional.of(own);
      default -> throw new LlamajarException("\"system\" is no text; write it as a string");
    };
  }

  private Answered chat(Map<String, Object> body, List<?> messages, Optional<String> system) {
    List<Object> turns = new ArrayList<>(messages);
    boolean hasSystem =
        !turns.isEmpty() && turns.getFirst() instanceof Map<?, ?> first && isSystem(first);
    if (!hasSystem) {
      system.ifPresent(text -> turns.addFirst(Json.object("role", SYSTEM, "content", text)));
    }
    body.put(MESSAGES, turns);
    Question question = reader.conversation(body);
    Reply reply = Reply.to(question.request(), model, format(), question.options());
    Answer answer = reply.forEach(event -> {});
    return new Answered(answer, writer.conversation(body, reply));
  }

  private static boolean isSystem(Map<?, ?> message) {
    return SYSTEM.equals(message.get("role"));
  }

  /** For all lines, while they are answered. */
  long generatedTokens() {
    return model.load().generatedTokens();
  }

  private synchronized ChatFormat format() {
    ChatFormat known = format.orElseGet(() -> ChatFormat.of(model, ChatTemplate.of(model)));
    format = Optional.of(known);
    return known;
  }

  private Answered follow(String prompt, Map<String, Object> body, Optional<String> system) {
    if (system.isPresent()) {
      throw new LlamajarException(
          "A prompt that is continued as it is has no place for a system message; leave it out");
    }
    Generation generation = model.generate(prompt, reader.text(body));
    String text = generation.text();
    Answer answer =
        new Answer(
            new AnswerParts(text, "", List.of()),
            generation.finish().orElseThrow(),
            generation.statistics());
    return new Answered(answer, writer.text(text, generation));
  }
}
