package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several prompts, files and a pipe on one command line. */
class PromptsTest {
  private static final String JAPAN = "What is the capital of Japan?";
  private static final String TOKYO = "The capital of Japan is Tokyo.\n";
  private static final String FRANCE = "What is the capital of France?";
  private static final String PARIS = "The capital of France is Paris.\n";

  @TempDir private Path folder;

  @Test
  void promptsAreAnsweredOneAfterAnother() {
    assertThat(run("-p", JAPAN, "-p", FRANCE)).isEqualTo(new Result(0, TOKYO + PARIS, ""));
  }

  @Test
  void filesAreAnsweredOneAfterAnother() throws IOException {
    String japan = Files.writeString(folder.resolve("japan"), JAPAN + "\n").toString();
    String france = Files.writeString(folder.resolve("france"), FRANCE + "\n").toString();
    assertThat(run("-f", japan, "-f", france)).isEqualTo(new Result(0, TOKYO + PARIS, ""));
  }

  @Test
  void whatAFileAndAPipeHoldStandsBeforeEachPrompt() throws IOException {
    String file = Files.writeString(folder.resolve("file"), "One.\n").toString();
    Result whole =
        run("--raw", "-n", "9", "-p", "One.\n\nTwo.\n\nThree", "-p", "One.\n\nTwo.\n\n4");
    assertThat(piped("Two.\n", "--raw", "-n", "9", "-f", file, "-f", "-", "-p", "Three", "-p", "4"))
        .isEqualTo(whole);
    assertThat(piped("Three\n", "--raw", "-n", "9", "-f", file, "-p", "-").out())
        .isEqualTo(run("--raw", "-n", "9", "-p", "One.\n\nThree").out());
  }

  @Test
  void aPipeThatNobodyAskedForIsTold() {
    Result result = piped("something", "-p", JAPAN);
    assertThat(result.out()).isEqualTo(TOKYO);
    assertThat(result.err()).contains("standard input was not read").hasLineCount(1);
  }

  @Test
  void theSystemMessageMayBeInAFile() throws IOException {
    String words = "You are a pirate.";
    String file = Files.writeString(folder.resolve("system"), words + "\n").toString();
    assertThat(run("-sysf", file, "-p", JAPAN)).isEqualTo(run("-sys", words, "-p", JAPAN));
    assertThat(run("--system", words, "-p", JAPAN)).isEqualTo(run("-sys", words, "-p", JAPAN));
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    String file = Files.write(folder.resolve("bad"), new byte[] {(byte) 0xff, 'a'}).toString();
    String error = "llamajar: %s is no text in UTF-8; convert it first\n";
    assertThat(run("-f", file)).isEqualTo(new Result(1, "", error.formatted(file)));
    assertThat(run("-sysf", file, "-p", "x")).isEqualTo(new Result(1, "", error.formatted(file)));
    assertThat(Program.runWithInput(new byte[] {'a', (byte) 0xc3}, "run"))
        .isEqualTo(new Result(1, "", error.formatted("Standard input")));
  }

  @Test
  void aGrammarRulesTheAnswer() throws IOException {
    String gbnf = "root ::= \"Tokyo\" | \"Kyoto\"";
    String file = Files.writeString(folder.resolve("root.gbnf"), gbnf).toString();
    assertThat(run("--grammar", gbnf, "-p", JAPAN)).isEqualTo(new Result(0, "Tokyo\n", ""));
    assertThat(run("--grammar-file", file, "-p", JAPAN)).isEqualTo(new Result(0, "Tokyo\n", ""));
  }

  @Test
  void aSchemaRulesTheAnswer() throws IOException {
    String schema =
        "{\"properties\": {\"capital\": {\"enum\": [\"Tokyo\", \"Kyoto\"]}},"
            + " \"required\": [\"capital\"], \"additionalProperties\": false}";
    String file = Files.writeString(folder.resolve("schema.json"), schema).toString();
    Result expected = run("-j", schema, "-p", JAPAN);
    assertThat(expected.out()).matches("\\{\\s*\"capital\"\\s*:\\s*\"(Tokyo|Kyoto)\"\\s*}\n");
    assertThat(run("-jf", file, "-p", JAPAN)).isEqualTo(expected);
  }

  private static Result run(String... args) {
    return piped("", args);
  }

  private static Result piped(String input, String... args) {
    List<String> words = new ArrayList<>(List.of("run", "--temp", "0"));
    words.addAll(List.of(args));
    return Program.runWithInput(input, words.toArray(String[]::new));
  }
}
