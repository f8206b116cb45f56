package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatCompletionsTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String ANSWER = "The capital of Japan is Tokyo.";

  private Demo demo;

  @BeforeAll
  void start() {
    demo = Demo.start();
  }

  @AfterAll
  void end() {
    demo.close();
  }

  @Test
  void aQuestionIsAnswered() {
    HttpResponse<String> reply = demo.post(PATH, Demo.question(""));
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type")).hasValue(Exchange.JSON);
    assertThat(Demo.at(reply, "object")).isEqualTo("chat.completion");
    assertThat(Demo.at(reply, "model")).isEqualTo("demo");
    assertThat(Demo.at(reply, "choices", 0, "message", "role")).isEqualTo("assistant");
    assertThat(Demo.at(reply, "choices", 0, "message", "content")).isEqualTo(ANSWER);
    assertThat(Demo.at(reply, "choices", 0, "finish_reason")).isEqualTo("stop");
    assertThat(Demo.at(reply, "choices", 0, "logprobs")).isEqualTo(None.NONE);
  }

  @Test
  void usageCountsTokensAndThoseThatWereKnown() {
    String body = Demo.question(", \"seed\": 5");
    demo.post(PATH, body);
    Object usage = Demo.at(demo.post(PATH, body), "usage");
    long read = (Long) Demo.at(usage, "prompt_tokens");
    long generated = (Long) Demo.at(usage, "completion_tokens");
    assertThat(read).isPositive();
    assertThat(generated).isPositive();
    assertThat(Demo.at(usage, "total_tokens")).isEqualTo(read + generated);
    assertThat((Long) Demo.at(usage, "prompt_tokens_details", "cached_tokens"))
        .isPositive()
        .isLessThan(read);
  }

  @Test
  void aStreamGivesTheSameTextInPieces() {
    HttpResponse<String> reply =
        demo.post(
            PATH,
            Demo.question(", \"stream\": true, \"stream_options\": {\"include_usage\": true}"));
    assertThat(reply.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(reply.body()).endsWith("data: [DONE]\n\n");
    List<Object> chunks = chunks(reply.body());
    assertThat(Demo.at(chunks.getFirst(), "choices", 0, "delta"))
        .isEqualTo(Map.of("role", "assistant", "content", ""));
    Object ending = chunks.get(chunks.size() - 2);
    assertThat(Demo.at(ending, "choices", 0, "delta")).isEqualTo(Map.of());
    assertThat(Demo.at(ending, "choices", 0, "finish_reason")).isEqualTo("stop");
    assertThat(Demo.at(ending, "usage")).isEqualTo(None.NONE);
    assertThat(Demo.at(chunks.getLast(), "choices")).isEqualTo(List.of());
    assertThat((Long) Demo.at(chunks.getLast(), "usage", "total_tokens")).isPositive();
    assertThat(text(chunks.subList(0, chunks.size() - 2))).isEqualTo(ANSWER);
    assertThat(chunks.stream().map(chunk -> Demo.at(chunk, "id")).distinct()).hasSize(1);
  }

  /** The values after {@code data:}, but for the last line. */
  static List<Object> chunks(String events) {
    return events
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> Json.parse(line.substring("data: ".length())))
        .toList();
  }

  private static String text(List<Object> chunks) {
    return chunks.stream()
        .map(chunk -> Demo.at(chunk, "choices", 0, "delta", "content").toString())
        .collect(Collectors.joining());
  }

  @Test
  void severalAnswersComeTogether() {
    String body =
        """
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "Tell me a story."}]}],
         "n": 3, "seed": 1, "max_completion_tokens": 8, "temperature": 1}
        """;
    HttpResponse<String> reply = demo.post(PATH, body);
    List<?> choices = (List<?>) Demo.at(reply, "choices");
    assertThat(choices).hasSize(3);
    assertThat(choices.stream().map(c -> Demo.at(c, "index"))).containsExactly(0L, 1L, 2L);
    assertThat(choices.stream().map(c -> Demo.at(c, "finish_reason"))).containsOnly("length");
    assertThat(Demo.at(reply, "usage", "completion_tokens")).isEqualTo(24L);
    assertThat(Demo.at(demo.post(PATH, body), "choices")).isEqualTo(choices);
    String streamed = demo.post(PATH, body.replace("\"n\"", "\"stream\": true, \"n\"")).body();
    for (int i = 0; i < 3; i++) {
      long index = i;
      List<Object> mine =
          chunks(streamed).stream()
              .filter(chunk -> Demo.at(chunk, "choices", 0, "index").equals(index))
              .toList();
      assertThat(text(mine.subList(0, mine.size() - 1)))
          .isEqualTo(Demo.at(choices, i, "message", "content"));
    }
  }

  @Test
  void stopStringsEndAnAnswer() {
    for (String stop : List.of("\" is\"", "[\"never\", \" is\"]")) {
      HttpResponse<String> reply = demo.post(PATH, Demo.question(", \"stop\": " + stop));
      assertThat(Demo.at(reply, "choices", 0, "message", "content"))
          .isEqualTo("The capital of Japan");
      assertThat(Demo.at(reply, "choices", 0, "finish_reason")).isEqualTo("stop");
    }
  }

  @Test
  void likelihoodsAreToldForEachToken() {
    HttpResponse<String> reply =
        demo.post(PATH, Demo.question(", \"logprobs\": true, \"top_logprobs\": 2"));
    List<?> tokens = (List<?>) Demo.at(reply, "choices", 0, "logprobs", "content");
    assertThat(
            tokens.stream().map(t -> Demo.at(t, "token").toString()).collect(Collectors.joining()))
        .isEqualTo(ANSWER);
    assertThat(tokens)
        .allSatisfy(token -> {
          List<?> likeliest = (List<?>) Demo.at(token, "top_logprobs");
          assertThat(likeliest).hasSize(2);
          assertThat(Demo.at(likeliest, 0, "token")).isEqualTo(Demo.at(token, "token"));
          assertThat(Demo.at(likeliest, 0, "logprob")).isEqualTo(Demo.at(token, "logprob"));
        });
  }

  @Test
  void aBiasMakesTokensComeOrStayAway() {
    HttpResponse<String> plain = demo.post(PATH, Demo.question(", \"max_tokens\": 1"));
    HttpResponse<String> biased =
        demo.post(PATH, Demo.question(", \"max_tokens\": 2, \"logit_bias\": {\"300\": 100}"));
    String twice = Demo.at(biased, "choices", 0, "message", "content").toString();
    String token = twice.substring(0, twice.length() / 2);
    assertThat(twice).isEqualTo(token + token);
    assertThat(Demo.at(plain, "choices", 0, "message", "content")).isNotEqualTo(token);
  }

  @Test
  void toolsAreOfferedToTheModel() {
    String body =
        """
        {"messages": [{"role": "user", "content": "What is the weather in Paris?"}], "temperature": 0,
         "tool_choice": "%s", "tools": [{"type": "function", "function": {"name": "get_weather",
         "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
        """;
    Object with = Demo.at(demo.post(PATH, body.formatted("auto")), "usage", "prompt_tokens");
    Object without = Demo.at(demo.post(PATH, body.formatted("none")), "usage", "prompt_tokens");
    assertThat((Long) with).isGreaterThan((Long) without);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                    | messages       | missing",
        "{\"messages\": []}                                    | messages       | missing",
        "{\"messages\": 5}                                     | messages       | 5",
        "{\"messages\": [5]}                                   | messages[0]    | 5",
        "{\"messages\": [{\"role\": \"king\", \"content\": \"\"}]} | messages[0].role | king",
        "{\"messages\": [{\"role\": \"user\"}]}                | messages[0].content | missing",
        "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]} | messages[0].content[0].type | image_url",
        "{\"temperature\": \"warm\"}                           | temperature    | warm",
        "{\"temperature\": -1}                                 | temperature    | from 0 to 100",
        "{\"top_p\": 1e999}                                    | top_p          | from 0 to 1",
        "{\"n\": 0}                                            | n              | from 1 to 32",
        "{\"n\": 1000000}                                      | n              | from 1 to 32",
        "{\"n\": 1.5}                                          | n              | whole",
        "{\"max_tokens\": 99999999999999999999999}             | max_tokens     | whole",
        "{\"stop\": [1]}                                       | stop[0]        | string",
        "{\"stream\": \"yes\"}                                 | stream         | true or false",
        "{\"logit_bias\": {\"x\": 1}}                          | logit_bias     | tokens",
        "{\"logit_bias\": {\"1\": 1000}}                       | logit_bias     | -100 to 100",
        "{\"top_logprobs\": 2}                                 | top_logprobs   | logprobs",
        "{\"response_format\": {\"type\": \"xml\"}}            | response_format.type | json_schema",
        "{\"response_format\": {\"type\": \"json_schema\"}}    | response_format.schema | missing",
        "{\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"schema\": {\"type\": \"string\", \"pattern\": \"(?=a)b\"}}}} | response_format.json_schema.schema | pattern",
        "{\"grammar\": \"root ::= (\"}                           | grammar        | grammar",
        "{\"grammar\": \"root ::= root\"}                        | grammar        | root",
        "{\"grammar\": \"root ::= [a]\", \"json_schema\": {}}    | json_schema    | both",
      })
  void whatIsWrongIsNamed(String body, String param, String message) {
    HttpResponse<String> reply = demo.post(PATH, body);
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Demo.at(reply, "error", "type")).isEqualTo("invalid_request_error");
    assertThat(Demo.at(reply, "error", "param")).isEqualTo(param);
    assertThat(Demo.at(reply, "error", "message").toString()).contains(message);
  }

  @Test
  void aPromptThatIsTooLongIsRefused() {
    String body = Demo.question("").replace("Japan", "Japan ".repeat(600));
    HttpResponse<String> reply = demo.post(PATH, body);
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Demo.at(reply, "error", "code")).isEqualTo("context_length_exceeded");
  }
}
