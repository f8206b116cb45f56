package io.llamajar.cli;

import io.llamajar.Generation;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.chat.ChatTemplate;
import io.llamajar.chat.Json;
import io.llamajar.chat.tools.Answer;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.chat.tools.ChatFormat;
import io.llamajar.chat.tools.Reply;
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
    if (body.get(MESSAGES) instanceof List<?> messages) {
      return chat(body, messages);
    }
    if (!(body.get(PROMPT) instanceof String prompt)) {
      throw new LlamajarException(
          "The line asks nothing; give it a \"prompt\" that is a text, or \"messages\"");
    }
    boolean chats = !line.isOpenAi() && !manner.raw() && model.chatTemplate().isPresent();
    return chats
        ? chat(body, List.of(Json.object("role", "user", "content", prompt)))
        : follow(prompt, body);
  }

  /** What is asked, without what the line is called. */
  private static Map<String, Object> body(BatchLine line) {
    Map<String, Object> body = new LinkedHashMap<>();
    line.body().forEach((name, value) -> body.put(name.toString(), value));
    BatchLine.NAMES.forEach(body::remove);
    return body;
  }

  private Answered chat(Map<String, Object> body, List<?> messages) {
    List<Object> turns = new ArrayList<>(messages);
    Optional<String> own = Optional.ofNullable(body.remove(SYSTEM)).map(String::valueOf);
    boolean hasSystem =
        !turns.isEmpty() && turns.getFirst() instanceof Map<?, ?> first && isSystem(first);
    if (!hasSystem) {
      own.or(manner::system)
          .ifPresent(text -> turns.addFirst(Json.object("role", SYSTEM, "content", text)));
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

  private synchronized ChatFormat format() {
    ChatFormat known = format.orElseGet(() -> ChatFormat.of(model, ChatTemplate.of(model)));
    format = Optional.of(known);
    return known;
  }

  private Answered follow(String prompt, Map<String, Object> body) {
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
