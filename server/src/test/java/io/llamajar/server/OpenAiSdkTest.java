package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** OpenAI's own client for Java takes us for the original. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiSdkTest {
  private static final String ANSWER = "The capital of Japan is Tokyo.";

  private Demo demo;
  private OpenAIClient client;

  @BeforeAll
  void start() {
    demo = Demo.start(options -> options.withKeys(List.of("secret")));
    client = client("secret");
  }

  private OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(demo.uri("/v1").toString())
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  @AfterAll
  void end() {
    client.close();
    demo.close();
  }

  private static ChatCompletionCreateParams.Builder question() {
    return ChatCompletionCreateParams.builder()
        .model("demo")
        .temperature(0)
        .addSystemMessage("")
        .addUserMessage("What is the capital of Japan?");
  }

  @Test
  void chats() {
    ChatCompletion reply = client.chat().completions().create(question().build());
    reply.validate();
    assertThat(reply.choices().getFirst().message().content()).hasValue(ANSWER);
    assertThat(reply.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(reply.usage().orElseThrow().promptTokensDetails()).isPresent();
  }

  @Test
  @SuppressWarnings("deprecation") // clients still send a seed and a user
  void chatsWithSettingsOfEveryKind() {
    ChatCompletion reply =
        client
            .chat()
            .completions()
            .create(
                question()
                    .n(2)
                    .seed(7)
                    .topP(0.9)
                    .logprobs(true)
                    .topLogprobs(3)
                    .maxCompletionTokens(4)
                    .frequencyPenalty(0.5)
                    .presencePenalty(0.5)
                    .user("someone")
                    .stopOfStrings(List.of("never"))
                    .build());
    reply.validate();
    assertThat(reply.choices()).hasSize(2);
    assertThat(reply.choices().getFirst().logprobs().orElseThrow().content().orElseThrow())
        .hasSize(4);
  }

  @Test
  void streams() {
    ChatCompletionCreateParams question =
        question()
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(question)) {
      stream.stream().forEach(chunk -> whole.accumulate(chunk.validate()));
    }
    ChatCompletion reply = whole.chatCompletion();
    assertThat(reply.choices().getFirst().message().content()).hasValue(ANSWER);
    assertThat(reply.usage().orElseThrow().totalTokens()).isPositive();
  }

  @Test
  void completes() {
    CompletionCreateParams prompt =
        CompletionCreateParams.builder()
            .model("demo")
            .prompt("Once upon a time")
            .temperature(0)
            .maxTokens(8)
            .logprobs(2)
            .build();
    Completion reply = client.completions().create(prompt).validate();
    String text = reply.choices().getFirst().text();
    assertThat(text).isNotEmpty();
    assertThat(reply.choices().getFirst().logprobs().orElseThrow().tokens().orElseThrow())
        .hasSize(8);
    try (StreamResponse<Completion> stream = client.completions().createStreaming(prompt)) {
      assertThat(
              stream.stream()
                  .map(chunk -> chunk.choices().getFirst().text())
                  .collect(Collectors.joining()))
          .isEqualTo(text);
    }
  }

  @Test
  void embeds() {
    EmbeddingCreateParams.Builder texts =
        EmbeddingCreateParams.builder()
            .model("demo")
            .inputOfArrayOfStrings(List.of("a small cat", "a king"));
    CreateEmbeddingResponse packed = client.embeddings().create(texts.build()).validate();
    CreateEmbeddingResponse plain =
        client
            .embeddings()
            .create(texts.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT).build())
            .validate();
    assertThat(packed.data()).hasSize(2);
    assertThat(packed.usage().promptTokens()).isPositive();
    assertThat(packed.data().getFirst().embedding()).isEqualTo(plain.data().getFirst().embedding());
  }

  @Test
  void listsModels() {
    assertThat(client.models().list().data().stream().map(Model::id)).containsExactly("demo");
    assertThat(client.models().retrieve("demo").validate().ownedBy()).isEqualTo("llamajar");
  }

  @Test
  void understandsErrors() {
    assertThatThrownBy(
            () -> client.chat().completions().create(question().temperature(-1.0).build()))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            e -> {
              assertThat(e.param()).isEqualTo(Optional.of("temperature"));
              assertThat(e.type()).hasValue("invalid_request_error");
            });
    assertThatThrownBy(() -> client.models().retrieve("none"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("none");
    OpenAIClient stranger = client("wrong");
    assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
    stranger.close();
  }
}
