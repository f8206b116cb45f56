package io.llamajar;

import io.llamajar.sampling.BannedStrings;
import io.llamajar.sampling.StopStrings;
import io.llamajar.tokenizer.TokenDecoder;
import io.llamajar.tokenizer.Tokenizer;
import java.util.Optional;

/**
 * Makes text of tokens, and gives it as far as no stop string and no banned one can still come of
 * it.
 */
final class Wording {
  private final Tokenizer tokenizer;
  private final GenerationOptions options;
  private final TokenDecoder decoder;
  private final StopStrings stops;
  private final BannedStrings bans;
  private final StringBuilder held = new StringBuilder(); // no part of a stop string
  private int given; // characters

  Wording(Tokenizer tokenizer, GenerationOptions options) {
    this.tokenizer = tokenizer;
    this.options = options;
    this.decoder = tokenizer.decoder(options.shown());
    this.stops = new StopStrings(options.stops());
    this.bans = new BannedStrings(options.bannedStrings());
  }

  /** The same after the first so many tokens: as if no others had come. */
  Wording after(int[] tokens, int count) {
    Wording same = new Wording(tokenizer, options);
    for (int i = 0; i < count; i++) {
      same.accept(tokens[i]);
    }
    same.held.delete(0, given);
    same.given = given;
    return same;
  }

  /** Takes the next token. */
  void accept(int token) {
    add(decoder.accept(token));
  }

  /** Takes the token that ends the text. */
  void end() {
    add(decoder.finish());
  }

  private void add(String piece) {
    bans.accept(piece);
    held.append(stops.accept(piece));
  }

  /** The stop string that the text ends before, if it does. */
  Optional<String> stop() {
    return stops.found();
  }

  /** The banned string that has come up, if one has, and no stop string before its end. */
  Optional<String> banned() {
    return bans.found().filter(b -> stop().isEmpty() || bans.length() <= given + held.length());
  }

  /** The number of tokens before the one in which that began. */
  int beforeBanned() {
    return bans.begin();
  }

  /** The number of tokens that it was told of. */
  int tokens() {
    return bans.tokens();
  }

  /** How many of them will not be taken back. */
  int safeTokens() {
    return bans.safeTokens();
  }

  /** The text that was not given before and will not be taken back. */
  String text() {
    return give(Math.min(bans.safeLength() - given, held.length()));
  }

  /** All text that was not given before, once no more comes. */
  String rest() {
    held.append(stops.flush());
    return give(held.length());
  }

  private String give(int length) {
    String text = held.substring(0, length);
    held.delete(0, length);
    given += length;
    return text;
  }
}
