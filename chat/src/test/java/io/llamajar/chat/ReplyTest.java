package io.llamajar.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.Generation.Finish;
import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.chat.ChatRequest.Reasoning;
import io.llamajar.chat.template.ChatTemplate;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.AnswerEvent;
import io.llamajar.chat.tools.AnswerEvent.CallBegun;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.chat.tools.Offer;
import io.llamajar.chat.tools.Samples;
import io.llamajar.chat.tools.Tool;
import io.llamajar.chat.tools.ToolChoice;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import io.llamajar.tokenizer.ControlText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The demo model, which was trained to, calls tools, and is held to what is asked of it. */
class ReplyTest {
  private static final Model MODEL =
      Model.open(
          GgufSource.of(Path.of("../models/demo/llamajar-demo-q8_0.gguf")),
          ModelOptions.defaults().withThreads(2));
  private static final GenerationOptions GREEDY =
      GenerationOptions.defaults().withSampling(Sampling.greedy()).withMaxTokens(60);
  private static final List<Tool> TOOLS =
      List.of(
          tool("get_weather", Map.of("city", Map.of("type", "string"))),
          tool("get_time", Map.of("city", Map.of("type", "string"))));

  private static Tool tool(String name, Map<String, Object> properties) {
    return new Tool(
        name,
        "",
        Json.object(
            "type",
            "object",
            "properties",
            properties,
            "required",
            List.copyOf(properties.keySet()),
            "additionalProperties",
            false),
        false);
  }

  @AfterAll
  static void close() {
    MODEL.close();
  }

  private static ChatFormat own() {
    return ChatFormat.of(MODEL, ChatTemplate.of(MODEL));
  }

  private static ChatFormat with(String template) {
    return ChatFormat.of(MODEL, ChatTemplate.of(MODEL, Samples.template(template)));
  }

  private static ChatRequest ask(String question) {
    return ChatRequest.of(List.of(Message.user(question)));
  }

  @Test
  void aModelCallsAToolAndSpeaksOfTheResult() {
    ChatRequest request = ask("What is the weather in Paris?").withTools(TOOLS);
    Reply reply = Reply.to(request, MODEL, own(), GREEDY);
    List<AnswerEvent> events = new ArrayList<>();
    AnswerParts parts = reply.forEach(events::add).parts();
    assertThat(events).first().isInstanceOf(CallBegun.class);
    assertThat(parts.calls())
        .singleElement()
        .satisfies(call -> {
          assertThat(call.name()).isEqualTo("get_weather");
          assertThat(Json.parse(call.arguments())).isEqualTo(Map.of("city", "Paris"));
          assertThat(call.id()).matches("[a-z0-9]{9}");
        });
    assertThat(parts.content()).isEmpty();
    assertThat(reply.finish()).contains(Finish.END);

    List<Message> messages = new ArrayList<>(request.messages());
    messages.add(parts.message());
    messages.add(parts.calls().getFirst().result("{\"weather\": \"sunny\", \"degrees\": 21}"));
    ChatRequest next = ChatRequest.of(messages).withTools(TOOLS);
    assertThat(Reply.to(next, MODEL, own(), GREEDY).forEach(event -> {}).text())
        .contains("sunny", "Paris", "21");
  }

  @Test
  void aModelThatMustCallDoesWhateverItIsAsked() {
    Offer offer = new Offer(TOOLS, new ToolChoice.Named("get_time"), false);
    Reply reply = Reply.to(ask("Tell me a story.").withOffer(offer), MODEL, own(), GREEDY);
    assertThat(reply.forEach(event -> {}).parts().calls())
        .singleElement()
        .satisfies(call -> {
          assertThat(call.name()).isEqualTo("get_time");
          assertThat(((Map<?, ?>) Json.parse(call.arguments())).keySet().toString())
              .isEqualTo("[city]");
        });
  }

  @Test
  void aModelThatMustNotCallDoesNotLearnOfTheTools() {
    ChatRequest request =
        ask("What is the capital of France?")
            .withOffer(new Offer(TOOLS, ToolChoice.Mode.NONE, true));
    assertThat(own().render(request)).doesNotContain("get_weather");
    assertThat(Reply.to(request, MODEL, own(), GREEDY).forEach(event -> {}).text())
        .isEqualTo("The capital of France is Paris.");
  }

  @Test
  void aSchemaThatCannotBeEnforcedIsAnErrorThatNamesTheKeyword() {
    Tool odd = new Tool("odd", "", Map.of("type", "object", "$dynamicRef", "#x"), true);
    Offer offer = new Offer(List.of(odd), ToolChoice.Mode.REQUIRED, true);
    assertThatThrownBy(() -> Reply.to(ask("Hi").withOffer(offer), MODEL, own(), GREEDY))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("$dynamicRef");
  }

