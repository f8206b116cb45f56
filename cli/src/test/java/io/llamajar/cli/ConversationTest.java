package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.Model;
import io.llamajar.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What can be typed in a conversation that is no message. */
class ConversationTest {
  private static final String FRANCE = "What is the capital of France?";
  private static final String JAPAN = "What is the capital of Japan?";
  private static final String PARIS = "The capital of France is Paris.\n";
  private static final String TOKYO = "The capital of Japan is Tokyo.\n";

  @TempDir Path folder;

  @Test
  void questionsAreTakenBackAndAskedAgain() {
    Result result = chat(FRANCE, "/undo", "/undo", "/retry", JAPAN, "/retry", "/edit", FRANCE);
    assertThat(result.out()).isEqualTo(PARIS + TOKYO + TOKYO + PARIS);
    assertThat(result.err())
        .contains("Taken back: " + FRANCE, "Nothing to take back", "Nothing to ask again");
  }

  @Test
  void conversationsAreSavedAndTakenUpAgain() throws IOException {
    Path file = folder.resolve("chat.json");
    Result saved = chat("/system Be nice.", FRANCE, "/save " + file);
    assertThat(saved.err()).contains("Saved as " + file);
    assertThat(file)
        .hasContent(
            """
            {"messages":[{"role":"system","content":"Be nice."},\
            {"role":"user","content":"What is the capital of France?"},\
            {"role":"assistant","content":"The capital of France is Paris."}]}
            """);
    Result loaded = chat("/load " + file, "/system", "/context", "/dump", "/retry");
    assertThat(loaded.out()).isEqualTo(saved.out());
    assertThat(loaded.err())
        .contains("3 messages from " + file, "llamajar: Be nice.", "of 512 tokens", FRANCE);
    Files.writeString(file, "[{\"role\": \"user\", \"content\": [{\"text\": \"Hi\"}]}, {}]");
    assertThat(chat("/load " + file, "/context").err()).contains("has no role", "0 messages");
    Files.writeString(file, "[{\"role\": \"king\", \"content\": \"Hi\"}]");
    assertThat(chat("/load " + file, "/context").err())
        .contains("the role \"king\"; give", "0 messages");
    Files.writeString(file, "[{\"role\": \"developer\", \"content\": \"Hi\"}]");
    assertThat(chat("/load " + file).err()).contains("1 message from");
  }

