package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One prompt, one text: continued by a model that has no chat template. */
class RunCommandTest {
  private static final String STORIES = Kit.path("models/stories260K.gguf").toString();
  private static final String JAPAN = "What is the capital of Japan?";
  private static final String PROMPT = "Once upon a time";

  @TempDir private Path folder;

  @Test
  void theTextEqualsTheOraclesAndNothingElseIsPrinted() {
    for (JsonNode story : Kit.json(Kit.path("models/stories260K.json")).get("cases")) {
      String prompt = story.get("prompt").asString();
      if (!prompt.isEmpty()) {
        int tokens = story.get("greedy_tokens").size();
        Result result = greedy(tokens, "-p", prompt);
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        // The oracle's detokenizer drops the space before the first word.
        assertThat(result.out().stripLeading())
            .isEqualTo(story.get("continuation").asString() + "\n");
      }
    }
  }

  @Test
  void aPromptComesFromAFileOrStandardInputWithoutItsLineEnd() throws IOException {
    Result expected = greedy(8, "-p", PROMPT);
    Path file = Files.writeString(folder.resolve("prompt"), PROMPT + "\n");
    assertThat(greedy(8, "-f", file.toString())).isEqualTo(expected);
    String[] args = {"run", "-m", STORIES, "--temp", "0", "-n", "8"};
    assertThat(Program.runWithInput(PROMPT + "\n", args)).isEqualTo(expected);
    String[] dash = {"run", "-m", STORIES, "--temp", "0", "-n", "8", "-p", "-"};
    assertThat(Program.runWithInput(PROMPT, dash)).isEqualTo(expected);
  }

  @Test
  void aPromptMayLookLikeAnOptionOrAnArgumentFile() {
    assertThat(greedy(1, "--prompt=-m").code()).isZero();
    assertThat(greedy(1, "-p", "@" + STORIES).code()).isZero();
  }

  @Test
  void theSameSeedGivesTheSameText() {
    Result one = Program.run("run", "-m", STORIES, "-p", PROMPT, "-n", "30", "--seed", "7");
    assertThat(Program.run("run", "-m", STORIES, "-p", PROMPT, "-n", "30", "--seed", "7"))
        .isEqualTo(one);
    assertThat(Program.run("run", "-m", STORIES, "-p", PROMPT, "-n", "30", "--seed", "8"))
        .isNotEqualTo(one);
  }

  @Test
  void textEndsBeforeAStopString() {
    String whole = greedy(40, "-p", PROMPT).out();
    String stop = whole.substring(20, 25);
    assertThat(greedy(40, "-p", PROMPT, "--stop", stop, "--stop", "no such text").out())
        .isEqualTo(whole.substring(0, whole.indexOf(stop)) + "\n");
  }

  @Test
  void whatWasReadIsKeptInAFileForTheNextTime() throws IOException {
    String file = folder.resolve("text.kv").toString();
    Result first = greedy(8, "-p", PROMPT, "--session", file, "--stats");
    assertThat(first.err()).contains("prompt 5 tokens");
    Result again = greedy(8, "-p", PROMPT, "--session", file, "--stats");
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(again.err()).contains("prompt 1 tokens");
    Files.writeString(folder.resolve("text.kv"), "something else");
    Result refused = greedy(8, "-p", PROMPT, "--session", file);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("text.kv").contains("remove it and begin anew");
  }

  @Test
  void aMemoryThatIsNoSizeIsRefused() {
    assertThat(greedy(1, "-p", PROMPT, "--memory", "300k").code()).isZero();
    assertThat(greedy(1, "-p", PROMPT, "--memory", "much").err())
        .contains("'much' is not a size; give one such as 500M or 4G");
  }

  @Test
  void noTokensGiveNoText() {
    assertThat(greedy(0, "-p", PROMPT)).isEqualTo(new Result(0, "\n", ""));
  }

  @Test
  void aFullContextEndsTheTextWithANote() {
    Result result = greedy(-1, "-p", PROMPT, "-c", "12");
    assertThat(result.code()).isZero();
    assertThat(result.out()).endsWith("\n");
    assertThat(result.err()).matches("llamajar: [^\n]*context of 12 tokens is full[^\n]*\n");
  }

