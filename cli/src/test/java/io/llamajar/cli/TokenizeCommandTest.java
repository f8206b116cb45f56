package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Texts as the kit's models read them. */
class TokenizeCommandTest {
  private static final String STORIES = Kit.path("models/stories260K.gguf").toString();

  static Stream<Path> models() {
    return Kit.list("models", ".json").stream()
        .filter(file -> Kit.json(file).has("tokenize"))
        .filter(file -> file.resolveSibling(name(file) + ".gguf").toFile().exists());
  }

  private static String name(Path golden) {
    return golden.getFileName().toString().replaceFirst("\\.json$", "");
  }

  @ParameterizedTest
  @MethodSource("models")
  void idsEqualTheOracles(Path golden) {
    String model = golden.resolveSibling(name(golden) + ".gguf").toString();
    for (JsonNode example : Kit.json(golden).get("tokenize")) {
      String text = example.get("text").asString();
      List<String> args =
          new ArrayList<>(List.of("tokenize", "--json", "--no-bos", "-m", model, "--", text));
      if (!example.get("parse_special").asBoolean()) {
        args.add(1, "--no-special");
      }
      Result result = Program.run(args.toArray(String[]::new));
      JsonNode ids = JsonMapper.shared().readTree(result.out()).get("ids");
      assertThat(Kit.ints(ids)).as(text).containsExactly(Kit.ints(example.get("ids")));
    }
  }

  @Test
  void theTableShowsIdsAndPieces() {
    Result result = Program.run("tokenize", "-m", STORIES, "Once upon a time");
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            """
                  1  "<s>"
                403  " Once"
                407  " upon"
                261  " a"
                378  " time"
            """);
  }

  @Test
  void standardInputIsReadWithoutItsLineEnd() {
    Result argument = Program.run("tokenize", "-m", STORIES, "ä b");
    assertThat(Program.runWithInput("ä b\n", "tokenize", "-m", STORIES)).isEqualTo(argument);
    assertThat(Program.runWithInput("ä b\n\n", "tokenize", "-m", STORIES)).isNotEqualTo(argument);
  }

  @Test
  void specialTokensAreParsedAndAddedUnlessNotWanted() {
    assertThat(Program.run("tokenize", "--json", "-m", STORIES, "<s>").out())
        .isEqualTo("{\"ids\":[1,1],\"pieces\":[\"<s>\",\"<s>\"]}\n");
    assertThat(Program.run("tokenize", "--json", "--no-bos", "-m", STORIES, "<s>").out())
        .startsWith("{\"ids\":[1],");
    Result plain = Program.run("tokenize", "--no-bos", "--no-special", "-m", STORIES, "<s>");
    assertThat(plain.out()).doesNotContain("<s>").contains("\"s\"");
  }

  @Test
  void aPieceOfACharacterIsShownAsItsBytes() {
    assertThat(TokenizeCommand.piece("é\n".getBytes(UTF_8))).isEqualTo("\"é\\n\"");
    assertThat(TokenizeCommand.piece(new byte[] {(byte) 0xe2, 'a'})).isEqualTo("\"\\xe2\\x61\"");
  }
}
