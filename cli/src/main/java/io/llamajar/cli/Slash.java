package io.llamajar.cli;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** THE TABLE of what can be typed in a conversation that is no message. */
enum Slash {
  HELP("", "show this"),
  SYSTEM("[TEXT]", "what the model should know or be; \"\" for nothing"),
  CLEAR("", "forget everything and begin a new conversation"),
  UNDO("", "take the last question back"),
  RETRY("", "ask the last question again"),
  EDIT("", "change the last question and ask it again"),
  STATS("", "what the last answer took"),
  CONTEXT("", "how full the context is"),
  SAVE("FILE", "write the conversation into a file, as JSON"),
  LOAD("FILE", "go on with a conversation from a file"),
  FILE("PATH", "put a text file into the next message"),
  IMAGE("PATH", "put an image into the next message, if the model takes any"),
  TOOLS("[FILE|off]", "the tools that the model may call, from a JSON file"),
  MODEL("[MODEL]", "the model, or another one to go on with"),
  SET("[NAME [VALUE]]", "settings by their options' names; the value default undoes them"),
  DUMP("", "the conversation as the model reads it"),
  EXIT("", "leave, as ^D does; ^C stops an answer");

  private static final Pattern LINE =
      Pattern.compile("/([A-Za-z]\\w*)(?:\\s+(.*))?", Pattern.DOTALL);
  private static final int SIMILAR = 2; // letters that may differ

  private final String argument;
  private final String help;

  Slash(String argument, String help) {
    this.argument = argument;
    this.help = help;
  }

  /** A line that begins with a slash and a word. */
  record Line(String name, String argument) {
    /** What it asks for, if there is such a thing. */
    Optional<Slash> slash() {
      return Arrays.stream(values()).filter(slash -> slash.word().equals(name)).findFirst();
    }

    /** Why it asks for nothing. */
    String complaint() {
      String near =
          Arrays.stream(values())
              .map(Slash::word)
              .filter(word -> word.startsWith(name) || distance(word, name) <= SIMILAR)
              .min(Comparator.comparingInt(word -> distance(word, name)))
              .map(word -> "; did you mean " + word + "?")
              .orElse(";");
      return "There is no " + name + near + " /help lists what there is";
    }
  }

  /** A message is read as a command if it begins with one; a blank before the slash prevents it. */
  static Optional<Line> of(String message) {
    Matcher matcher = LINE.matcher(message.stripTrailing());
    return matcher.matches()
        ? Optional.of(
            new Line(
                "/" + matcher.group(1).toLowerCase(Locale.ROOT),
                Optional.ofNullable(matcher.group(2)).orElse("")))
        : Optional.empty();
  }

  /** As it is typed. */
  String word() {
    return "/" + name().toLowerCase(Locale.ROOT);
  }

  String help() {
    return help;
  }

  /** Whether a file's name follows on it. */
  boolean takesFile() {
    return argument.contains("FILE") || argument.contains("PATH") || this == MODEL;
  }

  /** All of them, one in a line. */
  static List<String> helpLines() {
    return Arrays.stream(values())
        .map(slash -> "%-19s  %s".formatted(slash.word() + " " + slash.argument, slash.help))
        .toList();
  }

  /** How many letters have to be added, left out or changed. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
