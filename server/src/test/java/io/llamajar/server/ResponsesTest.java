package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseErrorEvent;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks by the newer API of OpenAI's own client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponsesTest {
  private static final String PATH = "/v1/responses";
  private static final String ANSWER = "The capital of Japan is Tokyo.";

  private Demo demo;
  private OpenAIClient client;

  @BeforeAll
  void start() {
    demo = Demo.start();
    client = client(demo);
  }

  private static OpenAIClient client(Demo demo) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(demo.uri("/v1").toString())
        .apiKey("any")
        .maxRetries(0)
        .build();
  }

  @AfterAll
  void end() {
    client.close();
    demo.close();
  }

  private static ResponseCreateParams.Builder question() {
    return ResponseCreateParams.builder()
        .model("demo")
        .temperature(0)
        .input("What is the capital of Japan?");
  }

  private static String text(Response response) {
    return response.output().getFirst().asMessage().content().getFirst().asOutputText().text();
  }

  @Test
  void aQuestionIsAnswered() {
    Response response = client.responses().create(question().build());
    response.validate();
    assertThat(text(response)).isEqualTo(ANSWER);
    assertThat(response.status()).hasValue(ResponseStatus.COMPLETED);
    assertThat(response.usage().orElseThrow().outputTokens()).isPositive();
  }

  @Test
  void aStreamGivesTheSameResponse() {
    ResponseAccumulator all = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> events =
        client.responses().createStreaming(question().build())) {
      events.stream().peek(ResponseStreamEvent::validate).forEach(all::accumulate);
    }
    assertThat(text(all.response())).isEqualTo(ANSWER);
  }

  @Test
  void eventsAreNumberedInOpenAisOrder() {
    HttpResponse<String> reply =
        demo.post(PATH, "{\"input\": \"Hi\", \"stream\": true, \"max_output_tokens\": 2}");
    assertThat(reply.body().lines().filter(line -> line.startsWith("event: ")).distinct())
        .containsExactly(
            "event: response.created",
            "event: response.in_progress",
            "event: response.output_item.added",
            "event: response.content_part.added",
            "event: response.output_text.delta",
            "event: response.output_text.done",
            "event: response.content_part.done",
            "event: response.output_item.done",
            "event: response.incomplete");
    List<Object> events = ChatCompletionsTest.chunks(reply.body());
    assertThat(events.stream().map(event -> Demo.at(event, "sequence_number")).toList())
        .isEqualTo(LongStream.range(0, events.size()).boxed().toList());
    assertThat(Demo.at(events.getLast(), "response", "incomplete_details", "reason"))
        .isEqualTo("max_output_tokens");
  }

  @Test
  void whatGoesWrongInTheMidstIsAnEvent() {
    Demo failing = Demo.start();
    OpenAIClient its = client(failing);
    ResponseCreateParams endless =
        question()
            .putAdditionalBodyProperty("logit_bias", JsonValue.from(Map.of("2", -100)))
            .build();
    try (StreamResponse<ResponseStreamEvent> stream = its.responses().createStreaming(endless)) {
      List<ResponseStreamEvent> events =
          stream.stream()
              .peek(event -> {
                if (event.isOutputTextDelta()) {
                  failing.models.close();
                }
              })
              .toList();
      assertThat(events.getFirst().isCreated()).isTrue();
      ResponseErrorEvent error = events.getLast().asError();
      error.validate();
      assertThat(error.code()).hasValue("server_error");
      assertThat(error.sequenceNumber()).isEqualTo(events.size() - 1);
    } finally {
      its.close();
      failing.close();
    }
  }

  @Test
  void aConversationMayBeAListOfWhatWasSaidAndDone() {
    String body =
        """
        {"instructions": "You know the weather.", "max_output_tokens": 1, "store": true,
         "tools": [{"type": "function", "name": "weather", "parameters": {"type": "object"}}],
         "input": [
          {"role": "user", "content": [{"type": "input_text", "text": "Is it warm in Paris?"}]},
          {"type": "function_call", "call_id": "a", "name": "weather", "arguments": "{}"},
          {"type": "function_call_output", "call_id": "a", "output": "21 degrees"}]}
        """;
    HttpResponse<String> reply = demo.post(PATH, body);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(Demo.at(reply, "instructions")).isEqualTo("You know the weather.");
    assertThat(Demo.at(reply, "store")).isEqualTo(false);
  }

  @Test
  void nothingIsStored() {
    assertThatThrownBy(
            () -> client.responses().create(question().previousResponseId("resp_1").build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("previous_response_id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                     | input",
        "{\"input\": []}                                        | input",
        "{\"input\": 5}                                         | input",
        "{\"input\": [{\"role\": \"king\", \"content\": \"\"}]} | input[0].role",
        "{\"input\": [{\"type\": \"item_reference\"}]}          | input[0].type",
        "{\"input\": \"a\", \"max_output_tokens\": 0}           | max_output_tokens",
        "{\"input\": \"a\", \"background\": true}               | background",
        "{\"input\": \"a\", \"tools\": [{\"type\": \"web_search\"}]} | tools[0].type",
        "{\"input\": \"a\", \"text\": {\"format\": {\"type\": \"xml\"}}} | text.format.type",
      })
  void whatIsWrongIsNamed(String body, String param) {
    HttpResponse<String> reply = demo.post(PATH, body);
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Demo.at(reply, "error", "param")).isEqualTo(param);
  }
}
