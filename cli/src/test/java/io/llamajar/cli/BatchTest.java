package io.llamajar.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.template.Json;
import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON lines in, JSON lines out. */
class BatchTest {
  private static final String JAPAN = "What is the capital of Japan?";
  private static final String TOKYO = "The capital of Japan is Tokyo.";
  private static final String STORIES = Kit.path("models/stories260K.gguf").toString();

  @TempDir private Path folder;
  private Path in = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void name() {
    in = folder.resolve("in.jsonl");
    out = folder.resolve("out.jsonl");
  }

  @Test
  void aPromptIsAnsweredAsOnTheCommandLine() {
    Map<?, ?> answer = one("{\"id\": 7, \"prompt\": \"%s\"}".formatted(JAPAN));
    assertThat(answer.keySet().stream().map(Object::toString))
        .containsExactly("line", "id", "text", "finish_reason", "usage");
    assertThat(answer.get("line")).isEqualTo(1L);
    assertThat(answer.get("id")).isEqualTo(7L);
    assertThat(answer.get("text")).isEqualTo(TOKYO);
    assertThat(answer.get("finish_reason")).isEqualTo("stop");
    assertThat(answer.get("usage"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("completion_tokens", 10L);
  }

  @Test
  void messagesAreAConversation() {
    String line =
        """
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "%s"}]}]}\
        """
            .formatted(JAPAN);
    assertThat(one(line).get("text")).isEqualTo(TOKYO);
  }

  @Test
  void aLineOfOpenAisBatchesIsAnsweredInItsShape() {
    String line =
        """
        {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body":\
         {"model": "any", "messages": [{"role": "user", "content": "%s"}], "max_tokens": 2}}\
        """
            .formatted(JAPAN);
    assertThat(Json.write(one(line)))
        .contains("\"custom_id\":\"a\"", "\"status_code\":200", "\"finish_reason\":\"length\"")
        .contains("\"id\":\"chatcmpl-", "\"created\":", "\"model\":\"llamajar demo 4M\"")
        .contains(
            "\"message\":{\"role\":\"assistant\",\"content\":\"The capital\",\"refusal\":null}")
        .contains("\"prompt_tokens_details\":{\"cached_tokens\":0}", "\"reasoning_tokens\":0")
        .endsWith("\"error\":null}");
    String prompt = "{\"body\": {\"prompt\": \"Once\", \"max_tokens\": 2}}";
    assertThat(Json.write(one(prompt)))
        .contains("\"id\":\"cmpl-", "\"object\":\"text_completion\"", "\"logprobs\":null");
  }

  @Test
  void aLineHasSettingsOfItsOwn() {
    assertThat(one("{\"prompt\": \"%s\", \"max_tokens\": 2}".formatted(JAPAN)).get("text"))
        .isEqualTo("The capital");
    assertThat(one("{\"prompt\": \"%s\", \"stop\": [\"Tok\"]}".formatted(JAPAN)).get("text"))
        .isEqualTo("The capital of Japan is ");
    String grammar = "{\"prompt\": \"x\", \"grammar\": \"root ::= \\\"yes\\\"\"}";
    assertThat(one(grammar).get("text")).isEqualTo("yes");
    String schema = "{\"prompt\": \"x\", \"json_schema\": {\"const\": 12}}";
    assertThat(one(schema).get("text")).isEqualTo("12");
    String format =
        "{\"prompt\": \"x\", \"response_format\": {\"type\": \"json_schema\", \"json_schema\":"
            + " {\"name\": \"n\", \"schema\": {\"const\": true}}}}";
    assertThat(one(format).get("text")).isEqualTo("true");
  }

  @Test
  void toolsAreCalledAndTheirResultsRead() {
    String tools =
        """
        "tools": [{"type": "function", "function": {"name": "get_weather", "description":\
         "Get the weather in a city.", "parameters": {"type": "object", "properties":\
         {"city": {"type": "string"}}, "required": ["city"]}}}]\
        """;
    String ask = "{\"role\": \"user\", \"content\": \"What is the weather in Paris?\"}";
    Map<?, ?> plain = one("{\"messages\": [%s], %s}".formatted(ask, tools));
    assertThat(plain.get("text")).isEqualTo("");
    assertThat(plain.get("finish_reason")).isEqualTo("tool_calls");
    assertThat(Json.write(plain)).contains("\"tool_calls\":[", "get_weather", "Paris");
    Map<?, ?> forced =
        one(
            "{\"body\": {\"messages\": [%s], %s, \"tool_choice\": \"required\"}}"
                .formatted(ask.replace("What is the weather in Paris?", "Hello"), tools));
    assertThat(Json.write(forced))
        .contains("\"content\":null,\"tool_calls\":", "\"finish_reason\":\"tool_calls\"");
    String functions = "\"functions\": [{\"name\": \"get_weather\"}]";
    Map<?, ?> old = one("{\"body\": {\"messages\": [%s], %s}}".formatted(ask, functions));
    assertThat(Json.write(old))
        .contains("\"function_call\":{\"name\":", "\"finish_reason\":\"function_call\"");
  }

  @Test
  void aLineThatIsNoJsonIsAnsweredOnceToo() throws IOException {
    write("not json", "[1]", "{\"prompt\": \"%s\", \"max_tokens\": 1}".formatted(JAPAN));
    String[] args = {"run", "--in-file", in.toString(), "--out-file", out.toString()};
    assertThat(Program.run(args).code()).isEqualTo(1);
    String answers = Files.readString(out);
    assertThat(Program.run(args).err()).contains("3 of 3 lines are answered");
    assertThat(out).hasContent(answers);
  }

  @Test
  void theSameLineGivesTheSameBytes() throws IOException {
    write(
        """
        {"messages": [{"role": "user", "content": "Hi"}], "tool_choice": "required", "tools":\
         [{"type": "function", "function": {"name": "f"}}]}\
        """);
    assertThat(run().out()).contains("tool_calls").isEqualTo(run().out());
  }

  @Test
  void aSystemMessageThatIsNullIsNone() {
    String line = "{\"prompt\": \"%s\", \"system\": null}".formatted(JAPAN);
    assertThat(one(line).get("usage"))
        .isEqualTo(one("{\"prompt\": \"%s\"}".formatted(JAPAN)).get("usage"));
  }

  @Test
  void thoughtsAreToldApart() throws IOException {
    write(
        "{\"prompt\": \"%s\", \"max_tokens\": 20}".formatted(JAPAN),
        "{\"prompt\": \"%s\", \"reasoning_effort\": \"none\"}".formatted(JAPAN));
    Result result =
        Program.run(
            "run",
            "--chat-template-file",
            Thinker.in(folder).toString(),
            "--temp",
            "0",
            "--in-file",
            in.toString());
    List<Map<?, ?>> answers = answers(result.out());
    assertThat(answers.getFirst().get("text")).isEqualTo("");
    assertThat(answers.getFirst().get("reasoning_content")).isNotNull();
    assertThat(answers.getLast().get("text")).isNotNull().isNotEqualTo("");
    assertThat(answers.getLast().containsKey("reasoning_content")).isFalse();
  }

  @Test
  void whatIsSampledDependsOnTheSeedAlone() throws IOException {
    write("{\"prompt\": \"Once\", \"temperature\": 1, \"seed\": 5, \"n_predict\": 20}");
    String alone = (String) answers(run().out()).getFirst().get("text");
    write(
        IntStream.range(0, 20)
            .mapToObj(i ->
                "{\"prompt\": \"Once\", \"temperature\": 1, \"seed\": %d, \"n_predict\": 20}"
                    .formatted(i % 4 == 0 ? 5 : i))
            .toArray(String[]::new));
    assertThat(answers(run("-np", "3").out()))
        .hasSize(20)
        .filteredOn(answer -> answer.get("line") instanceof Long line && line % 4 == 1)
        .allSatisfy(answer -> assertThat(answer.get("text")).isEqualTo(alone));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "no JSON                                   | not valid JSON",
        "12                                        | no JSON object",
        "{}                                        | asks nothing",
        "{\"prompt\": 1}                           | asks nothing",
        "{\"messages\": [1]}                       | messages[0] is 1",
        "{\"prompt\": \"x\", \"messages\": []}     | leave one out",
        "{\"prompt\": \"x\", \"system\": 1}        | is no text",
        "{\"prompt\": \"x\", \"colour\": 1}        | colour cannot be had here",
        "{\"prompt\": \"x\", \"logprobs\": true}   | logprobs cannot be had here",
        "{\"prompt\": \"x\", \"n\": 2}             | one answer",
        "{\"prompt\": \"x\", \"tools\": [1]}       | tools[0] is 1",
        "{\"prompt\": \"x\", \"temperature\": \"\"} | temperature is",
        "{\"prompt\": \"x\", \"temperature\": -1}  | temperature is -1",
        "{\"prompt\": \"x\", \"grammar\": \"y\"}   | grammar",
        "{\"prompt\": \"x\", \"json_schema\": {\"minimum\": \"y\"}} | minimum",
        "{\"prompt\": \"x\", \"grammar\": \"y\", \"json_schema\": {}} | both set",
      })
  void aLineThatCannotBeAnsweredHasItsErrorAndOthersAreAnswered(String line, String error)
      throws IOException {
    write("{\"prompt\": \"%s\"}".formatted(JAPAN), line);
    Result result = run();
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("2 of 2 lines are answered", "1 of them are errors");
    List<Map<?, ?>> answers = answers(result.out());
    assertThat(answers.getFirst().get("text")).isEqualTo(TOKYO);
    assertThat(Json.write(answers.getLast())).contains(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"method\": \"GET\"          | can only be \\\"POST\\\"",
        "\"url\": \"/v1/nothing\"     | can only be \\\"/v1/completions\\\"",
        "\"temperature\": 0           | beside the \\\"body\\\"",
        "\"body\": \"x\"              | is no JSON object",
      })
  void whatStandsAroundABodyIsNotLeftOutInSilence(String field, String error) throws IOException {
    write(
        "{\"custom_id\": 1, \"body\": {\"prompt\": \"Once\", \"max_tokens\": 2}, %s}"
            .formatted(field));
    String answer = run().out();
    assertThat(answer)
        .startsWith("{\"line\":1,\"custom_id\":1,\"response\":null,\"error\":{")
        .contains(error);
  }

  @Test
  void aMissingInputLeavesNoOutput() {
    Result result = run("--out-file", out.toString());
    assertThat(result.err()).contains("There is no " + in);
    assertThat(out).doesNotExist();
  }

  @Test
  void aLineThatIsNoTextHasItsErrorToo() throws IOException {
    String line = "{\"id\": \"ä\", \"prompt\": \"ä\"}";
    Files.writeString(in, line + "\n" + line + "\n", StandardCharsets.ISO_8859_1);
    Files.writeString(in, line.replace("\"prompt\": \"ä\"", "\"prompt\": \"Hi\""), APPEND);
    assertThat(run("--out-file", out.toString()).code()).isEqualTo(1);
    List<Map<?, ?>> answers = answers(Files.readString(out));
    assertThat(answers).hasSize(3);
    assertThat(answers.subList(0, 2))
        .allSatisfy(answer ->
            assertThat(answer.get("error"))
                .isEqualTo("The line is no text in UTF-8; convert it first"));
    assertThat(answers.getLast().get("id")).isEqualTo("ä");
    String before = Files.readString(out);
    run("--out-file", out.toString());
    assertThat(out).content().isEqualTo(before);
  }

  @Test
  void aModelWithoutATemplateContinuesPrompts() throws IOException {
    write("{\"prompt\": \"Once upon a time\", \"max_tokens\": 8}");
    String[] args = {"run", "-m", STORIES, "--temp", "0", "-n", "8", "-p", "Once upon a time"};
    Result result = Program.run("run", "-m", STORIES, "--temp", "0", "--in-file", in.toString());
    assertThat(answers(result.out()).getFirst().get("text") + "\n")
        .isEqualTo(Program.run(args).out());
  }

  @Test
  void anEmptyInputHasNoAnswers() throws IOException {
    write("", "  ");
    Result result = run();
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEmpty();
  }

  @Test
  void linesThatAreAnsweredAreSkippedAndACutOneIsWrittenAgain() throws IOException {
    write(three());
    Result whole = run();
    List<String> lines = whole.out().lines().sorted().toList();
    String half = lines.get(1).substring(0, 30);
    Files.writeString(out, lines.getFirst().replace(TOKYO, "as it was") + "\n" + half);

    Result result = run("--out-file", out.toString());

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("out.jsonl was not whole").contains("3 of 3 lines");
    assertThat(Files.readAllLines(out))
        .hasSize(3)
        .contains(lines.getFirst().replace(TOKYO, "as it was"))
        .containsAll(lines.subList(1, 3));
    String before = Files.readString(out);
    assertThat(run("--out-file", out.toString()).code()).isZero();
    assertThat(Files.readString(out)).isEqualTo(before);
  }

  @Test
  void aFileThatHoldsSomethingElseStaysAsItIs() throws IOException {
    write(three());
    for (String other :
        List.of("a text", "a text\n", "{\"line\":1}\n[", "{\"id\":1}\n", "{\"lin")) {
      boolean isOurs = other.equals("{\"lin");
      Files.writeString(out, other);
      Result result = run("--out-file", out.toString());
      assertThat(result.code()).as(other).isEqualTo(isOurs ? 0 : 1);
      if (!isOurs) {
        assertThat(Files.readString(out)).isEqualTo(other);
        assertThat(result.err()).contains("something else than answers");
      }
    }
    Result same = run("--out-file", in.toString());
    assertThat(same.err()).contains("something else than answers");
    assertThat(Files.readAllLines(in)).containsExactly(three());
  }

  @Test
  void answersOfAnotherInputAreNotTakenForThisOnes() throws IOException {
    write(three());
    run("--out-file", out.toString());
    write("{\"id\": \"new\", \"prompt\": \"x\"}");
    Result result = run("--out-file", out.toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("Line 1 is not the one that").hasLineCount(1);
  }

  private static String[] three() {
    return IntStream.range(0, 3)
        .mapToObj(i -> "{\"id\": \"n%d\", \"prompt\": \"%s\"}".formatted(i, JAPAN))
        .toArray(String[]::new);
  }

  private void write(String... lines) throws IOException {
    Files.write(in, List.of(lines));
  }

  private Result run(String... more) {
    List<String> words = new ArrayList<>(List.of("run", "--temp", "0", "--in-file", in.toString()));
    words.addAll(List.of(more));
    return Program.run(words.toArray(String[]::new));
  }

  /** The answer to a line that comes through a pipe. */
  private static Map<?, ?> one(String line) {
    Result result = Program.runWithInput(line + "\n", "run", "--temp", "0", "--in-file", "-");
    assertThat(result.code()).as(result.err()).isZero();
    return answers(result.out()).getFirst();
  }

  private static List<Map<?, ?>> answers(String lines) {
    List<Map<?, ?>> answers = new ArrayList<>();
    lines.lines().forEach(line -> answers.add((Map<?, ?>) Json.parse(line)));
    answers.sort(Comparator.comparing(answer -> (Long) answer.get("line")));
    return answers;
  }
}
