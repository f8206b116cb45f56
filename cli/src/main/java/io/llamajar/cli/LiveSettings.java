package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.cli.manual.Described;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The settings of a conversation: as the command line has them, then as they are changed. */
final class LiveSettings {
  private static final String DEFAULT = "default";

  private Map<String, List<String>> given = new LinkedHashMap<>(); // by the options' longest names
  private ChatSettings current;

  /**
   * @param settings as they were read
   * @param options that were given, among others
   */
  LiveSettings(ChatSettings settings, List<OptionSpec> options) {
    current = settings;
    options.forEach(option -> given.put(option.longestName(), option.originalStringValues()));
  }

  /** Those that a command line has. */
  static LiveSettings of(ChatSettings settings, Optional<ParseResult> parsed) {
    return new LiveSettings(settings, parsed.map(ParseResult::matchedOptions).orElse(List.of()));
  }

  ChatSettings current() {
    return current;
  }

  /**
   * Changes one.
   *
   * @param name of its option, with dashes or without
   * @param value {@code default} for what it was without the option
   * @throws LlamajarException if there is no such setting or the value is wrong; all is then as it
   *     was
   */
  void set(String name, String value) {
    Map<String, List<String>> changed = new LinkedHashMap<>(given);
    String option = option(name).longestName();
    if (value.equals(DEFAULT)) {
      changed.remove(option);
    } else {
      checkAlone(option);
      changed.put(option, List.of(value));
    }
    ChatSettings settings = new ChatSettings();
    try {
      parse(settings, changed);
      settings.answers().check();
    } catch (ParameterException | UsageException e) {
      throw new LlamajarException(String.valueOf(e.getMessage()), e);
    }
    given = changed;
    current = settings;
  }

  private void checkAlone(String option) {
    if (GrammarSettings.NAMES.contains(option)) {
      given.keySet().stream()
          .filter(other -> GrammarSettings.NAMES.contains(other) && !other.equals(option))
          .findFirst()
          .ifPresent(other -> {
            String name = other.substring("--".length());
            throw new LlamajarException(
                "There is a %s already, and one is all there can be; /set %s default first"
                    .formatted(name, name));
          });
    }
  }

  private static CommandLine parse(ChatSettings settings, Map<String, List<String>> values) {
    CommandLine parser =
        new CommandLine(settings)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setTrimQuotes(false)
            .setExpandAtFiles(false);
    List<String> words = new ArrayList<>();
    values.forEach((name, all) ->
        Optional.ofNullable(parser.getCommandSpec().findOption(name))
            .ifPresent(option -> all.forEach(value -> words.add(word(option, name, value)))));
    parser.parseArgs(words.toArray(String[]::new));
    return parser;
  }

  /** An option as the command line has it; a switch has no value there. */
  private static String word(OptionSpec option, String name, String value) {
    if (!option.typeInfo().isBoolean()) {
      return name + "=" + value;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "on", "true" -> name;
      case "off", "false" -> name.replaceFirst("^--", "--no-");
      default -> throw new UsageException("%s is neither on nor off".formatted(value));
    };
  }

  private OptionSpec option(String name) {
    String dashed = name.startsWith("-") ? name : (name.length() == 1 ? "-" : "--") + name;
    return options().stream()
        .filter(option -> List.of(option.names()).contains(dashed))
        .findFirst()
        .orElseThrow(() ->
            new LlamajarException("There is no setting " + name + "; /set lists all of them"));
  }

  private List<OptionSpec> options() {
    return parse(new ChatSettings(), given).getCommandSpec().options();
  }

  /** Their names, and the values of those that have only some. */
  Map<String, List<String>> values() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    options().forEach(option -> values.put(name(option), values(option)));
    return values;
  }

  private static List<String> values(OptionSpec option) {
    return option.typeInfo().isBoolean() ? List.of("on", "off") : Described.choices(option);
  }

  private static String name(OptionSpec option) {
    return Stream.of(option.names())
        .filter(name -> name.startsWith("--"))
        .findFirst()
        .orElse(option.longestName())
        .replaceFirst("^-+", "");
  }

  /** One of them, its value and what it means. */
  String line(String name) {
    OptionSpec option = option(name);
    return line(option) + "  " + Lines.single(String.join(" ", option.description()));
  }

  /** All, with their values. */
  List<String> lines() {
    return options().stream().map(LiveSettings::line).toList();
  }

  private static String line(OptionSpec option) {
    return "%-18s %s".formatted(name(option), shown(option)).stripTrailing();
  }

  private static String shown(OptionSpec option) {
    Object value = option.getValue();
    return value == null ? "" : shown(value);
  }

  private static String shown(Object value) {
    return switch (value) {
      case Boolean isOn -> isOn ? "on" : "off";
      case Optional<?> optional -> optional.map(LiveSettings::shown).orElse("");
      case List<?> all ->
          all.stream().map(each -> Lines.quoted(each.toString())).collect(Collectors.joining(" "));
      default -> value.toString();
    };
  }
}
