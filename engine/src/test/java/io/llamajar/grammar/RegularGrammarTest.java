package io.llamajar.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Grammars without recursion match what the JDK's regular expressions match. */
class RegularGrammarTest {
  private static final String[] LETTERS = {"a", "b", "c", "é", "€", "😀", "\n"};

  @Test
  void randomOnesAgreeOnRandomTexts() {
    Random random = new Random(3);
    int matched = 0;
    for (int i = 0; i < 1500; i++) {
      String expression = RandomGrammar.regular(random, 3);
      Grammar grammar = Grammar.parse("root ::= " + expression);
      Pattern pattern = Pattern.compile(expression.replace("\"", ""), Pattern.DOTALL);
      for (int j = 0; j < 30; j++) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(7); length > 0; length--) {
          text.append(LETTERS[random.nextInt(random.nextInt(3) == 0 ? LETTERS.length : 2)]);
        }
        boolean matches = pattern.matcher(text).matches();
        matched += matches ? 1 : 0;
        assertThat(grammar.matches(text.toString()))
            .as("%s on %s", expression, text)
            .isEqualTo(matches);
      }
    }
    assertThat(matched).isGreaterThan(5000);
  }
}
