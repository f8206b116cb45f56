package io.llamajar.grammar;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.llamajar.LlamajarException;
import io.llamajar.conformance.Kit;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Which texts grammars match, and which grammars are none. */
class GrammarTest {
  private static final JsonNode KIT = Kit.json(Kit.path("grammars/cases.json"));

  @TestFactory
  Stream<DynamicTest> theKitsTextsAreMatchedOrNot() {
    return StreamSupport.stream(KIT.get("grammars").spliterator(), false)
        .map(test -> dynamicTest(test.get("name").asString(), () -> check(test)));
  }

  private static void check(JsonNode test) {
    byte[] gbnf = Kit.bytes(Kit.path("grammars/" + test.get("file").asString()));
    Grammar grammar = Grammar.parse(new String(gbnf, StandardCharsets.UTF_8));
    for (JsonNode text : test.get("accept")) {
      assertThat(grammar.matches(text.asString())).as("accepts %s", text).isTrue();
    }
    for (JsonNode text : test.get("reject")) {
      assertThat(grammar.matches(text.asString())).as("rejects %s", text).isFalse();
    }
  }

  @TestFactory
  Stream<DynamicTest> theKitsInvalidGrammarsAreRefused() {
    return StreamSupport.stream(KIT.get("invalid_grammars").spliterator(), false)
        .map(test ->
            dynamicTest(
                test.get("name").asString(), () -> refused(test.get("grammar").asString())));
  }

