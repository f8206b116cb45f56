package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStreamEvent;
import io.github.ollama4j.Ollama;
import io.github.ollama4j.models.chat.OllamaChatMessageRole;
import io.github.ollama4j.models.chat.OllamaChatRequest;
import io.github.ollama4j.tools.Tools;
import io.github.ollama4j.utils.OptionsBuilder;
import io.llamajar.chat.template.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The services' own clients have a tool called and tell the model what it said. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolClientsTest {
  private static final String QUESTION = "What is the weather in Paris?";
  private static final String RESULT = "{\"weather\": \"sunny\", \"degrees\": 21}";
  private static final String ANSWER = "It is sunny in Paris, 21 degrees.";
  private static final Map<String, Object> PROPERTIES = Map.of("city", Map.of("type", "string"));
  private static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          "object",
          "properties",
          PROPERTIES,
          "required",
          List.of("city"),
          "additionalProperties",
          false);

  private Demo demo;
  private OpenAIClient openAi;
  private AnthropicClient anthropic;

  @BeforeAll
  void start() {
    demo = Demo.start();
    openAi =
        OpenAIOkHttpClient.builder()
            .baseUrl(demo.uri("/v1").toString())
            .apiKey("any")
            .maxRetries(0)
            .build();
    anthropic =
        AnthropicOkHttpClient.builder()
            .baseUrl(demo.uri("/").toString())
            .apiKey("any")
            .maxRetries(0)
            .build();
  }

  @AfterAll
  void end() {
    openAi.close();
    anthropic.close();
    demo.close();
  }

  private static void isParis(Object arguments) {
    assertThat(arguments).isEqualTo(Map.of("city", "Paris"));
  }

  private static ChatCompletionCreateParams.Builder chat() {
    FunctionParameters.Builder schema = FunctionParameters.builder();
    SCHEMA.forEach((name, value) -> schema.putAdditionalProperty(name, JsonValue.from(value)));
    return ChatCompletionCreateParams.builder()
        .model("demo")
        .temperature(0)
        .addUserMessage(QUESTION)
        .addFunctionTool(
            FunctionDefinition.builder()
                .name("get_weather")
                .strict(true)
                .parameters(schema.build())
                .build());
  }

  private static ChatCompletionMessageFunctionToolCall call(ChatCompletion completion) {
    ChatCompletion.Choice choice = completion.choices().getFirst();
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    return choice.message().toolCalls().orElseThrow().getFirst().asFunction();
  }

  @Test
  void openAisClientHasAToolCalled() {
    ChatCompletion called = openAi.chat().completions().create(chat().build()).validate();
    ChatCompletionMessageFunctionToolCall call = call(called);
    assertThat(call.function().name()).isEqualTo("get_weather");
    isParis(Json.parse(call.function().arguments()));
    ChatCompletion answered =
        openAi
            .chat()
            .completions()
            .create(
                chat()
                    .addMessage(called.choices().getFirst().message())
                    .addMessage(
                        ChatCompletionToolMessageParam.builder()
                            .toolCallId(call.id())
                            .content(RESULT)
                            .build())
                    .build());
    assertThat(answered.choices().getFirst().message().content()).hasValue(ANSWER);
  }

  @Test
  void openAisClientPutsAStreamedCallTogether() {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (var stream = openAi.chat().completions().createStreaming(chat().build())) {
      stream.stream().map(ChatCompletionChunk::validate).forEach(whole::accumulate);
    }
    isParis(Json.parse(call(whole.chatCompletion()).function().arguments()));
  }

  @Test
  void openAisClientGetsStructuredOutputs() {
    ResponseFormatJsonSchema.JsonSchema.Schema.Builder schema =
        ResponseFormatJsonSchema.JsonSchema.Schema.builder();
    SCHEMA.forEach((name, value) -> schema.putAdditionalProperty(name, JsonValue.from(value)));
    ChatCompletion answer =
        openAi
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model("demo")
                    .addUserMessage("Hello")
                    .jsonSchemaResponseFormat(
                        ResponseFormatJsonSchema.JsonSchema.builder()
                            .name("place")
                            .strict(true)
                            .schema(schema.build())
                            .build())
                    .build());
    String text = answer.choices().getFirst().message().content().orElseThrow();
    assertThat(((Map<?, ?>) Json.parse(text)).keySet().toString()).isEqualTo("[city]");
  }

  private static ResponseCreateParams.Builder response() {
    FunctionTool.Parameters.Builder schema = FunctionTool.Parameters.builder();
    SCHEMA.forEach((name, value) -> schema.putAdditionalProperty(name, JsonValue.from(value)));
    return ResponseCreateParams.builder()
        .model("demo")
        .temperature(0)
        .addTool(
            FunctionTool.builder()
                .name("get_weather")
                .strict(true)
                .parameters(schema.build())
                .build());
  }

  @Test
  void openAisClientHasAToolCalledByTheNewerApi() {
    Response called = openAi.responses().create(response().input(QUESTION).build()).validate();
    ResponseFunctionToolCall call = called.output().getFirst().asFunctionCall();
    isParis(Json.parse(call.arguments()));
    Response answered =
        openAi
            .responses()
            .create(
                response()
                    .inputOfResponse(
                        List.of(
                            ResponseInputItem.ofEasyInputMessage(
                                EasyInputMessage.builder()
                                    .role(EasyInputMessage.Role.USER)
                                    .content(QUESTION)
                                    .build()),
                            ResponseInputItem.ofFunctionCall(call),
                            ResponseInputItem.ofFunctionCallOutput(
                                ResponseInputItem.FunctionCallOutput.builder()
                                    .callId(call.callId())
                                    .output(RESULT)
                                    .build())))
                    .build());
    assertThat(answered.output().getFirst().asMessage().content().getFirst().asOutputText().text())
        .isEqualTo(ANSWER);
  }

  @Test
  void openAisClientPutsTheNewerApisEventsTogether() {
    ResponseAccumulator whole = ResponseAccumulator.create();
    try (var events = openAi.responses().createStreaming(response().input(QUESTION).build())) {
      events.stream().peek(ResponseStreamEvent::validate).forEach(whole::accumulate);
    }
    isParis(Json.parse(whole.response().output().getFirst().asFunctionCall().arguments()));
  }

  @SuppressWarnings("deprecation") // by Anthropic's newest models, which pick tokens as they like
  private static MessageCreateParams.Builder message() {
    return MessageCreateParams.builder()
        .model("demo")
        .maxTokens(80)
        .temperature(0)
        .addUserMessage(QUESTION)
        .addTool(
            Tool.builder()
                .name("get_weather")
                .inputSchema(
                    Tool.InputSchema.builder()
                        .properties(
                            Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty(
                                    "city",
                                    com.anthropic.core.JsonValue.from(PROPERTIES.get("city")))
                                .build())
                        .addRequired("city")
                        .build())
                .build());
  }

  private static ToolUseBlock use(Message message) {
    assertThat(message.stopReason()).hasValue(StopReason.TOOL_USE);
    return message.content().getFirst().asToolUse();
  }

  @Test
  void anthropicsClientHasAToolUsed() {
    Message used = anthropic.messages().create(message().build()).validate();
    ToolUseBlock use = use(used);
    assertThat(use.name()).isEqualTo("get_weather");
    isParis(use._input().convert(Map.class));
    Message answered =
        anthropic
            .messages()
            .create(
                message()
                    .addMessage(used)
                    .addUserMessageOfBlockParams(
                        List.of(
                            ContentBlockParam.ofToolResult(
                                ToolResultBlockParam.builder()
                                    .toolUseId(use.id())
                                    .content(RESULT)
                                    .build())))
                    .build());
    assertThat(answered.content().getFirst().asText().text()).isEqualTo(ANSWER);
  }

  @Test
  void anthropicsClientPutsAStreamedUseTogether() {
    MessageAccumulator whole = MessageAccumulator.create();
    try (var stream =
        anthropic.messages().createStreaming(message().toolToolChoice("get_weather").build())) {
      stream.stream().peek(RawMessageStreamEvent::validate).forEach(whole::accumulate);
    }
    isParis(use(whole.message())._input().convert(Map.class));
  }

  @Test
  void ollamasClientHasAToolCalled() throws Exception {
    Tools.Property city = Tools.Property.builder().type("string").required(true).build();
    Tools.ToolSpec spec =
        Tools.ToolSpec.builder()
            .name("get_weather")
            .description("Tells the weather")
            .parameters(Tools.Parameters.of(Map.of("city", city)))
            .build();
    List<Map<String, Object>> called = new ArrayList<>();
    Ollama client = new Ollama(demo.uri("/").toString());
    client.registerTool(
        Tools.Tool.builder()
            .toolSpec(spec)
            .toolFunction(arguments -> {
              called.add(arguments);
              return RESULT;
            })
            .build());
    OllamaChatRequest request =
        OllamaChatRequest.builder()
            .withModel("demo")
            .withOptions(new OptionsBuilder().setTemperature(0).build())
            .withMessage(OllamaChatMessageRole.USER, QUESTION)
            .build();
    request.setUseTools(true);
    client.chat(request, null);
    isParis(called.getFirst());
  }
}
