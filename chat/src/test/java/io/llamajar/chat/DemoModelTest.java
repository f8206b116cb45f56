package io.llamajar.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.chat.template.ChatTemplate;
import io.llamajar.chat.template.Message;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The model that every Llamajar carries gives the answers that llama.cpp gave. */
class DemoModelTest {
  private static final Path FOLDER = Path.of("../models/demo");
  private static final GenerationOptions GREEDY =
      GenerationOptions.defaults().withSampling(Sampling.greedy());

  static List<JsonNode> cases() {
    return Kit.json(FOLDER.resolve("expected.json")).get("cases").valueStream().toList();
  }

  private static Model open() {
    return Model.open(
        GgufSource.of(FOLDER.resolve("llamajar-demo-q8_0.gguf")),
        ModelOptions.defaults().withThreads(2).withKvType(GgmlType.F32));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersAsTheOracleDid(JsonNode expected) {
    try (Model model = open()) {
      Chat chat = Chat.with(model);
      chat.use(GREEDY);
      String question = expected.get("user").asString();
      assertThat(ChatTemplate.of(model).prompt(List.of(Message.user(question))))
          .isEqualTo(Kit.ints(expected.get("prompt_ids")));
      assertThat(chat.ask(question).text()).isEqualTo(expected.get("text").asString());
    }
  }
}
