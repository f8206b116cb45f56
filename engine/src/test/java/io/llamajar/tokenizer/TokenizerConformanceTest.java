package io.llamajar.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every tokenizer of the conformance kit agrees with llama.cpp. */
class TokenizerConformanceTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> vocabulariesAgree() {
    return Kit.list("tokenizers", ".json").stream()
        .map(file -> DynamicTest.dynamicTest(name(file), () -> vocabularyAgrees(file)));
  }

  @TestFactory
  Stream<DynamicTest> modelsAgree() {
    return Kit.list("models", ".gguf").stream()
        .map(file -> DynamicTest.dynamicTest(name(file), () -> modelAgrees(file)));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private void vocabularyAgrees(Path file) throws IOException {
    JsonNode kit = Kit.json(file);
    Path vocabulary = folder.resolve(name(file) + ".gguf");
    Files.write(vocabulary, Kit.bytes(file.resolveSibling(kit.get("vocab").asString())));
    List<String> mismatches = new ArrayList<>();
    try (Gguf gguf = Gguf.open(GgufSource.of(vocabulary))) {
      Tokenizer tokenizer = Tokenizer.of(Metadatas.with(gguf.metadata(), overrides(kit)));
      assertThat(tokenizer.vocabularySize()).isEqualTo(kit.get("n_vocab").asInt());
      for (JsonNode test : kit.get("cases")) {
        check(tokenizer, test, test.get("special").asBoolean(), mismatches);
      }
      for (JsonNode test : kit.get("detokenize")) {
        checkTexts(tokenizer, Kit.ints(test.get("ids")), test, "text", mismatches);
      }
    }
    assertThat(mismatches.stream().limit(10)).as("%d mismatches", mismatches.size()).isEmpty();
  }

  private static Map<String, String> overrides(JsonNode kit) {
    JsonNode overrides = kit.path("vocab_metadata_override");
    Map<String, String> values = new HashMap<>();
    overrides.propertyNames().forEach(key -> values.put(key, overrides.get(key).asString()));
    return values;
  }

  private static void modelAgrees(Path file) {
    JsonNode kit = Kit.json(file.resolveSibling(name(file).replace(".gguf", ".json")));
    List<String> mismatches = new ArrayList<>();
    try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
      Tokenizer tokenizer = Tokenizer.of(gguf.metadata());
      for (JsonNode test : kit.path("tokenize")) {
        check(tokenizer, test, test.get("parse_special").asBoolean(), mismatches);
      }
      for (JsonNode test : kit.path("texts")) {
        int[] ids = tokenizer.encode(test.get("text").asString(), Specials.ADDED);
        compare(test.get("text").asString(), ids, List.of(Kit.ints(test.get("ids"))), mismatches);
      }
    }
    assertThat(mismatches.stream().limit(10)).as("%d mismatches", mismatches.size()).isEmpty();
  }

  private static void check(
      Tokenizer tokenizer, JsonNode test, boolean parsed, List<String> mismatches) {
    String text = test.get("text").asString();
    int[] ids = tokenizer.encode(text, parsed ? Specials.PARSED : Specials.NONE);
    List<int[]> accepted = new ArrayList<>(List.of(Kit.ints(test.get("ids"))));
    if (test.has("hf_ids")) {
      accepted.add(Kit.ints(test.get("hf_ids")));
    }
    compare(text, ids, accepted, mismatches);
    checkTexts(tokenizer, accepted.getFirst(), test, "detok", mismatches);
  }

  private static void compare(
      String text, int[] ids, List<int[]> accepted, List<String> mismatches) {
    if (accepted.stream().noneMatch(wanted -> Arrays.equals(wanted, ids))) {
      mismatches.add(
          "%s: wanted %s, got %s"
              .formatted(text, Arrays.toString(accepted.getFirst()), Arrays.toString(ids)));
    }
  }

  private static void checkTexts(
      Tokenizer tokenizer, int[] ids, JsonNode test, String key, List<String> mismatches) {
    String special = key.equals("text") ? "text_special" : "detok_special";
    if (test.has(key)) {
      String hidden = test.get(key).asString();
      String shown = test.has(special) ? test.get(special).asString() : hidden;
      compare(ids, tokenizer.decode(ids, ControlText.HIDDEN), hidden, mismatches);
      compare(ids, tokenizer.decode(ids, ControlText.SHOWN), shown, mismatches);
    }
  }

  private static void compare(int[] ids, String text, String wanted, List<String> mismatches) {
    if (!text.equals(wanted)) {
      mismatches.add("%s: wanted <%s>, got <%s>".formatted(Arrays.toString(ids), wanted, text));
    }
  }
}
