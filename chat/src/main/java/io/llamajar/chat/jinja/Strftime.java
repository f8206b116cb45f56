package io.llamajar.chat.jinja;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Python's {@code strftime} with English names: {@code "%d %B %Y"}. */
final class Strftime {
  private final LocalDateTime time;
  private final StringBuilder out = new StringBuilder();

  private Strftime(LocalDateTime time) {
    this.time = time;
  }

  static String format(String format, LocalDateTime time) {
    Strftime strftime = new Strftime(time);
    strftime.append(format);
    return strftime.out.toString();
  }

  private void append(String format) {
    int i = 0;
    while (i < format.length()) {
      char c = format.charAt(i++);
      if (c != '%' || i == format.length()) {
        out.append(c);
        continue;
      }
      char flag = i + 1 < format.length() ? format.charAt(i) : ' ';
      if ("-_0^".indexOf(flag) >= 0) {
        i++;
      }
      int start = out.length();
      appendField(format.charAt(i++));
      applyFlag(flag, start);
      Meter.checkLength(out.length());
    }
  }

  private void applyFlag(char flag, int start) {
    String field = out.substring(start);
    String changed =
        switch (flag) {
          case '-' -> unpadded(field);
          case '_' -> " ".repeat(field.length() - unpadded(field).length()) + unpadded(field);
          case '^' -> Texts.upper(field);
          default -> field;
        };
    out.replace(start, out.length(), changed);
  }

  private static String unpadded(String field) {
    int start = 0;
    while (start < field.length() - 1 && "0 ".indexOf(field.charAt(start)) >= 0) {
      start++;
    }
    return field.substring(start);
  }

  private void appendField(char field) {
    int hour12 = time.get(ChronoField.CLOCK_HOUR_OF_AMPM);
    int weekday = time.getDayOfWeek().getValue(); // Monday is 1
    switch (field) {
      case 'Y' -> out.append(time.getYear());
      case 'C' -> number(time.getYear() / 100, 2);
      case 'y' -> number(time.getYear() % 100, 2);
      case 'm' -> number(time.getMonthValue(), 2);
      case 'd' -> number(time.getDayOfMonth(), 2);
      case 'e' -> out.append("%2d".formatted(time.getDayOfMonth()));
      case 'H' -> number(time.getHour(), 2);
      case 'k' -> out.append("%2d".formatted(time.getHour()));
      case 'I' -> number(hour12, 2);
      case 'l' -> out.append("%2d".formatted(hour12));
      case 'M' -> number(time.getMinute(), 2);
      case 'S' -> number(time.getSecond(), 2);
      case 'f' -> number(time.getNano() / 1000, 6);
      case 'j' -> number(time.getDayOfYear(), 3);
      case 'u' -> number(weekday, 1);
      case 'w' -> number(weekday % 7, 1);
      case 'U' -> number((time.getDayOfYear() + 6 - weekday % 7) / 7, 2);
      case 'W' -> number((time.getDayOfYear() + 7 - weekday) / 7, 2);
      case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
      case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 4);
      case 'g' -> number(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2);
      case 'B' -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case 'b', 'h' -> out.append(time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
      case 'A' -> out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case 'a' -> out.append(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
      case 'p' -> out.append(time.getHour() < 12 ? "AM" : "PM");
      case 'P' -> out.append(time.getHour() < 12 ? "am" : "pm");
      case 'D', 'x' -> append("%m/%d/%y");
      case 'F' -> append("%Y-%m-%d");
      case 'T', 'X' -> append("%H:%M:%S");
      case 'R' -> append("%H:%M");
      case 'r' -> append("%I:%M:%S %p");
      case 'c' -> append("%a %b %e %H:%M:%S %Y");
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'z', 'Z' -> {} // the clock tells no zone
      case '%' -> out.append('%');
      default -> out.append('%').append(field);
    }
  }

  private void number(int value, int digits) {
    String text = Integer.toString(value);
    out.append("0".repeat(Math.max(0, digits - text.length()))).append(text);
  }
}
