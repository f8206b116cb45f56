package io.llamajar.cli;

import io.llamajar.pack.PackedFile;
import io.llamajar.pack.StartArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says what the {@code .args} of a llamafile say in llama.cpp's words, which mostly are ours. What
 * has no meaning here is left out, and told.
 */
final class LlamafileArguments {
  private static final String PLACE = "...";

  // What its words choose to do.
  private static final Map<String, String> COMMANDS =
      Map.of("--server", "serve", "--v2", "serve", "--chat", "chat", "--cli", "run");

  private static final Set<String> FILES = Set.of("-m", "--model", "--lora", "--lora-scaled");

  private final List<String> words = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private Optional<String> command = Optional.empty();

  LlamafileArguments(StartArguments theirs, Commands commands) {
    List<String> all = theirs.with(List.of(PLACE));
    boolean hasPrompt = all.contains("-p") || all.contains("--prompt");
    for (String word : all) {
      command = command.or(() -> Optional.ofNullable(COMMANDS.get(word)));
    }
    String name = command.orElse(hasPrompt ? "run" : "chat");
    words.add(name);
    Set<String> known = commands.spec(name).orElseThrow().optionsMap().keySet();
    for (int i = 0; i < all.size(); i++) {
      String word = all.get(i);
      boolean hasValue = i + 1 < all.size() && isValue(all.get(i + 1));
      if (word.equals(PLACE)) {
        words.add(PLACE);
      } else if (hasValue && known.contains(word)) {
        words.add(word);
        words.add(quoted(value(word, all.get(++i))));
      } else if (!COMMANDS.containsKey(word)) {
        dropped.add(hasValue ? word + " " + all.get(++i) : word);
      }
    }
  }

  /** A word that does not look like an option; negative numbers do not. */
  private static boolean isValue(String word) {
    return !word.equals(PLACE) && (!word.startsWith("-") || word.matches("-[\\d.]+"));
  }

  /** Files are members of the packed file. */
  private static String value(String option, String value) {
    boolean isFile = FILES.contains(option);
    return isFile ? PackedFile.MEMBER + value.substring(value.lastIndexOf('/') + 1) : value;
  }

  /** As a word that is read as it is, but for variables, which are still to be looked up. */
  private static String quoted(String word) {
    return word.contains("$")
        ? '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : StartArguments.quoted(word);
  }

  /** The same in our words. */
  String text() {
    return String.join(" ", words) + "\n";
  }

  /** Their words that say nothing here. */
  List<String> dropped() {
    return List.copyOf(dropped);
  }
}
