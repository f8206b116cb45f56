package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, versions, and command lines that ask for something impossible. */
class UsageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"chat", "run", "embed", "rerank", "inspect", "tokenize", "logprobs", "bench"})
  void everyCommandExplainsItselfAndItsVersion(String command) {
    Result help = Program.run(command, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: llamajar " + command).contains("--model=");
    assertThat(help.err()).isEmpty();
    assertThat(Program.run(command, "-h")).isEqualTo(help);
    assertThat(Program.run(command, "-V").out()).startsWith("llamajar ");
  }

  @Test
  void theProgramListsItsCommands() {
    Result help = Program.run("-h");
    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains(
            "chat",
            "run",
            "serve",
            "embed",
            "rerank",
            "inspect",
            "tokenize",
            "logprobs",
            "bench",
            "synth",
            "pack",
            "unpack",
            "upgrade",
            "convert",
            "list",
            "rm",
            "completion",
            "help");
    assertThat(Program.run("--version").out()).matches("llamajar \\S+ \\(Java \\S+\\)\\R");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense                        | Unknown command: \"nonsense\"",
        "--nonsense                      | Unknown option: '--nonsense'",
        "run -p x --nonsense             | Unknown option: '--nonsense'",
        "run -p x y                      | Unexpected argument: \"y\"",
        "run -p x --temp warm            | --temp",
        "run -p x --temp -1              | temperature is -1",
        "run -p x --top-p 1.5            | top-p is 1.5",
        "run -p x --repeat-last-n -2     | repeat last n is -2",
        "run -p x --typical 2            | typical-p is 2",
        "run -p x --mirostat 3           | mirostat is 3",
        "run -p x --samplers top_k;fun   | no sampler \"fun\"",
        "run -p x --sampler-seq kk       | top_k is there twice",
        "run -p x --samplers k --sampler-seq k | either with --samplers",
        "run -p x --logit-bias 5         | logit bias 5",
        "run -p x --logit-bias 5+2000    | logit bias is 2000",
        "run -p x --dry-sequence-breaker \\q | unknown escape",
        "run -p x -n -2                  | -2",
        "run -p x --stop=                | --stop",
        "run -p x -t -2                  | threads is -2",
        "run -p x -c -1                  | context is -1",
        "run -p x --kv q8                | --kv",
        "run -p - -f -                   | Standard input can be read once",
        "run -p x -sys y -sysf z         | either with -sys or with -sysf",
        "run -p x -m y -hf z             | either with -m or with -hf",
        "run -p x --grammar y -j {}      | Give one grammar",
        "run -p x --grammar y            | grammar",
        "run -p x -j 1                   | schema",
        "run -p x --in-file y            | the prompts are in it",
        "run -p x --out-file y           | are for --in-file",
        "run --in-file y -np 0           | texts at a time is 0",
        "run -p x --raw -sys y           | --raw",
        "embed -p x -f y                 | either with -p or with -f",
        "embed -p x --pooling best       | --pooling",
        "embed -p x -o csv               | --output",
        "rerank                          | --query",
        "logprobs --tokens 1             | --output",
        "logprobs -o x                   | --tokens",
        "logprobs --tokens one -o x      | --tokens",
        "logprobs --tokens= -o x         | --tokens",
        "chat -m                         | --model",
        "bench -p -1                     | number of tokens is -1",
        "bench -p one                    | --prompt",
        "bench -r 0                      | repetitions is 0",
        "bench -o xml                    | --output",
        "bench -t -1                     | threads is -1",
        "serve --port 70000              | --port is 70000",
        "serve --api-key=                | API key is empty",
        "serve --api-key-file none       | Cannot read the API keys",
        "serve -m none.gguf              | Cannot read the model file",
        "serve --parallel 0              | texts at a time is 0",
        "serve -n -2                     | -2",
        "serve --temp -1                 | temperature is -1",
        "serve --grammar y -j {}         | Give one grammar",
        "serve --drain-seconds -1        | seconds to wait at the end are -1",
        "completion                      | bash",
        "completion tcsh                 | expected one of",
        "synth --shape tiny -o x         | --quant",
        "synth --shape big --quant F16 -o x  | no shape 'big'",
        "synth --shape tiny --quant Q9 -o x  | no quantisation 'Q9'",
        "synth --shape tiny --quant F16 --layers 0 -o x | layers is 0",
      })
  void whatIsWrongStandsInOneLineAndAHintInAnother(String line, String message) {
    Result result = Program.run(line.split(" +"));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).matches("llamajar: [^\n]*\nTry 'llamajar( \\w+)? --help'\\.\n");
    assertThat(result.err()).contains(message);
  }
}
