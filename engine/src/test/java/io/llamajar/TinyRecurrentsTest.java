package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recurrent models that the kit lacks, against what llama.cpp made of the same files. */
class TinyRecurrentsTest {
  private static final int[] TOKENS = IntStream.range(0, 30).map(i -> 3 + i * 37 % 381).toArray();

  @TempDir private Path folder;

  /** The log-probabilities of the first tokens after the last one, as the kit's oracle has them. */
  @ParameterizedTest
  @CsvSource({
    "mamba, -4.3453 -5.4508 -8.3325 -7.2506 -7.9608 -8.6150",
    "jamba, -6.1154 -7.1535 -5.8327 -6.3534 -6.7557 -4.4625",
    "falcon-h1, -5.3101 -6.8181 -6.8109 -6.4587 -6.1247 -5.0622",
    "lfm2moe, -7.5637 -9.3923 -4.8789 -7.9885 -9.0356 -10.4371",
    "qwen35moe, -8.8652 -7.5177 -7.4963 -5.0619 -7.5557 -5.4959",
    "qwen3next, -6.4914 -5.6482 -6.8288 -7.5694 -8.0405 -9.5932"
  })
  void agreeWithTheOracle(String architecture, String values) {
    Path file = folder.resolve(architecture + ".gguf");
    new TinyRecurrent(architecture).write(file);
    double[] expected = Arrays.stream(values.split(" ")).mapToDouble(Double::parseDouble).toArray();
    try (Model model = Model.open(file);
        Session session = model.session()) {
      float[][] last = new float[1][];
      session.logprobs(TOKENS, (position, logprobs) -> last[0] = logprobs.clone());
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) last[0][i]).isCloseTo(expected[i], within(2e-3)); // of F16 keys
      }
    }
  }
}
