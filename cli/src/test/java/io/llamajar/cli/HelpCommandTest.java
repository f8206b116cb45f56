package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.llamajar.cli.Program.Result;
import io.llamajar.cli.manual.LlamaCpp;
import io.llamajar.cli.manual.LlamaCpp.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What people and shells can read about the options: pages, scripts, llama.cpp's names. */
class HelpCommandTest {
  private static final CommandSpec PROGRAM = program();

  @TempDir private Path folder;

  private static CommandSpec program() {
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            new ByteArrayOutputStream());
    return new Commands(console, new Complaints(console)).program("").getCommandSpec();
  }

  @Test
  void helpExplainsTheProgramAndItsCommands() {
    assertThat(Program.run("help")).isEqualTo(Program.run("--help"));
    assertThat(Program.run("help", "run")).isEqualTo(Program.run("run", "--help"));
    Result unknown = Program.run("help", "nonsense");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("There is no command nonsense");
  }

  @Test
  void everyCommandHasAManPageThatIsWellFormed() throws Exception {
    assertThat(Program.run("help", "--man-pages", folder.toString()).code()).isZero();
    List<String> names = new ArrayList<>(List.of("llamajar.1"));
    PROGRAM.subcommands().keySet().forEach(name -> names.add("llamajar-" + name + ".1"));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(Program.run("help", "--man", "run").out())
        .isEqualTo(Files.readString(folder.resolve("llamajar-run.1")));
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "no groff");
    for (String name : names) {
      String page = folder.resolve(name).toString();
      assertThat(output("groff", "-man", "-Tutf8", "-ww", "-z", page)).as(name).isEmpty();
    }
    assertThat(
            output(
                "groff", "-man", "-Tascii", "-P-cbou", folder.resolve("llamajar-run.1").toString()))
        .contains("NAME", "SYNOPSIS", "--json-schema", "EXIT STATUS");
  }

  @Test
  void whatIsSaidOfLlamaCppsOptionsHolds() {
    Set<String> ours = new TreeSet<>(PROGRAM.subcommands().keySet());
    for (CommandLine command : PROGRAM.subcommands().values()) {
      ours.addAll(command.getCommandSpec().optionsMap().keySet());
    }
    List<String> names = new ArrayList<>();
    for (Row row : LlamaCpp.read().rows()) {
      names.addAll(row.names());
      assertThat(row.names()).allMatch(name -> name.startsWith("-"));
      List<OptionSpec> same = LlamaCpp.same(row, PROGRAM);
      if (row.isDifferent()) {
        assertThat(same).as("ours that are others than %s", row).isNotEmpty();
      } else if (same.isEmpty()) {
        assertThat(ours).as("ours for %s", row).containsAll(row.ours());
        assertThat(row.note() + row.ours()).as("why there is no %s", row).isNotEqualTo("[]");
      }
    }
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void optionsOfTheSameNameTakeAValueIfLlamaCppsDo() {
    for (Row row : LlamaCpp.read().rows()) {
      if (!row.isDifferent()) {
        assertThat(LlamaCpp.same(row, PROGRAM))
            .as("%s", row)
            .allMatch(option -> (option.arity().max() > 0) != row.value().isEmpty());
      }
    }
  }

  @Test
  void llamaCppsOptionsStandBesideOurs() {
    Result result = Program.run("help", "--llama-cpp");
    assertThat(result.code()).isZero();
    assertThat(result.out().lines())
        .contains("llama.cpp" + " ".repeat(61) + "llamajar")
        .anyMatch(line -> line.matches("-c, --ctx-size N +-c, --context, --ctx-size"))
        .anyMatch(line -> line.matches("-ctk, --cache-type-k TYPE +--kv: one type.*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run -p x -ngl 99         | There is no -ngl as in llama.cpp (everything is computed by the"
            + " CPU)",
        "run -p x -ctk f16        | There is no -ctk as in llama.cpp (--kv: one type for keys and"
            + " values)",
        "serve --rope-scale=2     | There is no --rope-scale as in llama.cpp (the model's file says"
            + " it)",
      })
  void whoGivesAnOptionOfLlamaCppsIsToldWhatThereIs(String line, String advice) {
    Result result = Program.run(line.split(" +"));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("llamajar: " + advice + "\nTry");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "co               | convert completion",
        "run --json-sc    | --json-schema --json-schema-file",
        "run --kv ''      | f16 f32 q8_0",
        "run --kv =       | f16 f32 q8_0",
        "run --kv = q     | q8_0",
        "run -m mod       | ''",
        "run -p ''        | ''",
        "completion ''    | bash zsh fish",
        "help tok         | tokenize",
        "synth --quant Q5_K_ | Q5_K_M",
      })
  void bashCompletes(String line, String offered) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
    String script = script("bash");
    assertThat(output("bash", "-n", script)).isEmpty();
    String asked =
        "source $0; COMP_WORDS=(llamajar "
            + line
            + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _llamajar; echo ${COMPREPLY[*]}";
    assertThat(output("bash", "-c", asked, script).strip()).isEqualTo(offered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zsh", "fish"})
  void otherShellsCanReadTheirScripts(String shell) throws Exception {
    String script = script(shell);
    assertThat(Files.readString(Path.of(script))).contains("json-schema", "q8_0", "tokenize");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin", shell)), "no " + shell);
    assertThat(output(shell, "-n", script)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "completion       | bash fish zsh",
        "help tok         | tokenize",
        "run --kv         | f16 f32 q8_0",
        "run --reasoning-budget | ''",
      })
  void fishCompletes(String line, String offered) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/fish")), "no fish");
    String typed = line.equals("help tok") ? line : line + " ";
    String asked =
        "source %s; complete -C 'llamajar %s' | string split -f 1 \\t | sort | string join ' '; true"
            .formatted(script("fish"), typed);
    assertThat(output("fish", "--no-config", "-c", asked).strip()).isEqualTo(offered);
  }

  @Test
  void valuesThatAreNoFilesAreNotCompletedAsFiles() {
    String bash = Program.run("completion", "bash").out();
    assertThat(bash).contains("--reasoning-budget) compopt +o", "|--model) return ;;");
    assertThat(Program.run("completion", "zsh").out()).contains("'--kv=[", "'-m[");
  }

  private String script(String shell) throws Exception {
    Result result = Program.run("completion", shell);
    assertThat(result.code()).isZero();
    return Files.writeString(folder.resolve(shell), result.out()).toString();
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Arrays.toString(command) + output).isZero();
    return output;
  }
}
