package io.llamajar.chat.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import io.llamajar.grammar.Grammar;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be enforced is named, with its place; what is meant to harm ends soon. */
@Timeout(60)
class RefusalsTest {
  // spotless:off
  @ParameterizedTest(quoteTextArguments = false)
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'pattern':'^(?=a)b'} ~ pattern at # cannot be enforced: it has a lookahead, (?=",
        "{'pattern':'(?<!a)b'} ~ it has a lookbehind, (?<!",
        "{'items':{'pattern':'(a)\\\\1'}} ~ pattern at #/items cannot be enforced: it has a"
            + " backreference, \\1",
        "{'pattern':'\\\\bx'} ~ it has a word boundary",
        "{'pattern':'['} ~ it ends too early",
        "{'type':'string','format':'regex'} ~ format at # cannot be enforced",
        "{'properties':{'a/b':{'type':'strin'}}} ~ type at #/properties/a~1b is not right",
        "{'minLength':'x'} ~ minLength at # is not right",
        "{'minLength':-1} ~ minLength at # is not right",
        "{'multipleOf':0} ~ multipleOf at # is not right",
        "{'properties':[]} ~ properties at # is not right",
        "{'items':5} ~ There is no schema at #/items",
        "{'$ref':'https://example.com/x'} ~ \"https://example.com/x\", is not in this schema",
        "{'$ref':'#/$defs/none'} ~ leads nowhere: there is no \"$defs\" at #",
        "{'$dynamicRef':'#x'} ~ $dynamicRef at # cannot be enforced",
        "{'$ref':'#'} ~ refers to itself in a circle",
        "{'anyOf':[{'$ref':'#'},{'type':'null'}]} ~ refers to itself in a circle",
        "{'not':{'$ref':'#'}} ~ refers to itself in a circle",
        "{'type':'object','properties':{'a':{'$ref':'#'}},'required':['a']} ~ No value can fulfil",
        "{'type':'string','minimum':1,'enum':[1]} ~ No value can fulfil",
        "{'allOf':[{'type':'string'},{'type':'null'}]} ~ No value can fulfil",
        "{'type':'integer','minimum':1.2,'maximum':1.8} ~ No value can fulfil",
        "{'type':'array','uniqueItems':true} ~ uniqueItems works with strings, numbers and listed"
            + " values",
        "{'items':{'type':'string'},'uniqueItems':true,'minItems':8} ~ uniqueItems can keep no more"
            + " than 7 such items apart",
        "{'items':{'pattern':'^[ab]','type':'string'},'uniqueItems':true,'minItems':3} ~"
            + " uniqueItems can keep no more than 2",
        "{'items':{'type':'string','pattern':'(?=a)b'},'uniqueItems':true} ~ pattern at #/items"
            + " cannot be enforced",
        "{'type':'object','minProperties':8} ~ minProperties asks for more members than can be kept"
            + " apart",
        "{'patternProperties':{'^[ab]':{}},'additionalProperties':false,'minProperties':3} ~"
            + " minProperties asks",
        "{'type':'string','not':{'format':'date'}} ~ format at #/not cannot be enforced",
        "false ~ No value can fulfil",
        "7 ~ There is no schema at #",
      })
  // spotless:on
  void aKeywordThatCannotBeEnforcedIsNamed(String schema, String message) {
    assertThatThrownBy(() -> JsonSchema.grammar(schema.replace('\'', '"')))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining(message);
  }

  @Test
  void largeLimitsStaySmallGrammars() {
    for (String schema :
        new String[] {
          "{\"type\":\"string\",\"maxLength\":100000}",
          "{\"type\":\"string\",\"minLength\":5000}",
          "{\"type\":\"array\",\"minItems\":1000,\"maxItems\":100000}",
          "{\"type\":\"string\",\"format\":\"email\",\"maxLength\":254}",
          "{\"type\":\"string\",\"pattern\":\"^[a-z]*$\",\"maxLength\":64000}"
        }) {
      String grammar = JsonSchema.grammar(schema);
      assertThat(grammar).hasSizeLessThan(6000);
      Grammar.parse(grammar);
    }
  }

  @Test
  void manyOptionalMembersTakeOneRuleEach() {
    String members =
        IntStream.range(0, 1000)
            .mapToObj(i -> "\"p" + i + "\":{}")
            .collect(Collectors.joining(","));
    String grammar = JsonSchema.grammar("{\"properties\":{" + members + "}}");
    assertThat(grammar.lines().count()).isLessThan(1100);
    assertThat(Grammar.parse(grammar).matches("{\"p3\":1,\"p999\":2}")).isTrue();
  }

  @Test
  void longEnumsAndCombinationsEnd() {
    String values =
        IntStream.range(0, 20_000).mapToObj(i -> "\"v" + i + "\"").collect(Collectors.joining(","));
    Grammar grammar = Grammar.parse(JsonSchema.grammar("{\"enum\":[" + values + "]}"));
    assertThat(grammar.matches("\"v19999\"")).isTrue();
    assertThat(grammar.matches("\"v20000\"")).isFalse();
    String either = "{\"anyOf\":[{\"minLength\":1},{\"maxLength\":9}]}";
    String all = IntStream.range(0, 30).mapToObj(i -> either).collect(Collectors.joining(","));
    assertThatThrownBy(() -> JsonSchema.grammar("{\"allOf\":[" + all + "]}"))
        .hasMessageContaining("combines more than");
  }

  @Test
  void hostilePatternsEnd() {
    for (String pattern : new String[] {"(a|b)*a(a|b){18}", "((a{500}){500}){500}", "(a*)*b"}) {
      String schema =
          "{\"type\":\"string\",\"maxLength\":3000,\"pattern\":\"^%s$\"}".formatted(pattern);
      try {
        assertThat(JsonSchema.grammar(schema)).contains("root");
      } catch (LlamajarException e) {
        assertThat(e).hasMessageContaining("cannot be enforced");
      }
    }
  }

  // spotless:off
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        // pattern, a text that it is in, and one that it is not in
        "(a|aa)+$ baaa aaab",
        "(.*a){20} aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaabaaa",
        "^(([a-z])+.)+[A-Z]([a-z])+$ abcdefghijklmnopqrsXy abcdefghijklmnopqrstuvwxyzabcdefghijkl",
        "^[\\s\\S]{0,5}$ abcde abcdef",
        "^((a?){30}){30}a{30}$ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            + " aaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "^(.{1,100}x){1,50}$ axbxcxxx axbxcxxxy",
        "(x+x+)+y xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy"
            + " xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxz",
      })
  // spotless:on
  void patternsThatSearchSlowlyElsewhereAreWalked(String pattern, String found, String missed) {
    String schema = Json.write(Map.of("type", "string", "pattern", pattern));
    Grammar grammar = Grammar.parse(JsonSchema.grammar(schema));
    assertThat(grammar.matches('"' + found + '"')).isTrue();
    assertThat(grammar.matches('"' + missed + '"')).isFalse();
  }

  @Test
  void whatMayStandBesideAnythingNeedNotComeOftenerThanItMust() {
    String grammar = JsonSchema.grammar("{\"pattern\":\"[\\\\s\\\\S]{1,5000}\"}");
    assertThat(grammar).hasSizeLessThan(2000);
    assertThat(Grammar.parse(grammar).matches("\"\"")).isFalse();
  }

  @Test
  void objectsOfManyKindsAreTakenTogether() {
    String kinds =
        IntStream.range(0, 100)
            .mapToObj(
                """
                {"properties": {"kind": {"const": "k%d"}, "v%<d": {"type": "string"}}, "required": ["kind"]}\
                """
                    ::formatted)
            .collect(Collectors.joining(","));
    Grammar grammar = Grammar.parse(JsonSchema.grammar("{\"oneOf\":[" + kinds + "]}"));
    assertThat(grammar.matches("{\"kind\":\"k99\",\"v99\":\"x\"}")).isTrue();
    assertThat(grammar.matches("{\"kind\":\"k99\",\"v98\":\"x\"}")).isFalse();
  }

  @Test
  void manyPatternsThatAreToBeComparedEnd() {
    String patterns =
        IntStream.range(100, 150)
            .mapToObj("{\"type\": \"string\", \"pattern\": \"(a|b|ab)*(a|b){%d}$\"}"::formatted)
            .collect(Collectors.joining(","));
    assertThatThrownBy(() -> JsonSchema.grammar("{\"oneOf\":[" + patterns + "]}"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("It takes too long to work out how the patterns");
  }

  @Test
  void deepSchemasEnd() {
    String deep = "{\"items\":".repeat(90) + "{}" + "}".repeat(90);
    assertThat(JsonSchema.grammar(deep)).contains("root ::=");
  }
}
