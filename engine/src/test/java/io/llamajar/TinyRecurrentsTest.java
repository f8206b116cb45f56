package io.llamajar;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recurrent models that the kit lacks, against what llama.cpp made of the same files. */
class TinyRecurrentsTest {
  @TempDir private Path folder;

  /** The log-probabilities of the first tokens after the last one, as the kit's oracle has them. */
  @ParameterizedTest
  @CsvSource({
    "mamba, -4.3453 -5.4508 -8.3325 -7.2506 -7.9608 -8.6150",
    "jamba, -6.1154 -7.1535 -5.8327 -6.3534 -6.7557 -4.4625",
    "falcon-h1, -5.3101 -6.8181 -6.8109 -6.4587 -6.1247 -5.0622",
    "lfm2moe, -7.5637 -9.3923 -4.8789 -7.9885 -9.0356 -10.4371",
    "qwen35moe, -8.8652 -7.5177 -7.4963 -5.0619 -7.5557 -5.4959",
    "qwen3next, -6.4914 -5.6482 -6.8288 -7.5694 -8.0405 -9.5932",
    "nemotron_h_moe, -8.5670 -6.7721 -6.2328 -6.7836 -4.0343 -8.6380",
    "plamo2, -4.7347 -7.8671 -6.9793 -8.5799 -6.4063 -9.2695",
    "kimi-linear, -6.3313 -5.5442 -6.3021 -5.6218 -8.4941 -6.6808"
  })
  void agreeWithTheOracle(String architecture, String values) {
    new TinyRecurrent(architecture).assertAgrees(folder.resolve("model.gguf"), values);
  }
}
