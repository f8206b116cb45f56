package io.llamajar.hub;

import java.util.Locale;

/** Numbers of bytes as people read them. */
public final class Amount {
  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

  private Amount() {}

  /** Three digits and a unit, as shops and Hugging Face's pages count: {@code 4.92 GB}. */
  public static String of(long bytes) {
    double number = bytes;
    int unit = 0;
    while (number >= 999.5 && unit < UNITS.length - 1) {
      number /= 1000;
      unit++;
    }
    int decimals = unit == 0 || number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", number, UNITS[unit]);
  }
}
