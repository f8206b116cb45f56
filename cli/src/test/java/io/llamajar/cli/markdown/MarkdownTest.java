package io.llamajar.cli.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Markdown as it looks; {@code <style:...>} stands around what is not plain. */
class MarkdownTest {
  private static final String PAGE =
      """
      # A *title* and `code`
      Text with **bold *and italic* words**, snake_case, 2 * 3 * 4, ~~gone~~ and ``a`b``.
      See [the page](https://example.com/a_b_c) or [1], \\*stars\\*, **never closed

      - one **item**
        * two
      1. first
      > said `so`
      ---
      | a | **b** |
      |---|---|
      ```java
      /* a
         comment */ int x = 0x1F + 2.5; // "end"
      String s = "a \\" b" + 'c' + \"""
          text \""" + foo_bar1;
      ```
      ~~~~
      ~~~ "not yet"
      ~~~~
      ```unknown
      if (x) "y" 12
      ```
      last *words*
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      textBlock =
          """
          plain text                    § plain text
          a **bold** word               § a <bold:bold> word
          an *italic* and _one_         § an <italic:italic> and <italic:one>
          ***both***                    § <both:both>
          **a *b* c**                   § <bold:a ><both:b><bold: c>
          `code` and ``a ` b``          § <code:code> and <code:a ` b>
          `*no emphasis*`               § <code:*no emphasis*>
          ~~old~~ ~one~                 § <gone:old> ~one~
          snake_case_name and 2*3*4     § snake_case_name and 2*3*4
          5 * 6 * 7                     § 5 * 6 * 7
          *args, **kwargs               § *args, **kwargs
          **open                        § **open
          `open                         § `open
          **a `**` b**                  § <bold:a ><boldcode:**><bold: b>
          \\*no\\* \\n \\\\             § *no* \\n \\\\
          [text](http://a.b)            § <link:text><mark: (http://a.b)>
          [1] and a[i] = [x](           § [1] and a[i] = [x](
          这是**重点**内容               § 这是<bold:重点>内容
          - item                        § <bullet:• >item
          * **Name**: text              § <bullet:• ><bold:Name>: text
          12. item                      § <bullet:12. >item
          12.5 is no item               § 12.5 is no item
          > quote                       § <mark:│> quote
          | a | **b** |                 § | a | **b** |
          -1 is a number                § -1 is a number
          -- dashes                     § -- dashes
          ***                           § <mark:────────────────────────>
          - - -                         § <mark:────────────────────────>
          """)
  void linesLookAsTheyMean(String text, String look) {
    assertThat(look(whole(text))).isEqualTo(look);
    assertThat(look(whole(text + "\n"))).isEqualTo(look + "\n");
  }

  @Test
  void headingsAreNotCode() {
    assertThat(look(whole("## A *b*\n#hash\n####### seven")))
        .isEqualTo("<heading:A ><headingitalic:b>\n#hash\n####### seven");
  }

  @Test
  void codeIsColoured() {
    assertThat(
            look(
                whole("```python\n# note\ndef f(x1): return \"a\\\"b\" + 1.5\n'''a\nb''' if\n```")))
        .isEqualTo(
            """
            <mark:```python>
            <comment:# note>
            <keyword:def> f(x1): <keyword:return> <string:"a\\"b"> + <number:1.5>
            <string:'''a>
            <string:b'''> <keyword:if>
            <mark:```>\
            """);
    assertThat(look(whole("```sql\nSELECT x -- y\n```\nif")))
        .isEqualTo("<mark:```sql>\n<keyword:SELECT> x <comment:-- y>\n<mark:```>\nif");
    assertThat(look(whole("```\nif **x** 12 \"y\"\n```")))
        .isEqualTo("<mark:```>\nif **x** 12 \"y\"\n<mark:```>");
  }

  @Test
  void aBlockOfCodeEndsWithItsOwnFence() {
    assertThat(look(whole("````\n```\n *a*\n````\n*b*")))
        .isEqualTo("<mark:````>\n```\n *a*\n<mark:````>\n<italic:b>");
    assertThat(look(whole("```inline```"))).isEqualTo("<code:inline>");
    assertThat(look(whole("```js\nlet x"))).isEqualTo("<mark:```js>\n<keyword:let> x");
  }

  @Test
  void howTheTextIsCutDoesNotMatter() {
    AttributedString whole = whole(PAGE);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      Markdown markdown = new Markdown();
      AttributedStringBuilder pieces = new AttributedStringBuilder();
      int at = 0;
      while (at < PAGE.length()) {
        int end = Math.min(PAGE.length(), at + 1 + random.nextInt(1 + i % 20));
        pieces.append(markdown.accept(PAGE.substring(at, end)));
        at = end;
      }
      pieces.append(markdown.finish());
      assertThat(pieces.toAttributedString()).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a word", "12 * ", "**bold** ", "- item", "```\ncode ", "| a |", "[1] "})
  void whatIsKnownIsShownAtOnce(String text) {
    assertThat(look(new Markdown().accept(text + "x"))).endsWith("x");
  }

  @Test
  void aMarkThatIsNotClosedSoonIsNone() {
    String text = "**" + "word ".repeat(100);
    assertThat(new Markdown().accept(text).toString()).isEqualTo(text);
  }

  private static AttributedString whole(String text) {
    Markdown markdown = new Markdown();
    return new AttributedStringBuilder()
        .append(markdown.accept(text))
        .append(markdown.finish())
        .toAttributedString();
  }

  private static String look(AttributedString styled) {
    Map<AttributedStyle, String> names = names();
    StringBuilder look = new StringBuilder();
    for (int at = 0; at < styled.length(); ) {
      AttributedStyle style = styled.styleAt(at);
      int end = at;
      while (end < styled.length()
          && styled.styleAt(end).equals(style)
          && (style.equals(Look.TEXT) || styled.charAt(end) != '\n')) {
        end++;
      }
      String text = styled.subSequence(at, end).toString();
      look.append(style.equals(Look.TEXT) ? text : "<" + names.get(style) + ":" + text + ">");
      at = end;
    }
    return look.toString();
  }

  private static Map<AttributedStyle, String> names() {
    Map<AttributedStyle, String> names = new LinkedHashMap<>();
    names.put(Look.TEXT.bold(), "bold");
    names.put(Look.TEXT.italic(), "italic");
    names.put(Look.TEXT.bold().italic(), "both");
    names.put(Look.TEXT.crossedOut(), "gone");
    names.put(Look.TEXT.underline(), "link");
    names.put(Look.CODE.bold(), "boldcode");
    names.put(Look.HEADING, "heading");
    names.put(Look.HEADING.italic(), "headingitalic");
    names.put(Look.CODE, "code");
    names.put(Look.MARK, "mark");
    names.put(Look.BULLET, "bullet");
    names.put(Look.KEYWORD, "keyword");
    names.put(Look.STRING, "string");
    names.put(Look.NUMBER, "number");
    names.put(Look.COMMENT, "comment");
    return names;
  }
}
