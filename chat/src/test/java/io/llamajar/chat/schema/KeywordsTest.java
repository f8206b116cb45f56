package io.llamajar.chat.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.grammar.Grammar;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each keyword allows and forbids. */
class KeywordsTest {
  // spotless:off
  @ParameterizedTest(quoteTextArguments = false)
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        // schema ; valid ones, between blanks ; invalid ones
        "{'type':'number'} ; 0 -1.5 1e9 ; 01 +1 .5 1. NaN",
        "{'type':['integer','null']} ; 4 null ; 4.5 '4'",
        "{'minimum':3} ; 3 12 3.25 ; 2.99 -3",
        "{'exclusiveMinimum':3} ; 3.01 4 ; 3 3.00",
        "{'maximum':-2.5} ; -2.5 -3 -2.50 ; -2.49 0",
        "{'minimum':3,'exclusiveMinimum':true} ; 4 ; 3",
        "{'type':'integer','minimum':-15,'maximum':105} ; -15 -9 0 99 105 ; -16 106 1000 -20",
        "{'multipleOf':0.01} ; 0.01 3 1.20 -7.25 ; 0.001 1.234",
        "{'type':'integer','multipleOf':7,'minimum':10} ; 14 21 700 ; 7 15",
        "{'not':{'multipleOf':2},'type':'integer'} ; 1 33 ; 2 0 -4",
        "{'type':'number','not':{'const':1}} ; 2 1.5 10 ; 1 1.0 1.00",
        "{'type':'string','minLength':2,'maxLength':2} ; 'ab' '\\u00e9x' '\\ud83d\\ude00x'"
            + " '\\n\\\\' ; 'a' 'abc' '\\ud83d\\ude00'",
        "{'type':'string'} ; '\\u0041' '\\/' ; '\\ud83d' '\\x' '\\u00' '\t'",
        "{'pattern':'b'} ; 'abc' 'b' ; 'ac' ''",
        "{'pattern':'^a|z$'} ; 'abc' 'xyz' ; 'ba' 'zb'",
        "{'pattern':'(^x|y)z'} ; 'xz' 'ayzb' ; 'axz'",
        "{'pattern':'^a+$','maxLength':3} ; 'a' 'aaa' ; 'aaaa' ''",
        "{'pattern':'^(ab)+$','maxLength':5} ; 'ab' 'abab' ; 'ababab'",
        "{'pattern':'^\\\\u00e9[^\\\\s]\\\\S$'} ; 'éxy' ; 'ex y'",
        "{'allOf':[{'pattern':'^a'},{'pattern':'b$'}]} ; 'ab' 'axb' ; 'a' 'ba'",
        "{'type':'string','not':{'pattern':'^a'}} ; '' 'b' ; 'a' 'abc'",
        "{'format':'ipv6','type':'string'} ; '::1' '2001:db8::8a2e:370:7334' '::ffff:1.2.3.4' ;"
            + " '1::2::3' '12345::' ':'",
        "{'format':'date','type':'string'} ; '2024-02-29' '2000-02-29' ; '2023-02-29' '1900-02-29'"
            + " '2024-04-31' '0000-01-01'",
        "{'format':'duration','type':'string'} ; 'P1Y2M' 'PT5M' 'P3W' 'P1DT2H' ; 'P' 'P1D2H' 'PT'",
        "{'format':'uri','type':'string'} ; 'https://a.b/c?d=e#f' 'mailto:x@y.z' ; 'a b' '//x' 'x'",
        "{'format':'uri','type':'string','maxLength':2083} ; 'https://a.b/c?d=e' ; 'x'",
        "{'format':'email','type':'string'} ; 'a.b@c.de' ; 'a' '@b' 'a b@c.de'",
        "{'format':'hostname','type':'string'} ; 'a.b-c.de' ; '-a' 'a-' 'a..b'",
        "{'format':'json-pointer','type':'string'} ; '' '/a~1b' ; 'a' '/~2'",
        "{'format':'int32','type':'integer'} ; 5 ; 'x'",
        "{'const':1.0} ; 1 ; 2 '1'",
        "{'enum':['a',1,{'b':[1]}],'type':['string','object']} ; 'a' {'b':[1]} ; 1",
        "{'enum':[1,5,9],'minimum':4} ; 5 9 ; 1",
        "{'items':{'type':'integer'},'minItems':1} ; [1] [1,2] ; [] ['a']",
        "{'prefixItems':[{'type':'integer'},{'type':'string'}]} ; [] [1] [1,'a'] [1,'a',null] ;"
            + " ['a'] [1,1]",
        "{'items':[{'const':1}],'additionalItems':false} ; [] [1] ; [2] [1,1]",
        "{'contains':{'type':'string'}} ; ['a'] [1,'a',2] ; [] [1]",
        "{'contains':{'const':1},'minContains':2,'maxContains':3} ; [1,1] [1,2,1] ; [1] [1,1,1,1]",
        "{'items':{'enum':[1,2,3]},'uniqueItems':true} ; [] [3,1] [2,1,3] ; [1,1] [3,2,3]",
        "{'items':{'type':'boolean'},'uniqueItems':true,'minItems':2} ; [true,false] [false,true] ;"
            + " [true,true] [true]",
        "{'items':{'type':'integer','minimum':10,'maximum':19},'uniqueItems':true} ;"
            + " [10,11,12,13,14,15,16,17,18,19] [12,11] ; [10,10] [20] [11,12,11]",
        "{'items':{'pattern':'^tag-[a-z]+$'},'uniqueItems':true} ; ['tag-a','tag-b'] ;"
            + " ['tag-a','tag-a'] ['tag-a','tag-b','tag-a']",
        "{'not':{'items':{'type':'integer'}},'type':'array'} ; ['a'] [1,'a'] ; [] [1]",
        "{'type':'array','unevaluatedItems':false,'prefixItems':[{}]} ; [] [1] ; [1,2]",
        "{'properties':{'a':{},'b':{}},'required':['b']} ; {'b':1} {'a':2,'b':1} ; {} {'a':1}",
        "{'properties':{'a':false}} ; {} ; {'a':1}",
        "{'required':['a']} ; {'a':1} {'a':1,'z':2} ; {} {'z':1}",
        "{'type':'object','properties':{'a':{}},'additionalProperties':{'type':'integer'}} ;"
            + " {'a':'x','b':1} {'aa':2} ; {'b':'x'} {'\\u0061':'x'}",
        "{'patternProperties':{'^x':{'type':'integer'},'y$':{'minimum':5}}} ; {'x':1} {'y':6}"
            + " {'xy':7} ; {'xy':2} {'x':'a'}",
        "{'propertyNames':{'pattern':'^[a-z]{2}$'}} ; {'ab':1} {} ; {'a':1} {'ABC':1}",
        "{'propertyNames':{'enum':['a','b']},'minProperties':1} ; {'a':1} {'b':1} ; {} {'c':1}",
        "{'properties':{'a':{},'b':{},'c':{}},'minProperties':2} ; {'a':1,'c':2} {'b':1,'c':1} ;"
            + " {'a':1} {}",
        "{'properties':{'a':{},'b':{},'c':{}},'maxProperties':1} ; {} {'c':2} ; {'a':1,'b':1}",
        "{'additionalProperties':{'type':'integer'},'minProperties':2} ; {'a':1,'b':2}"
            + " {'bar':1,'baz':2,'foo':3} {'a':1,'b':2,'b':3} ; {'a':1} {'a':1,'a':2}",
        "{'minProperties':2,'maxProperties':3} ; {'a':1,'b':2} {'a':1,'b':2,'a':3} ; {'a':1,'a':2}"
            + " {'a':1,'b':1,'c':1,'d':1}",
        "{'propertyNames':{'pattern':'^x-'},'minProperties':2} ; {'x-a':1,'x-b':2} ;"
            + " {'x-a':1,'x-a':2} {'x-a':1}",
        "{'propertyNames':{'enum':['ab','ac','ad']},'minProperties':3} ; {'ab':1,'ac':2,'ad':3} ;"
            + " {'ab':1,'ac':2,'ac':3}",
        "{'properties':{'a':{}},'required':['a'],'additionalProperties':true,'minProperties':2} ;"
            + " {'a':1,'b':2} ; {'a':1}",
        "{'properties':{'a':{},'b':{}},'dependentRequired':{'a':['b']}} ; {} {'b':1} {'a':1,'b':1}"
            + " ; {'a':1}",
        "{'properties':{'a':{},'b':{}},'dependentSchemas':{'a':{'properties':{'b':{'type':'integer'}}}}}"
            + " ; {'b':'x'} {'a':1,'b':2} ; {'a':1,'b':'x'}",
        "{'allOf':[{'properties':{'a':{}}}],'properties':{'b':{}},'unevaluatedProperties':false} ;"
            + " {'b':1,'a':2} ; {'c':1}",
        "{'allOf':[{'minimum':3},{'maximum':9}]} ; 3 9 ; 2 10",
        "{'allOf':[{'properties':{'a':{'type':'integer'}}},{'properties':{'a':{'minimum':3}}}]} ;"
            + " {'a':3} ; {'a':2} {'a':3.5}",
        "{'anyOf':[{'required':['a']},{'required':['b']}],'properties':{'a':{},'b':{}}} ; {'a':1}"
            + " {'b':1} {'a':1,'b':1} ; {}",
        "{'oneOf':[{'type':'number'},{'type':'integer'}]} ; 1.5 ; 1 2.0",
        "{'oneOf':[{'multipleOf':3},{'multipleOf':5}],'type':'integer'} ; 3 10 ; 15 7",
        "{'oneOf':[{'pattern':'^a'},{'maxLength':1}]} ; 'ab' '' 'b' ; 'a' 'bb'",
        "{'not':{'type':['string','number']}} ; null {} [] true ; 1 'a'",
        "{'not':{'anyOf':[{'type':'object'},{'type':'array'}]}} ; 1 'x' ; {} []",
        "{'type':'object','additionalProperties':{},'not':{'required':['a']}} ; {} {'b':1} ;"
            + " {'a':1}",
        "{'type':'object','properties':{'k':{'enum':['x','y']},'n':{}},'required':['k'],'if':{'properties':{'k':{'const':'x'}}},'then':{'required':['n']}}"
            + " ; {'k':'y'} {'k':'x','n':1} ; {'k':'x'}",
        "{'$ref':'#/$defs/a~1b%25','$defs':{'a/b%':{'type':'null'}}} ; null ; 1",
        "{'$ref':'#here','$defs':{'x':{'$anchor':'here','type':'null'}}} ; null ; 1",
        "{'$id':'http://x.y/z','items':{'$ref':'other'},'$defs':{'x':{'$id':'other','type':'null'}}}"
            + " ; [null] ; [1]",
        "{'type':'array','items':{'$ref':'#'}} ; [] [[],[[]]] ; [1] [{}]",
      })
  // spotless:on
  void allowsTheValidOnly(String schema, String valid, String invalid) {
    Grammar grammar = Grammar.parse(JsonSchema.grammar(json(schema)));
    assertThat(json(valid).split(" ")).allMatch(grammar::matches);
    assertThat(json(invalid).split(" ")).noneMatch(grammar::matches);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