  @Test
  void thoughtsEndWhenTheirBudgetIsSpent() {
    ChatFormat format = with("Qwen-QwQ-32B"); // whose prompt begins the thoughts
    ChatRequest request = ask("Tell me a story.").withReasoning(Reasoning.USUAL.withBudget(5));
    Reply reply = Reply.to(request, MODEL, format, GREEDY);
    AnswerParts parts = reply.forEach(event -> {}).parts();
    assertThat(parts.reasoning()).isNotEmpty();
    assertThat(parts.content()).isNotEmpty();
    assertThat(MODEL.tokenizer().decode(reply.generation().context(), ControlText.SHOWN))
        .contains(parts.reasoning() + "</think>");
    Reply unbound = Reply.to(ask("Tell me a story."), MODEL, format, GREEDY);
    AnswerParts all = unbound.forEach(event -> {}).parts();
    assertThat(all.content()).isEmpty();
    assertThat(all.reasoning()).startsWith(parts.reasoning()).isNotEqualTo(parts.reasoning());
    assertThat(reply.statistics().generatedTokens()).isLessThanOrEqualTo(60);
    assertThat(reply.statistics().promptTokens()).isEqualTo(unbound.statistics().promptTokens());
  }

  @Test
  void thoughtsWhoseBudgetIsSpentEndWithAMessage() {
    ChatFormat format = with("Qwen-QwQ-32B");
    for (int budget : new int[] {5, 0}) {
      Reasoning reasoning = Reasoning.USUAL.withBudget(budget).withBudgetMessage(" Enough.");
      Reply reply =
          Reply.to(ask("Tell me a story.").withReasoning(reasoning), MODEL, format, GREEDY);
      StringBuilder told = new StringBuilder();
      AnswerParts parts =
          reply
              .forEach(event -> {
                if (event instanceof AnswerEvent.Reasoning(String text)) {
                  told.append(text);
                }
              })
              .parts();
      assertThat(parts.reasoning()).endsWith("Enough.").isEqualTo(told.toString());
      assertThat(parts.content()).isNotEmpty();
      assertThat(MODEL.tokenizer().decode(reply.generation().context(), ControlText.SHOWN))
          .contains(" Enough.</think>\n\n" + parts.content().substring(0, 5));
    }
  }

  @Test
  void whatEndsThoughtsBelongsToNoStopString() {
    ChatFormat format = with("Qwen-QwQ-32B");
    ChatRequest request = ask("Tell me a story.").withReasoning(Reasoning.USUAL.withBudget(5));
    AnswerParts free = Reply.to(request, MODEL, format, GREEDY).forEach(event -> {}).parts();
    String last = free.reasoning().substring(free.reasoning().length() - 2);
    String next = free.content().substring(0, 2);
    String said = "model,";
    for (String stop :
        List.of(last + "</think>", last + "</think>\n\n" + next, last + next, "</think>", "\n\n")) {
      Reply reply = Reply.to(request, MODEL, format, GREEDY.withStops(stop));
      assertThat(reply.forEach(event -> {}).parts()).isEqualTo(free);
    }
    Reply within = Reply.to(request, MODEL, format, GREEDY.withStops(free.reasoning()));
    assertThat(within.forEach(event -> {}).parts()).isEqualTo(new AnswerParts("", "", List.of()));
    assertThat(within.finish()).contains(Finish.STOP);
    Reply behind = Reply.to(request, MODEL, format, GREEDY.withStops(said));
    assertThat(behind.forEach(event -> {}).text())
        .isEqualTo(free.content().substring(0, free.content().indexOf(said)));
    assertThat(behind.finish()).contains(Finish.STOP);
    assertThat(behind.generation().stop()).contains(said);
  }

  @Test
  void withoutABudgetThereAreNoThoughts() {
    ChatRequest request = ask("Tell me a story.").withReasoning(Reasoning.USUAL.withBudget(0));
    AnswerParts parts =
        Reply.to(request, MODEL, with("Qwen-QwQ-32B"), GREEDY).forEach(e -> {}).parts();
    assertThat(parts.reasoning()).isEmpty();
    assertThat(parts.content()).isNotEmpty();
  }

  @Test
  void thoughtsThatLeaveNoRoomForTheirEndEndTheAnswer() {
    Reasoning reasoning = Reasoning.USUAL.withBudget(5).withBudgetMessage("Enough. ".repeat(2000));
    Reply reply =
        Reply.to(
            ask("Tell me a story.").withReasoning(reasoning), MODEL, with("Qwen-QwQ-32B"), GREEDY);
    AnswerParts parts = reply.forEach(event -> {}).parts();
    assertThat(parts.reasoning()).isNotEmpty();
    assertThat(parts.content()).isEmpty();
    assertThat(reply.finish()).contains(Finish.CONTEXT);
  }

  @Test
  void whoeverStopsReadingLeavesNothingBehind() {
    Reply reply = Reply.to(ask("Tell me a story."), MODEL, own(), GREEDY);
    assertThatThrownBy(() ->
            reply.forEach(event -> {
              throw new IllegalStateException("enough");
            }))
        .hasMessage("enough");
    while (reply.generation().findNext().isPresent()) {
      Thread.onSpinWait();
    }
    assertThat(reply.generation().finish()).contains(Finish.CANCELLED);
  }

  @Test
  void aCancelledReplyEnds() {
    Reply reply = Reply.to(ask("Tell me a story."), MODEL, own(), GREEDY);
    reply.forEach(event -> reply.cancel());
    assertThat(reply.finish()).contains(Finish.CANCELLED);
  }
}
