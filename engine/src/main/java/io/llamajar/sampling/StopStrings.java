package io.llamajar.sampling;

import io.llamajar.LlamajarException;
import java.util.List;
import java.util.Optional;

/**
 * Takes text piece by piece and gives it on until a stop string appears, of which it never shows
 * any part.
 *
 * <p>Text is held back only as long as it could still become a stop string. The match that is
 * complete first wins; of those complete at the same character, the longest. So it does not matter
 * how the text is cut into pieces.
 */
public final class StopStrings {
  private final List<Progress> stops;
  private final StringBuilder held = new StringBuilder();
  private Optional<String> found = Optional.empty();

  /** Any number of strings to stop at, also none. */
  public StopStrings(List<String> stops) {
    if (stops.contains("")) {
      throw new LlamajarException("A stop string is empty; leave it out or give it some text");
    }
    this.stops = stops.stream().map(Progress::new).toList();
  }

  /** Takes the next piece and gives the text that is safe to show; none after a stop string. */
  public String accept(String piece) {
    if (found.isPresent()) {
      return "";
    }
    for (int i = 0; i < piece.length(); i++) {
      held.append(piece.charAt(i));
      found = complete(piece.charAt(i));
      if (found.isPresent()) {
        String shown = release(found.get().length());
        held.setLength(0);
        return shown;
      }
    }
    int possible = 0;
    for (Progress stop : stops) {
      possible = Math.max(possible, stop.matched());
    }
    return release(possible);
  }

  /** Gives the text that is still held back, once no more text will come. */
  public String flush() {
    return release(0);
  }

  /** The stop string that ended the text, if one did. */
  public Optional<String> found() {
    return found;
  }

  /** Tells every stop string of the next character; gives the longest that it completes. */
  private Optional<String> complete(char next) {
    String longest = "";
    for (Progress stop : stops) {
      if (stop.completedBy(next) && stop.text().length() > longest.length()) {
        longest = stop.text();
      }
    }
    return longest.isEmpty() ? Optional.empty() : Optional.of(longest);
  }

  /** Takes all but the last characters out of what is held. */
  private String release(int keep) {
    int safe = held.length() - keep;
    String shown = held.substring(0, safe);
    held.delete(0, safe);
    return shown;
  }
}
