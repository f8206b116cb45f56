package io.llamajar.tokenizer;

import static io.llamajar.tokenizer.Vocabulary.CONTROL;
import static io.llamajar.tokenizer.Vocabulary.NONE;
import static io.llamajar.tokenizer.Vocabulary.NORMAL;
import static io.llamajar.tokenizer.Vocabulary.STRIP_LEFT;
import static io.llamajar.tokenizer.Vocabulary.STRIP_RIGHT;
import static io.llamajar.tokenizer.Vocabulary.UNKNOWN;
import static io.llamajar.tokenizer.Vocabulary.USER_DEFINED;

import io.llamajar.gguf.Metadata;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Finds the tokens of a vocabulary that mean something, and those that end a generation.
 *
 * <p>Files are sloppy about both, so llama.cpp also goes by well-known texts and corrects the types
 * of such tokens; so does this, in the same order.
 */
final class SpecialTokens {
  private static final List<String> ENDS =
      List.of(
          "<|eot_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<|flush|>",
          "<|calls|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "</s>",
          "<|eom_id|>",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "[EOS]",
          "<|end_of_text|>",
          "<end_of_utterance>",
          "<eos>",
          "<turn|>",
          "<|tool_response>",
          "<｜end▁of▁sentence｜>",
          "[e~[");

  private final Vocabulary vocabulary;
  private final Map<Role, Integer> roles = new EnumMap<>(Role.class);
  private final Set<Integer> ends = new TreeSet<>();

  private SpecialTokens(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * Reads the roles and corrects the vocabulary's attributes.
   *
   * @param usual the token of a role where the file names none, or {@link Vocabulary#NONE}
   */
  static SpecialTokens prepare(
      Metadata metadata, ToIntFunction<Role> usual, Vocabulary vocabulary) {
    SpecialTokens specials = new SpecialTokens(vocabulary);
    for (Role role : Role.values()) {
      specials.assign(role, metadata, usual.applyAsInt(role));
    }
    specials.findEnds();
    specials.stripSpaces(metadata);
    return specials;
  }

  private void assign(Role role, Metadata metadata, int fallback) {
    int token = fallback < vocabulary.size() ? fallback : NONE;
    for (String key : role.keys()) {
      OptionalLong named = metadata.findWhole(key);
      if (named.isPresent() && named.getAsLong() >= 0 && named.getAsLong() < vocabulary.size()) {
        token = (int) named.getAsLong();
      }
    }
    if (token == NONE) {
      token =
          role.texts().stream()
              .mapToInt(vocabulary::find)
              .filter(t -> t != NONE)
              .findFirst()
              .orElse(NONE);
      if (token != NONE) {
        vocabulary.add(token, CONTROL);
      }
    }
    if (token != NONE) {
      roles.put(role, token);
    }
  }

  private void findEnds() {
    addEnds(Role.FIM_PADDING, Role.FIM_REPOSITORY, Role.FIM_FILE);
    present(ENDS)
        .forEach(token -> {
          ends.add(token);
          vocabulary.add(token, CONTROL);
        });
    // The channels of gpt-oss are part of the text.
    present(List.of("<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"))
        .forEach(token -> vocabulary.replace(token, USER_DEFINED));
    addEnds(Role.EOS, Role.EOT, Role.EOM);
    // Where whole answers have their own end, <|end|> only closes a part of one.
    if ((ended("<|call|>") || ended("<|calls|>")) && (ended("<|return|>") || ended("<|flush|>"))) {
      continueAfter("<|end|>", USER_DEFINED);
    }
    if (ended("<|tool_response>")) {
      continueAfter("</s>", NORMAL);
    }
  }

  private void addEnds(Role... ending) {
    Stream.of(ending).map(roles::get).filter(token -> token != null).forEach(ends::add);
  }

  private boolean ended(String text) {
    return ends.contains(vocabulary.find(text));
  }

  private void continueAfter(String text, int attribute) {
    if (ended(text)) {
      ends.remove(vocabulary.find(text));
      vocabulary.replace(vocabulary.find(text), attribute);
    }
  }

  private Stream<Integer> present(List<String> texts) {
    return texts.stream().map(vocabulary::find).filter(token -> token != NONE);
  }

  // No file says which tokens swallow white space; it goes by the names of models.
  private void stripSpaces(Metadata metadata) {
    String pre = metadata.text("tokenizer.ggml.pre", "");
    String architecture = metadata.text("general.architecture", "");
    String name = metadata.text("general.name", "").toLowerCase(Locale.ROOT);
    if (containsAny(pre, "jina-v2-de", "jina-v2-es", "jina-v2-code")
        || containsAny(architecture, "nomic-bert-moe", "jina-bert-v3")) {
      present(List.of("<mask>")).forEach(token -> vocabulary.add(token, STRIP_LEFT));
    } else if (containsAny(name, "phi-3", "phi3")) {
      for (int token = 0; token < vocabulary.size(); token++) {
        if (vocabulary.is(token, CONTROL | USER_DEFINED | UNKNOWN)) {
          vocabulary.add(token, STRIP_RIGHT);
        }
      }
      present(List.of("</s>")).forEach(token -> vocabulary.add(token, STRIP_RIGHT));
      present(List.of("<unk>", "<s>", "<|endoftext|>"))
          .forEach(token -> vocabulary.remove(token, STRIP_RIGHT));
    } else if (name.contains("modern-bert")) {
      present(List.of("[MASK]")).forEach(token -> vocabulary.add(token, STRIP_LEFT));
    }
  }

  private static boolean containsAny(String text, String... parts) {
    return Stream.of(parts).anyMatch(text::contains);
  }

  /** The token of a role, if the vocabulary has one. */
  OptionalInt find(Role role) {
    Integer token = roles.get(role);
    return token == null ? OptionalInt.empty() : OptionalInt.of(token);
  }

  boolean endsGeneration(int token) {
    return ends.contains(token);
  }
}