  private static String refused(String gbnf) {
    LlamajarException refusal =
        catchThrowableOfType(LlamajarException.class, () -> Grammar.parse(gbnf));
    assertThat(refusal).as("refuses %s", gbnf).isNotNull();
    return String.valueOf(refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          root ::= "a" foo          ~ In line 1, column 14 of the grammar: there is no rule foo; add it
          start ::= "a"             ~ The grammar has no rule root; add one, as every text begins with it
          root ::= "abc             ~ In line 1, column 10 of the grammar: this text has no end; close it with "
          root ::= [abc             ~ In line 1, column 10 of the grammar: this character class has no end; close it with ]
          root ::= root "a" | "b"   ~ The rule root of the grammar begins with itself (root > root), so that it never gets to read anything; put something before it, or write a repetition
          root "a"                  ~ In line 1, column 6 of the grammar: ::= belongs between a rule's name and what it matches
          root ::= "a"{3,2}         ~ In line 1, column 13 of the grammar: at least 3 and at most 2 times is never; put the smaller number first
          root ::= *"a"             ~ In line 1, column 10 of the grammar: there is nothing to repeat; put it before *
          root ::= ("a" | "b"       ~ In line 1, column 10 of the grammar: this group has no end; close it with )
          root ::= "\\q"            ~ In line 1, column 11 of the grammar: there is no escape \\q; write \\\\ for a backslash
          root ::= "a" )            ~ In line 1, column 14 of the grammar: ) does not belong here; quote it, or begin a new line for a new rule
          root ::= ("a" ]           ~ In line 1, column 15 of the grammar: ] does not belong into a group; quote it, or close the group before it
          root ::= [z-a]            ~ In line 1, column 11 of the grammar: this range of characters ends before it begins; swap its ends
          root ::= []               ~ In line 1, column 10 of the grammar: this character class is empty; put characters into it, or write ""
          root ::= "\\x4"           ~ In line 1, column 11 of the grammar: \\x is followed by 2 hexadecimal digits
          root ::= "\\UFFFFFFFF"    ~ In line 1, column 11 of the grammar: this is no character; the last one is \\U0010FFFF
          root ::= "\\ud83d"        ~ In line 1, column 10 of the grammar: this text has half a surrogate pair; write the other half too
          root ::= "a"{2001}        ~ In line 1, column 13 of the grammar: that is repeated too often; ask for at least 2000 times or fewer, and allow 100000 or fewer or any number
          root ::= "a"{,3}          ~ In line 1, column 14 of the grammar: a whole number belongs here, and not ,
          root ::= "a"{2            ~ In line 1, column 15 of the grammar: a repetition is written {m}, {m,} or {m,n}; close it with }
          root ::= !"a"             ~ In line 1, column 11 of the grammar: ! belongs before a token, such as !<think>
          root ::= <[x]>            ~ In line 1, column 12 of the grammar: a whole number belongs here, and not x
          root ::= <[1>             ~ In line 1, column 13 of the grammar: the number of a token is written <[123]>; close it with ]>
          root ::= <think           ~ In line 1, column 10 of the grammar: this token has no end; close it with >
          root ::= "x" root         ~ No text matches the grammar, as its rule root never comes to an end; give every rule an alternative without itself
          root ::= my_rule          ~ In line 1, column 12 of the grammar: _ does not belong here; quote it, or begin a new line for a new rule
          """)
  void whatIsWrongIsSaidInASentence(String gbnf, String message) {
    assertThat(refused(gbnf)).isEqualTo(message);
  }

  @Test
  void thePlaceOfAMistakeIsItsLineAndColumn() {
    assertThat(refused("# é\nroot ::= \"é\"\n\n  a ::= \"x\" %\n"))
        .startsWith("In line 4, column 13 of the grammar: % does not");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root ::= a\na ::= b \"x\"\nb ::= a \"y\" | \"z\"",
        "root ::= ws root \"a\" | \"b\"\nws ::= \" \"*",
        "root ::= (root)? \"a\"",
        "root ::= a* root \"b\" | \"c\"\na ::= \"x\"?",
        "root ::= ((((root))))* \"a\"",
      })
  void leftRecursionIsRefusedAlsoBehindWhatMayBeEmpty(String gbnf) {
    assertThat(refused(gbnf)).contains("begins with itself");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          root ::= "a"{2} "b"{1,} "c"{0,2}    ~ aabc,aabbcc,aab          ~ abc,aac,aabccc,aaab
          root ::= [^a-c\\n]+                 ~ xyz,é,😀                  ~ a,xa
          root ::= ("a" | "b" ("c"))*         ~ a,abca,bcbc              ~ b,ab,c
          root ::= "\\ud83d\\ude00" | "\\x41" ~ 😀,A                      ~ B,😁
          root ::= [\\u0400-\\U0001F600]      ~ Ж,€,😀,𐀀                  ~ a,😁
          root ::= "a"+*                      ~ a,aaa                    ~ b
          root ::= "a" "b"?{2}                ~ a,ab,abb                 ~ abbb
          root ::= [a-] "]" [\\]] [\\-z]      ~ a]]-,-]]z                 ~ b]]z
          """)
  void theDialectIsReadAsWritten(String gbnf, String accepted, String rejected) {
    Grammar grammar = Grammar.parse(gbnf);
    for (String text : accepted.split(",")) {
      assertThat(grammar.matches(text)).as("accepts %s", text).isTrue();
    }
    for (String text : rejected.split(",")) {
      assertThat(grammar.matches(text)).as("rejects %s", text).isFalse();
    }
  }

  @Test
  void anyCharacterIsOneCharacterOfUtf8() {
    Grammar grammar = Grammar.parse("root ::= .{3}");
    assertThat(grammar.matches("é€😀")).isTrue();
    assertThat(grammar.matches("\n\0\uFFFF")).isTrue();
    assertThat(grammar.matches("é€")).isFalse();
    assertThat(grammar.matches("é€😀a")).isFalse();
  }

  @Test
  void everyCharacterIsInAClassOrInItsComplement() {
    int[] ranges = {
      'a', 'f', 0x7F, 0x81, 0x7FE, 0x801, 0x2028, 0x2029, 0xFFFE, 0x10001, 0x1F600, 0
    };
    ranges[ranges.length - 1] = 0x1F64F;
    StringBuilder content = new StringBuilder();
    for (int bound = 0; bound < ranges.length; bound += 2) {
      content.append("\\U%08X-\\U%08X".formatted(ranges[bound], ranges[bound + 1]));
    }
    Grammar inside = Grammar.parse("root ::= [" + content + "]");
    Grammar outside = Grammar.parse("root ::= [^" + content + "]");
    for (int point = 0; point <= Character.MAX_CODE_POINT; point += point < 0x900 ? 1 : 61) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        boolean isIn = false;
        for (int i = 0; i < ranges.length; i += 2) {
          isIn |= ranges[i] <= point && point <= ranges[i + 1];
        }
        String text = Character.toString(point);
        assertThat(inside.matches(text)).isEqualTo(isIn);
        assertThat(outside.matches(text)).isNotEqualTo(isIn);
      }
    }
  }

  @Test
  void hostileGrammarsAreRefusedOrBounded() {
    String deep = "(".repeat(100_000);
    assertThat(refused("root ::= " + deep + "\"a\"" + ")".repeat(100_000)))
        .contains("more than 500 groups");
    assertThat(refused("root ::= " + deep)).contains("groups");
    assertThat(refused("root ::= \"" + "a".repeat(2_000_000) + "\"")).contains("2000011 char");
    assertThat(
            refused(
                "root ::= [^a]{0,100000} [^b]{0,100000} [^a]{0,100000} [^b]{0,100000}"
                    + " [^a]{0,100000} [^b]{0,100000}"))
        .contains("too large");
    StringBuilder rules = new StringBuilder("root ::= r0\n");
    for (int i = 0; i < 20_000; i++) {
      rules.append("r%d ::= \"a\" r%d | \"b\"\n".formatted(i, i + 1));
    }
    assertThat(refused(rules.toString())).contains("more than 10000 rules");
  }

  @Test
  void grammarsWithExponentiallyManyReadingsTakeNoExponentialTime() {
    assertThat(Grammar.parse("root ::= ((\"a\"*)*)*").matches("a".repeat(5000))).isTrue();
    assertThat(Grammar.parse("root ::= " + "(\"a\" | \"a\")* ".repeat(50)).matches("a".repeat(500)))
        .isTrue();
    Grammar ambiguous = Grammar.parse("root ::= \"a\" root root | \"a\"");
    assertThat(ambiguous.matches("a".repeat(101))).isTrue();
    assertThat(ambiguous.matches("a".repeat(100))).isFalse();
    StringBuilder doubling = new StringBuilder("root ::= r0\n");
    for (int i = 0; i < 60; i++) {
      doubling.append("r%1$d ::= r%2$d r%2$d | r%2$d \"x\" | r%2$d \"y\"\n".formatted(i, i + 1));
    }
    Grammar doubled = Grammar.parse(doubling + "r60 ::= \"a\"?");
    assertThat(doubled.matches("a".repeat(100) + "xyx" + "a".repeat(100))).isTrue();
    assertThat(doubled.matches("ab")).isFalse();
  }

  @Test
  void longChainsOfRulesAreFollowed() {
    StringBuilder chain = new StringBuilder("root ::= r0\n");
    for (int i = 0; i < 400; i++) {
      chain.append("r%d ::= r%d \"b\"? | r%d \"c\"\n".formatted(i, i + 1, i + 1));
    }
    chain.append("r400 ::= \"a\"");
    Grammar grammar = Grammar.parse(chain.toString());
    assertThat(grammar.matches("abcbc")).isTrue();
    assertThat(grammar.matches("bc")).isFalse();
  }

  @Test
  void whatNeverComesToAnEndIsLeftOut() {
    Grammar grammar = Grammar.parse("root ::= \"x\" a | \"y\" a? | \"z\"\na ::= \"x\" a");
    assertThat(grammar.matches("y")).isTrue();
    assertThat(grammar.matches("z")).isTrue();
    States states = new States(grammar.automaton());
    assertThat(states.step(states.start(), (byte) 'x').isDead()).isTrue();
  }

  @Test
  void hugeRepetitionsAreCountedAndNotWrittenOut() {
    Grammar grammar = Grammar.parse("root ::= (((\"ab\"{1000}){1000}){1000} \"c\"){0,2}");
    assertThat(grammar.matches("")).isTrue();
    assertThat(grammar.matches("ab".repeat(3000) + "c")).isFalse();
    Grammar most = Grammar.parse("root ::= [^x]{2,60000}");
    assertThat(most.matches("é".repeat(60_000))).isTrue();
    assertThat(most.matches("é".repeat(60_001))).isFalse();
    assertThat(most.matches("é")).isFalse();
  }

  @Test
  void thousandsOfTextsAreReadAtOnce() {
    String texts =
        IntStream.range(0, 20_000).mapToObj(i -> "\"word%d\"".formatted(i)).collect(joining(" | "));
    Grammar grammar = Grammar.parse("root ::= (" + texts + " | \"word\" [a-z] | \"\") \".\"");
    assertThat(grammar.matches("word19999.")).isTrue();
    assertThat(grammar.matches("word.")).isFalse();
    assertThat(grammar.matches("wordx.")).isTrue();
    assertThat(grammar.matches(".")).isTrue();
    assertThat(grammar.matches("word20000.")).isFalse();
  }

  @Test
  void aRuleThatIsWrittenTwiceCountsAsItIsWrittenLast() {
    Grammar grammar = Grammar.parse("root ::= \"a\"\nroot ::= \"b\"");
    assertThat(grammar.matches("a")).isFalse();
    assertThat(grammar.matches("b")).isTrue();
  }

  @Test
  void depthIsBoundedByNothing() {
    Grammar grammar = Grammar.parse("root ::= \"(\" root \")\" | \"[\" root \"]\" | \"x\"");
    String open = "([".repeat(20_000);
    String close = "])".repeat(20_000);
    assertThat(grammar.matches(open + "x" + close)).isTrue();
    assertThat(grammar.matches(open + "x" + close.substring(1))).isFalse();
  }

  @Test
  void damagedGrammarsAreReadOrRefusedWithASentence() {
    Random random = new Random(5);
    String scraps = "\"[]()<>!{}|*+?.:=#\\\n\r\t -,09azé😀\u0000xuU^";
    int refused = 0;
    for (JsonNode test : KIT.get("grammars")) {
      String whole = Vocabularies.grammar(test.get("name").asString());
      for (int i = 0; i < 60; i++) {
        StringBuilder damaged = new StringBuilder(whole);
        for (int damage = 1 + random.nextInt(3); damage > 0; damage--) {
          int place = random.nextInt(damaged.length());
          int end = Math.min(damaged.length(), place + random.nextInt(4));
          char scrap = scraps.charAt(random.nextInt(scraps.length()));
          damaged.replace(place, end, Character.toString(scrap));
        }
        try {
          Grammar.parse(damaged.toString()).matches("{\"a\": 1}");
        } catch (LlamajarException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(400);
  }

  @Test
  void whatIsTooAmbiguousEndsWithASentence() {
    StringBuilder optional = new StringBuilder("root ::= ");
    for (int i = 0; i < 60_000; i++) {
      optional.append("\"a\"? ");
    }
    Grammar grammar = Grammar.parse(optional.toString());
    assertThatThrownBy(() -> grammar.matches("aaa"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("too many ways at once");
  }
}
