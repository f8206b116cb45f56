package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import io.llamajar.chat.jinja.None;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks by Anthropic's own client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicTest {
  private static final String PATH = "/v1/messages";
  private static final String QUESTION = "What is the capital of Japan?";
  private static final String ANSWER = "The capital of Japan is Tokyo.";

  private Demo demo;
  private AnthropicClient client;

  @BeforeAll
  void start() {
    demo = Demo.start(options -> options.withKeys(List.of("secret")));
    client = client("secret");
  }

  private AnthropicClient client(String key) {
    return AnthropicOkHttpClient.builder()
        .baseUrl(demo.server.uri().toString())
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  @AfterAll
  void end() {
    client.close();
    demo.close();
  }

  @SuppressWarnings("deprecation") // by Anthropic's newest models, which pick tokens as they like
  private static MessageCreateParams.Builder question() {
    return MessageCreateParams.builder()
        .model("demo")
        .maxTokens(40)
        .temperature(0)
        .addUserMessage(QUESTION);
  }

  private static String text(Message message) {
    return message.content().getFirst().asText().text();
  }

  @Test
  void aQuestionIsAnswered() {
    Message message = client.messages().create(question().build());
    message.validate();
    assertThat(text(message)).isEqualTo(ANSWER);
    assertThat(message.stopReason()).hasValue(StopReason.END_TURN);
    assertThat(message.usage().outputTokens()).isPositive();
    Message again = client.messages().create(question().build());
    assertThat(again.usage().cacheReadInputTokens().orElseThrow()).isPositive();
    assertThat(again.id()).isNotEqualTo(message.id());
  }

  @Test
  void aStreamGivesTheSameMessage() {
    MessageAccumulator all = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> events =
        client.messages().createStreaming(question().build())) {
      events.stream().peek(RawMessageStreamEvent::validate).forEach(all::accumulate);
    }
    assertThat(text(all.message())).isEqualTo(ANSWER);
    assertThat(all.message().stopReason()).hasValue(StopReason.END_TURN);
    assertThat(all.message().usage().outputTokens()).isPositive();
  }

  @Test
  void eventsComeInAnthropicsOrder() {
    String body =
        """
        {"messages": [{"role": "user", "content": "What is the capital of Japan?"}],
         "max_tokens": 2, "temperature": 0, "stream": true}
        """;
    HttpResponse<String> reply =
        demo.post(PATH, body, "x-api-key", "secret", "anthropic-version", "2023-06-01");
    assertThat(reply.body().lines().filter(line -> line.startsWith("event: ")).distinct())
        .containsExactly(
            "event: message_start",
            "event: content_block_start",
            "event: ping",
            "event: content_block_delta",
            "event: content_block_stop",
            "event: message_delta",
            "event: message_stop");
    List<Object> events = ChatCompletionsTest.chunks(reply.body());
    assertThat(Demo.at(events.getFirst(), "message", "stop_reason")).isEqualTo(None.NONE);
    Object delta = events.get(events.size() - 2);
    assertThat(Demo.at(delta, "delta", "stop_reason")).isEqualTo("max_tokens");
    assertThat(Demo.at(delta, "usage", "output_tokens")).isEqualTo(2L);
  }

  @Test
  void stopSequencesAreNamed() {
    Message message =
        client.messages().create(question().addStopSequence("no").addStopSequence(" is").build());
    assertThat(text(message)).isEqualTo("The capital of Japan");
    assertThat(message.stopReason()).hasValue(StopReason.STOP_SEQUENCE);
    assertThat(message.stopSequence()).hasValue(" is");
  }

  @Test
  void tokensAreCounted() {
    MessageCountTokensParams plain =
        MessageCountTokensParams.builder().model("demo").addUserMessage(QUESTION).build();
    long count = client.messages().countTokens(plain).inputTokens();
    assertThat(
            client
                .messages()
                .countTokens(plain.toBuilder().system("Be brief.").build())
                .inputTokens())
        .isGreaterThan(count);
    Message message = client.messages().create(question().build());
    assertThat(message.usage().inputTokens() + message.usage().cacheReadInputTokens().orElseThrow())
        .isEqualTo(count);
  }

  @Test
  void whatToolsAnsweredIsRead() {
    String body =
        """
        {"max_tokens": 1, "system": [{"type": "text", "text": "You know the weather."}],
         "metadata": {"user_id": "u"}, "tools": [{"name": "weather", "description": "Tells it",
         "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}],
         "messages": [
          {"role": "user", "content": [{"type": "text", "text": "Is it warm in Paris?"}]},
          {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "weather",
           "input": {"city": "Paris"}}]},
          {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a",
           "content": [{"type": "text", "text": "21 degrees"}]}]}]}
        """;
    HttpResponse<String> reply = demo.post(PATH, body, "x-api-key", "secret");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(Demo.at(reply, "stop_reason")).isEqualTo("max_tokens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"max_tokens\": 5}                                             | messages",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}      | max_tokens",
        "{\"max_tokens\": 0}                                             | max_tokens",
        "{\"max_tokens\": 5, \"messages\": [{\"role\": \"king\"}]}       | messages[0].role",
        "{\"max_tokens\": 5, \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image\"}]}]} | content[0].type",
        "{\"max_tokens\": 5, \"system\": 1}                              | system",
      })
  void whatIsWrongIsNamed(String body, String named) {
    HttpResponse<String> reply = demo.post(PATH, body, "x-api-key", "secret");
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Demo.at(reply, "type")).isEqualTo("error");
    assertThat(Demo.at(reply, "error", "type")).isEqualTo("invalid_request_error");
    assertThat(Demo.at(reply, "error", "message").toString()).contains(named);
  }

  @Test
  void theClientKnowsTheErrors() {
    assertThatThrownBy(() -> client.messages().create(question().maxTokens(-5).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("max_tokens");
    AnthropicClient stranger = client("wrong");
    assertThatThrownBy(() -> stranger.messages().create(question().build()))
        .isInstanceOf(UnauthorizedException.class);
    stranger.close();
  }
}