  @Test
  void filesGoWithTheNextMessage() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "llama\n");
    Path long_ = Files.writeString(folder.resolve("b.txt"), "llama ".repeat(2000));
    Path binary = Files.write(folder.resolve("c.bin"), new byte[] {(byte) 0xff, 0});
    Result result =
        chat("/file " + file, "Repeat it.", "/dump", "/file " + long_, "/file " + binary, "/file");
    assertThat(result.err())
        .contains("a.txt goes with the next message")
        .contains("llamajar: llama\n", "Repeat it.")
        .contains("b.txt does not fit", "c.bin is no text in UTF-8", "There is no file; name it");
  }

  @Test
  void namesOfFilesMayBeQuotedOrHaveEscapedBlanks() throws IOException {
    Path file = Files.writeString(folder.resolve("a b.txt"), "llama\n");
    Result result =
        chat("/file \"%s\"".formatted(file), "/file " + file.toString().replace(" ", "\\ "));
    assertThat(result.err().lines())
        .containsExactly(
            "llamajar: %s goes with the next message".formatted(file),
            "llamajar: %s goes with the next message".formatted(file));
  }

  @Test
  void settingsAreShownAndChanged() {
    Result result =
        chat(
            "/set",
            "/set temp",
            "/set n 2",
            FRANCE,
            "/set max-tokens default",
            FRANCE,
            "/set x 1",
            "/set temp 999",
            "/set top-k many",
            "/set reasoning off",
            "/set reasoning-effort high",
            "/set reasoning-budget-message That is enough.",
            "/set reasoning-preserve off",
            "/set reasoning-format odd",
            "/set show-timings off",
            "/set grammar root ::= \"x\"",
            "/set json-schema {}");
    assertThat(result.out()).hasLineCount(2).endsWith(PARIS);
    assertThat(result.out().lines().findFirst().orElseThrow()).hasSizeLessThan(20);
    assertThat(result.err())
        .contains("min-p              0.05\n", "temp               0.0  chance")
        .contains("There is no setting x; /set lists all of them")
        .contains("temperature is 999", "'many' is not an int")
        .contains("reasoning          off", "reasoning-effort   high", "show-timings       off")
        .contains("reasoning-budget-message That is enough.", "reasoning-preserve off")
        .contains("--reasoning-format is 'odd'", "/set grammar default first");
  }

  @Test
  void aPersonDoesWhatAModelAsksToolsToDo() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tools.json"),
            """
            [{"type": "function", "function": {"name": "get_weather",
              "description": "Get the weather in a city.", "parameters": {"type": "object",
              "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]
            """);
    Result result =
        chat(
            "/tools " + file,
            "What is the weather in Paris?",
            "{\"weather\": \"sunny\"}",
            "/dump",
            "/tools off");
    assertThat(result.err())
        .contains("get_weather  Get the weather in a city.")
        .contains("get_weather({\"city\":")
        .contains("sunny", "No tools");
    assertThat(result.out()).isNotBlank();
  }

  @Test
  void anotherModelGoesOn() {
    String model = Path.of("../models/demo/llamajar-demo-q8_0.gguf").toString();
    Result result = chat(FRANCE, "/model " + model, "/model none.gguf", "/context", "/retry");
    assertThat(result.out()).isEqualTo(PARIS + PARIS);
    assertThat(result.err()).contains("llamajar demo", "none.gguf does not exist", "2 messages");
  }

  @Test
  void whatIsUnknownIsAnsweredWithTheNearest() {
    assertThat(chat("/hlep", "/nonsense", "/STATS", "/image x", " /help", "/usr/bin?").err())
        .contains("There is no /hlep; did you mean /help? /help lists what there is")
        .contains("There is no /nonsense; /help lists what there is")
        .contains("No answer yet", "takes no images")
        .doesNotContain("leave, as ^D does");
    assertThat(chat("/help").err()).contains(Slash.helpLines());
  }

  @Test
  void whatAnAnswerTookIsTold() {
    assertThat(chat(FRANCE, "/stats").err())
        .matches("(?s).*prompt 18 tokens, 0 of them known, .* tokens/s; answer 12 tokens, .*");
  }

  /** Somebody who stops every answer at once, until one is stopped before it began. */
  private static final class Impatient implements User {
    private final StringBuilder notes = new StringBuilder();
    private Runnable stop = () -> {};
    private volatile boolean waits;

    @Override
    public Optional<String> message() {
      waits = false;
      boolean isDone = notes.indexOf("Taken back: ") >= 0;
      boolean isCounted = notes.indexOf(" messages") >= 0;
      return isCounted ? Optional.empty() : Optional.of(isDone ? "/context" : FRANCE);
    }

    @Override
    public Optional<String> edited(String draft) {
      return Optional.empty();
    }

    @Override
    public Optional<String> line(String asked) {
      return Optional.empty();
    }

    @Override
    public AnswerView view() {
      waits = true;
      Thread.ofPlatform()
          .start(() -> {
            while (waits) {
              stop.run();
            }
          });
      return new PlainView(piece -> {});
    }

    @Override
    public void note(String line) {
      notes.append(line).append('\n');
    }

    @Override
    public void status(String line) {
      notes.append("status\n");
    }

    @Override
    public void onInterrupt(Runnable newStop) {
      stop = newStop;
    }

    @Override
    public void close() {}
  }

  @Test
  @Timeout(60)
  void aQuestionThatIsStoppedBeforeItsAnswerIsTakenBack() throws IOException {
    Impatient user = new Impatient();
    Model model = Model.open(Path.of("../models/demo/llamajar-demo-q8_0.gguf"));
    ChatSettings settings = new ChatSettings();
    new CommandLine(settings).parseArgs("-n", "1");
    Conversation.Setup setup =
        new Conversation.Setup(
            user,
            new LiveSettings(settings, List.of()),
            Optional.empty(),
            name -> model,
            new ChatFiles(folder, folder, file -> Optional.empty()));
    try (Conversation conversation = new Conversation(model, setup)) {
      assertThat(conversation.run()).isTrue();
    }
    String[] lines = user.notes.toString().split("\n");
    long answered = Stream.of(lines).filter("status"::equals).count();
    assertThat(lines).contains("Taken back: " + FRANCE);
    assertThat(lines[lines.length - 1]).endsWith(", %d messages".formatted(2 * answered));
  }

  private static Result chat(String... lines) {
    return Program.runWithInput(
        String.join("\n", List.of(lines)), "chat", "--temp", "0", "--unsecured");
  }
}
