package io.llamajar.chat.tools;

import java.util.List;

/** Answers in dialects that have a mark, or an element, for everything. */
final class MarkedExamples {
  private MarkedExamples() {}

  /** MiniMax-M3 and Kimi K3, which have elements for everything. */
  static List<Example> elements() {
    return List.of(
        Example.of(
                "MiniMax-M3",
                """
                <mm:think>Hm.</mm:think>I look.§<tool_call>
                §<invoke name="search">§<q>a "b" <c>
                §</q>§<limit>2§</limit>§<exact>true§</exact>§<tags>§<item>x§</item>§<item>2§</item>§</tags>\
                §<where>§<where>1§</where>§<b>y§</b>§</where>§<any>§<item>§<n>1.5§</n>§</item>§</any>§</invoke>
                §<invoke name="now">§</invoke>
                §</tool_call>\
                """
                    .replace("§", MiniMax.MARK))
            .thinks("Hm.")
            .says("I look.")
            .calls(
                "search",
                "{\"q\": \"a \\\"b\\\" <c>\\n\", \"limit\": 2, \"exact\": true, \"tags\":"
                    + " [\"x\",\"2\"], \"where\": {\"where\":\"1\",\"b\":\"y\"}, \"any\":"
                    + " [{\"n\":1.5}]}",
                "now",
                "{}"),
        Example.of(
                "MiniMax-M3",
                "§<tool_call>§<invoke name=\"search\">§<tags>§</tags>§<where>§</where>§<q>§</q>§</invoke>"
                    .replace("§", MiniMax.MARK))
            .after("</mm:think>")
            .calls("search", "{\"tags\": [], \"where\": {}, \"q\": \"\"}"),
        Examples.verbatim(
            "MiniMax-M3", "§<invoke name=\"now\">none§</invoke>".replace("§", MiniMax.MARK)),
        Example.of(
                "{{ '<|open|>' + tag }}",
                "Hm.<|close|>think<|sep|><|open|>response<|sep|>I look.<|close|>response<|sep|>"
                    + "<|open|>tools<|sep|><|open|>call tool=\"search\" index=\"1\"<|sep|>"
                    + "<|open|>argument key=\"q\" type=\"string\"<|sep|>2<|close|>argument<|sep|>"
                    + "<|open|>argument key=\"any\" type=\"object\"<|sep|>{\"a\": [1]}"
                    + "<|close|>argument<|sep|><|close|>call<|sep|>"
                    + "<|open|>call tool=\"now\" index=\"2\"<|sep|><|close|>call<|sep|>"
                    + "<|close|>tools<|sep|><|close|>message<|sep|>")
            .after("<|open|>message role=\"assistant\"<|sep|><|open|>think<|sep|>")
            .thinks("Hm.")
            .says("I look.")
            .calls("search", "{\"q\": \"2\", \"any\": {\"a\":[1]}}", "now", "{}"),
        Example.of("{{ '<|open|>' + tag }}", "Hi.<|close|>response<|sep|><|close|>message<|sep|>")
            .after("<|open|>response<|sep|>")
            .says("Hi."));
  }

  static List<Example> others() {
    String apertus = "{{ '<|inner_prefix|>' }}{{ '<|tools_prefix|>' }}";
    return List.of(
        Example.of(
                apertus,
                "<|inner_prefix|>Hm.<|inner_suffix|>I look.<|tools_prefix|>[{\"get_weather\": %s}, {\"search\": %s}]<|tools_suffix|>"
                    .formatted(Examples.PARIS, Examples.ODD))
            .thinks("Hm.")
            .says("I look.")
            .calls("get_weather", Examples.PARIS, "search", Examples.ODD),
        Examples.verbatim(apertus, "<|tools_prefix|>[{\"now\": 3}]<|tools_suffix|>"),
        Example.of(
                "{{ '<think{}><tool_sep{}>' }}",
                """
                So.</think:opensource>I look.<tool_calls:opensource>
                <tool_call:opensource>search<tool_sep:opensource>
                <arg_key:opensource>q</arg_key:opensource>
                <arg_value:opensource>a b</arg_value:opensource>
                <arg_key:opensource>limit</arg_key:opensource>
                <arg_value:opensource>2</arg_value:opensource>
                </tool_call:opensource>
                <tool_call:opensource>now<tool_sep:opensource>
                </tool_call:opensource>
                </tool_calls:opensource>\
                """)
            .after("<think:opensource>")
            .thinks("So.")
            .says("I look.")
            .calls("search", "{\"q\": \"a b\", \"limit\": 2}", "now", "{}"),
        Example.of(
                "{{ '<|tool_call:args|>' }}",
                "<|think|>Hm.<|end|><|begin|>assistant<|tool_calls|>"
                    + "<|tool_call:begin|>a1b2c3d4e5<|tool_call:name|>search<|tool_call:args|>"
                    + Examples.TAGS
                    + "<|tool_call:end|><|tool_call:begin|>b<|tool_call:name|>now<|tool_call:args|>{}"
                    + "<|tool_call:end|><|calls|>")
            .after("<|begin|>assistant")
            .thinks("Hm.")
            .calls("search", Examples.TAGS, "now", "{}"),
        Example.of(
                "{{ '<|tool_call:args|>' }}",
                "<|think|>Hm.<|end|><|begin|>assistant<|content|>Yes.<|end|>")
            .after("<|begin|>assistant")
            .thinks("Hm.")
            .says("Yes."));
  }
}
