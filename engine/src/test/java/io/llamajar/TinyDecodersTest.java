package io.llamajar;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decoders that the kit lacks, against what llama.cpp made of the same files. */
class TinyDecodersTest {
  @TempDir private Path folder;

  /** The log-probabilities of the first tokens after the last one, as the kit's oracle has them. */
  @ParameterizedTest
  @CsvSource({
    "exaone-moe, -7.8678 -6.3300 -6.5847 -8.5279 -6.8521 -7.6911",
    "mistral4, -7.7951 -5.6314 -6.3544 -5.2647 -5.6644 -6.6181",
    "mimo2, -6.1739 -7.4663 -5.6742 -7.9058 -5.3557 -7.3411",
    "qwen, -8.7643 -7.1335 -7.3704 -6.1803 -6.9633 -7.2861",
    "bitnet, -4.7569 -6.5017 -7.4894 -6.2138 -7.1301 -7.6147",
    "hunyuan_vl, -5.5507 -7.7314 -5.3538 -6.8028 -5.8711 -8.1438",
    "pangu-embedded, -6.5380 -6.0052 -7.5489 -10.7937 -4.8296 -7.8897",
    "maincoder, -6.0803 -7.4155 -4.1116 -10.4124 -6.5356 -7.4609",
    "smallthinker, -5.6046 -6.9486 -6.3956 -5.2039 -7.8700 -6.4917",
    "step35, -6.5728 -6.4847 -6.6128 -9.2010 -6.4390 -7.0429",
    "cohere2moe, -6.9348 -5.0564 -5.5592 -5.5697 -6.5287 -6.5151",
    "jais2, -7.4088 -7.2374 -7.5093 -8.0146 -6.2690 -6.9051"
  })
  void agreeWithTheOracle(String architecture, String values) {
    new TinyDecoder(architecture).assertAgrees(folder.resolve("model.gguf"), values);
  }
}
