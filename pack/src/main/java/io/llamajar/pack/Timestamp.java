package io.llamajar.pack;

import io.llamajar.LlamajarException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** The one date that everything in an archive bears, so that the same parts give the same bytes. */
public record Timestamp(Instant instant) {
  /** 1 January 2026, 0:00 UTC. */
  public static final Timestamp FIXED = new Timestamp(Instant.parse("2026-01-01T00:00:00Z"));

  private static final int FIRST_YEAR = 1980; // that the format can tell
  private static final int LAST_YEAR = 2107;

  public Timestamp {
    int year = instant.atOffset(ZoneOffset.UTC).getYear();
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      throw new LlamajarException(
          "An archive cannot bear the date %s; SOURCE_DATE_EPOCH must lie in %d to %d"
              .formatted(instant, FIRST_YEAR, LAST_YEAR));
    }
  }

  /**
   * @param sourceDateEpoch seconds since 1970, as the variable of that name has them; see
   *     https://reproducible-builds.org/specs/source-date-epoch
   */
  public static Timestamp of(Optional<String> sourceDateEpoch) {
    try {
      return sourceDateEpoch
          .map(text -> new Timestamp(Instant.ofEpochSecond(Long.parseLong(text.strip()))))
          .orElse(FIXED);
    } catch (NumberFormatException | DateTimeException e) {
      throw new LlamajarException(
          "SOURCE_DATE_EPOCH is '%s'; give seconds since 1970, or unset it"
              .formatted(sourceDateEpoch.orElse("")),
          e);
    }
  }

  /** As ZIP wants it: in two 16-bit numbers, to two seconds. */
  int dos() {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    int year = time.getYear() - FIRST_YEAR;
    int date = (year << 9) | (time.getMonthValue() << 5) | time.getDayOfMonth();
    int clock = (time.getHour() << 11) | (time.getMinute() << 5) | (time.getSecond() / 2);
    return (date << 16) | clock;
  }
}
