package io.llamajar.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads whether something is on, in the words that llama.cpp knows. */
final class Switch implements ITypeConverter<Boolean> {
  @Override
  public Boolean convert(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes", "1", "enabled" -> true;
      case "off", "false", "no", "0", "disabled" -> false;
      default -> throw new TypeConversionException("'" + value + "' is neither on nor off");
    };
  }
}
