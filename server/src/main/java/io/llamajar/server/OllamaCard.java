package io.llamajar.server;

import io.llamajar.chat.template.Json;
import io.llamajar.chat.tools.Thinking;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.TensorInfo;
import io.llamajar.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What Ollama's clients are told of a model: read from its file, without opening the model. */
final class OllamaCard {
  private static final String[] UNITS = {"", "K", "M", "B", "T"};

  private OllamaCard() {}

  /** A line of a list of models. */
  static Map<String, Object> line(Models.Source source) {
    try (Gguf gguf = Gguf.open(source.file())) {
      return Json.object(
          "name",
          source.name(),
          "model",
          source.name(),
          "modified_at",
          modified(source).toString(),
          "size",
          gguf.tensors().stream().mapToLong(tensor -> tensor.data().byteSize()).sum(),
          "digest",
          digest(source),
          "details",
          details(gguf));
    }
  }

  /** All there is to be said. */
  static Map<String, Object> whole(Models.Source source) {
    try (Gguf gguf = Gguf.open(source.file())) {
      String template = gguf.metadata().findText("tokenizer.chat_template").orElse("");
      return Json.object(
          "license",
          gguf.metadata().findText("general.license"),
          "modelfile",
          "FROM " + source.name(),
          "parameters",
          "",
          "template",
          template,
          "details",
          details(gguf),
          "model_info",
          metadata(gguf),
          "capabilities",
          capabilities(gguf, template),
          "modified_at",
          modified(source).toString());
    }
  }

  private static Instant modified(Models.Source source) {
    try {
      return Files.getLastModifiedTime(source.file().file()).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  /** Tells a file from others, and from what it was before. */
  private static String digest(Models.Source source) {
    String told = "%s %s %s".formatted(source.name(), source.file(), modified(source));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(told.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static Map<String, Object> details(Gguf gguf) {
    String family = gguf.metadata().text("general.architecture", "unknown");
    return Json.object(
        "parent_model",
        "",
        "format",
        "gguf",
        "family",
        family,
        "families",
        List.of(family),
        "parameter_size",
        size(parameters(gguf)),
        "quantization_level",
        commonest(gguf));
  }

  private static long parameters(Gguf gguf) {
    return gguf.tensors().stream().mapToLong(TensorInfo::values).sum();
  }

  /** 1240000000 as 1.2B. */
  static String size(long number) {
    double amount = number;
    int unit = 0;
    while (amount >= 1000 && unit < UNITS.length - 1) {
      amount /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f%s" : "%.1f%s", amount, UNITS[unit]);
  }

  /** The type of most weights. */
  private static String commonest(Gguf gguf) {
    Map<GgmlType, Long> counts = new EnumMap<>(GgmlType.class);
    gguf.tensors().forEach(tensor -> counts.merge(tensor.type(), tensor.values(), Long::sum));
    return counts.isEmpty()
        ? "unknown"
        : Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey().name();
  }

  /** Numbers and names; lists, such as the vocabulary, are too long to be told. */
  private static Map<String, Object> metadata(Gguf gguf) {
    Map<String, Object> info = new LinkedHashMap<>();
    for (String key : gguf.metadata().keys()) {
      gguf.metadata().find(key).flatMap(OllamaCard::json).ifPresent(value -> info.put(key, value));
    }
    info.remove("tokenizer.chat_template"); // it is told besides
    info.put("general.parameter_count", parameters(gguf));
    return info;
  }

  private static Optional<Object> json(GgufValue value) {
    return switch (value) {
      case GgufValue.Whole whole -> Optional.of(whole.value());
      case GgufValue.Real real ->
          Optional.of(real.value()).filter(r -> Double.isFinite(real.value())).map(r -> r);
      case GgufValue.Flag flag -> Optional.of(flag.value());
      case GgufValue.Text text -> Optional.of(text.value());
      case GgufValue.Array array -> Optional.empty();
    };
  }

  private static List<Object> capabilities(Gguf gguf, String template) {
    String architecture = gguf.metadata().text("general.architecture", "");
    if (gguf.metadata().find(architecture + ".pooling_type").isPresent()) {
      return List.of("embedding");
    }
    List<Object> capabilities = new ArrayList<>(List.of("completion"));
    if (template.contains("tools")) {
      capabilities.add("tools");
    }
    if (Thinking.of(template).isIn(template)) {
      capabilities.add("thinking");
    }
    if (Infill.isKnownTo(Tokenizer.of(gguf.metadata()))) {
      capabilities.add("insert");
    }
    return capabilities;
  }
}
