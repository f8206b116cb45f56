package io.llamajar.grammar;

import java.util.Random;

/** Makes up grammars. */
final class RandomGrammar {
  private static final String[] TEXTS = {
    "a", "b", "ab", "é", "{", "\\\"", "the ", " ", ":", "x1", "\\n"
  };
  private static final String[] CLASSES = {
    "[a-f]", "[^a-c]", "[0-9é]", ".", "[ \\n\\t]", "[^\\\"\\\\]"
  };
  private static final String[] OPERATORS = {"*", "+", "?", "{2}", "{1,3}", "{2,}", "{0,2}"};

  private RandomGrammar() {}

  /** A grammar whose rules call each other, but never before something was read. */
  static Grammar recursive(int seed) {
    Random random = new Random(seed);
    int rules = 1 + random.nextInt(5);
    StringBuilder grammar = new StringBuilder();
    for (int rule = 0; rule < rules; rule++) {
      grammar.append(rule == 0 ? "root" : "r" + rule).append(" ::= ");
      for (int alternative = random.nextInt(3); alternative >= 0; alternative--) {
        grammar.append('"').append(TEXTS[random.nextInt(TEXTS.length)]).append("\" ");
        for (int part = random.nextInt(4); part > 0; part--) {
          grammar.append(part(random, rules, 2)).append(' ');
        }
        grammar.append("| ");
      }
      grammar.append(rule == 0 ? "\"q\"\n" : "\"z\"? [0-9]\n");
    }
    return Grammar.parse(grammar.toString());
  }

  private static String part(Random random, int rules, int depth) {
    String part =
        switch (random.nextInt(depth == 0 ? 3 : 5)) {
          case 0 -> '"' + TEXTS[random.nextInt(TEXTS.length)] + '"';
          case 1 -> CLASSES[random.nextInt(CLASSES.length)];
          case 2 ->
              random.nextInt(rules) == 0
                  ? "root"
                  : "r" + (1 + random.nextInt(Math.max(1, rules - 1)));
          case 3 ->
              "(" + part(random, rules, depth - 1) + " | " + part(random, rules, depth - 1) + ")";
          default ->
              "(" + part(random, rules, depth - 1) + " " + part(random, rules, depth - 1) + ")";
        };
    part = rules == 1 && part.equals("r1") ? "root" : part;
    return random.nextInt(3) == 0 ? part + OPERATORS[random.nextInt(OPERATORS.length)] : part;
  }

  /** A regular expression that grammars and Java write alike, but for the quotes. */
  static String regular(Random random, int depth) {
    String part =
        switch (random.nextInt(depth == 0 ? 2 : 4)) {
          case 0 -> "\"" + (random.nextBoolean() ? "a" : "b") + "\"";
          case 1 -> new String[] {"[ab]", "[^a]", "[b-é]", "."}[random.nextInt(4)];
          case 2 -> "(" + regular(random, depth - 1) + "|" + regular(random, depth - 1) + ")";
          default -> "(" + regular(random, depth - 1) + regular(random, depth - 1) + ")";
        };
    return random.nextInt(3) == 0 ? part + OPERATORS[random.nextInt(OPERATORS.length)] : part;
  }
}