  @Test
  void aPromptLongerThanTheContextIsRefused() {
    Result result = greedy(-1, "-p", PROMPT.repeat(9), "-c", "12");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).matches("llamajar: [^\n]*longer than the context of 12[^\n]*\n");
  }

  @Test
  void theSpeedIsToldOnStandardError() {
    Result result = greedy(5, "-p", PROMPT, "--stats");
    assertThat(result.out()).isEqualTo(greedy(5, "-p", PROMPT).out());
    assertThat(result.err()).contains("prompt 5 tokens in ", "text 5 tokens in ");
  }

  @Test
  void aSystemMessageNeedsAChatTemplate() {
    Result result = greedy(5, "-p", PROMPT, "-sys", "You are terse.");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).matches("llamajar: [^\n]*no chat template[^\n]*\n");
  }

  @Test
  void aMissingPromptFileIsNamed() {
    Result result = greedy(5, "-f", folder.resolve("none").toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).matches("llamajar: There is no [^\n]*none[^\n]*\n");
  }

  @Test
  void thoughtsAreNoPartOfTheAnswer() throws IOException {
    Path thinker = Thinker.in(folder);
    Result cut = ask(thinker);
    assertThat(cut.out()).isEqualTo("\n");
    assertThat(cut.err()).contains("still thinking", "--reasoning-budget");
    Result brief = ask(thinker, "--reasoning-budget", "4");
    assertThat(brief.err()).isEmpty();
    assertThat(brief.out()).isNotBlank().doesNotContain("think>");
    Result none = ask(thinker, "--reasoning", "off");
    assertThat(none.err()).isEmpty();
    assertThat(none.out()).isNotBlank().doesNotContain("think>");
  }

  @Test
  void minusOneMeansWhatItMeansToLlamaCpp() {
    assertThat(greedy(8, "-p", PROMPT, "--top-k", "-1", "-t", "-1", "--repeat-last-n", "-1"))
        .isEqualTo(greedy(8, "-p", PROMPT));
  }

  @Test
  void whatCannotBeDoneAtTheEndIsSaidAtTheBeginning() {
    Result session = greedy(8, "-p", PROMPT, "--session", "missing/folder/x");
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).contains("no folder for the session", "create it first");
    assertThat(greedy(8, "-f", folder.toString()).err()).contains("is a folder; name a file");
    assertThat(greedy(8, "-p", PROMPT, "--kv", "f8").err()).contains("[F16, F32, Q8_0]");
  }

  @Test
  void aTemplateIsGivenInPlaceOfTheModelsOwn() throws IOException {
    Path thinker = Thinker.in(folder);
    assertThat(ask(thinker, "--chat-template-kwargs", "{\"enable_thinking\": false}"))
        .isEqualTo(ask(thinker, "--reasoning", "off"));
    Result other = Program.run("run", "--temp", "0", "-p", JAPAN, "--chat-template", "{{ 1 }}");
    assertThat(other.out()).isNotBlank().doesNotContain("Tokyo");
    assertThat(Program.run("run", "-p", JAPAN, "--chat-template", "chatml").err())
        .contains("no Jinja template but 'chatml'", "--chat-template-file");
    assertThat(Program.run("run", "-p", JAPAN, "--chat-template", "{% if %}").err())
        .contains("chat template cannot be read");
    assertThat(Program.run("run", "-p", JAPAN, "--chat-template-file", "none.jinja").err())
        .contains("There is no none.jinja");
    assertThat(ask(thinker, "--chat-template-kwargs", "[]").err()).contains("no JSON object");
    assertThat(ask(thinker, "--chat-template", "{{ 1 }}").err()).contains("give one");
  }

  private static Result ask(Path template, String... more) {
    Stream<String> args =
        Stream.of(
            "run",
            "--chat-template-file",
            template.toString(),
            "--temp",
            "0",
            "-n",
            "30",
            "-p",
            JAPAN);
    return Program.run(Stream.concat(args, Stream.of(more)).toArray(String[]::new));
  }

  private static Result greedy(int tokens, String... more) {
    String[] args = new String[7 + more.length];
    String[] fixed = {"run", "-m", STORIES, "--temp", "0", "-n", Integer.toString(tokens)};
    System.arraycopy(fixed, 0, args, 0, 7);
    System.arraycopy(more, 0, args, 7, more.length);
    return Program.run(args);
  }

  @Test
  void penaltiesMayLookBackOverAll() {
    String[] harsh = {"-p", PROMPT, "--presence-penalty", "100", "--repeat-last-n"};
    String all = greedy(100, args(harsh, "-1")).out();
    assertThat(all).isEqualTo(greedy(100, args(harsh, "1000")).out());
    assertThat(all).isNotEqualTo(greedy(100, args(harsh, "10")).out());
  }

  private static String[] args(String[] first, String last) {
    return Stream.concat(Stream.of(first), Stream.of(last)).toArray(String[]::new);
  }

  @Test
  void guessesChangeNothingAndAreCounted() {
    String story = PROMPT + " " + PROMPT + " " + PROMPT;
    Result byDraft = greedy(40, "-p", story, "-md", STORIES, "--stats");
    assertThat(byDraft.out()).isEqualTo(greedy(40, "-p", story, "--spec-type", "none").out());
    assertThat(byDraft.err()).containsPattern("guessed \\d+ tokens, \\d+ of them right");
    assertThat(greedy(1, "-p", PROMPT, "--spec-type", "oracle").err())
        .contains("no --spec-type oracle");
  }

  @Test
  void aTextGoesAroundBannedStrings() {
    String banned = greedy(20, "-p", PROMPT).out().substring(10, 16);
    assertThat(greedy(20, "-p", PROMPT, "--banned-string", banned).out())
        .isNotBlank()
        .doesNotContain(banned);
  }
}
