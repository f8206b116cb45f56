package io.llamajar.chat.tools;

import java.util.List;
import java.util.stream.Stream;

/** Answers in every dialect, as the families' templates and documentation have them. */
final class Examples {
  static final String PARIS = "{\"city\": \"Paris\"}";
  static final String ODD =
      "{\"q\": \"a \\\"b\\\" \\n </tool_call> é🙂 [TOOL_CALLS] {x}\", \"limit\": 2}";
  static final String TAGS = "{\"q\": \"x\", \"tags\": [\"a\", \"b\"]}";

  private Examples() {}

  static List<Example> all() {
    return Stream.of(
            json(),
            mistral(),
            named(),
            tags(),
            programs(),
            headers(),
            MarkedExamples.elements(),
            MarkedExamples.others(),
            thoughts(),
            tolerant(),
            broken())
        .flatMap(List::stream)
        .toList();
  }

  private static String call(String name, String arguments) {
    return "{\"name\": \"%s\", \"arguments\": %s}".formatted(name, arguments);
  }

  private static List<Example> json() {
    String qwen = "Qwen-Qwen3-0.6B";
    return List.of(
        Example.of(qwen, "Just text.\n").says("Just text.\n"),
        Example.of(qwen, "<tool_call>\n" + call("get_weather", PARIS) + "\n</tool_call>")
            .calls("get_weather", PARIS),
        Example.of(qwen, "<tool_call>" + call("search", ODD) + "</tool_call>").calls("search", ODD),
        Example.of(
                qwen,
                "<think>\nHm <b>.\n</think>\n\nLet me see.\n<tool_call>\n"
                    + call("get_weather", PARIS)
                    + "\n</tool_call>\n<tool_call>\n"
                    + call("search", TAGS)
                    + "\n</tool_call>")
            .thinks("Hm <b>.")
            .says("Let me see.")
            .calls("get_weather", PARIS, "search", TAGS),
        Example.of(qwen, "<tool_call>{\"arguments\": {\"city\": \"X\"}, \"name\": \"get_weather\"}")
            .calls("get_weather", "{\"city\": \"X\"}"),
        Example.of(qwen, "<tool_call>{\"name\": \"now\"}</tool_call>").calls("now", "{}"),
        Example.of(qwen, "<tool_call>{\"name\": \"now\", \"arguments\": \"{}\"}</tool_call>")
            .calls("now", "{}"),
        Example.of(qwen, "5 <tool_c and <think> 7 < 8").says("5 <tool_c and <think> 7 < 8"),
        Example.of(
                "ibm-granite-granite-3.3-2B-Instruct",
                "<think>t</think><response>So: <|tool_call|>[" + call("search", TAGS) + "]")
            .thinks("t")
            .says("So:")
            .calls("search", TAGS),
        Example.of(
                "ibm-granite-granite-3.3-2B-Instruct", "<think>t</think><response>Hi.</response>")
            .thinks("t")
            .says("Hi."),
        Example.of(
                "NVIDIA-Nemotron-Nano-v2",
                "<TOOLCALL>[%s, %s]</TOOLCALL>"
                    .formatted(call("get_weather", PARIS), call("now", "{}")))
            .calls("get_weather", PARIS, "now", "{}"),
        Example.of(
                "MiniMax-M1",
                "<tool_calls>\n%s\n%s\n</tool_calls>"
                    .formatted(call("get_weather", PARIS), call("search", TAGS)))
            .calls("get_weather", PARIS, "search", TAGS),
        Example.of("unsloth-Apriel-1.5", "<tool_calls>[" + call("now", "{}") + "]</tool_calls>")
            .calls("now", "{}"),
        Example.of(
                "CohereForAI-c4ai-command-r7b-12-2024-tool_use",
                "<|START_THINKING|>I look.<|END_THINKING|><|START_ACTION|>[\n"
                    + "    {\"tool_call_id\": \"0\", \"tool_name\": \"search\", \"parameters\": "
                    + TAGS
                    + "}\n]<|END_ACTION|>")
            .thinks("I look.")
            .calls("search", TAGS),
        Example.of(
                "CohereForAI-c4ai-command-r7b-12-2024-tool_use",
                "<|START_RESPONSE|>Hello!<|END_RESPONSE|>")
            .says("Hello!"),
        Example.of(
                "GigaChat3.1-10B-A1.8B", "Checking.<|function_call|>" + call("get_weather", PARIS))
            .says("Checking.")
            .calls("get_weather", PARIS));
  }

  private static List<Example> mistral() {
    return List.of(
        Example.of(
                "mistralai-Mistral-Nemo-Instruct-2407",
                "[TOOL_CALLS][{\"name\": \"search\", \"arguments\": %s, \"id\": \"abcdefghi\"}]"
                    .formatted(ODD))
            .calls("search", ODD),
        Example.of(
                "mistralai-Mistral-Nemo-Instruct-2407",
                "[TOOL_CALLS] [%s, %s]".formatted(call("get_weather", PARIS), call("search", TAGS)))
            .calls("get_weather", PARIS, "search", TAGS),
        Example.of(
                "unsloth-mistral-Devstral-Small-2507",
                "I look.[TOOL_CALLS]get_weather[ARGS]%s[TOOL_CALLS]search[ARGS]%s"
                    .formatted(PARIS, TAGS))
            .says("I look.")
            .calls("get_weather", PARIS, "search", TAGS),
        Example.of(
                "Mistral-Small-3.2-24B-Instruct-2506",
                "[TOOL_CALLS]get_weather[CALL_ID]abcdefghi[ARGS]" + PARIS)
            .calls("get_weather", PARIS),
        Example.of("Mistral-Small-3.2-24B-Instruct-2506", "[THINK]Hm[/THINK]Yes [1] [T].")
            .says("[THINK]Hm[/THINK]Yes [1] [T]."));
  }

  private static List<Example> named() {
    return List.of(
        Example.of(
                "deepseek-ai-DeepSeek-V3.1",
                "Ok.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>%s<｜tool▁call▁end｜><｜tool▁call▁begin｜>search<｜tool▁sep｜>%s<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
                    .formatted(PARIS, TAGS))
            .after("<｜Assistant｜></think>")
            .says("Ok.")
            .calls("get_weather", PARIS, "search", TAGS),
        Example.of(
                "llama-cpp-deepseek-r1",
                """
                Hm.
                </think>

                <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>search
                ```json
                %s
                ```<｜tool▁call▁end｜><｜tool▁calls▁end｜>\
                """
                    .formatted(TAGS))
            .after("<｜Assistant｜><think>\n")
            .thinks("Hm.")
            .calls("search", TAGS),
        Example.of(
                "moonshotai-Kimi-K2",
                "Ok<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>%s<|tool_call_end|><|tool_call_begin|>functions.search:1<|tool_call_argument_begin|>%s<|tool_call_end|><|tool_calls_section_end|>"
                    .formatted(PARIS, TAGS))
            .says("Ok")
            .calls("get_weather", PARIS, "search", TAGS),
        Example.of(
                "meetkai-functionary-medium-v3.1",
                "<function=get_weather>%s</function><function=search>%s</function>"
                    .formatted(PARIS, ODD))
            .calls("get_weather", PARIS, "search", ODD));
  }

  private static List<Example> tags() {
    String coder = "Qwen3.5-4B";
    String code = "if a < b:\n    print(\"</p>\")\n";
    return List.of(
        Example.of(
                coder,
                """
                Look
                </think>

                I try.

                <tool_call>
                <function=search>
                <parameter=q>
                %s
                </parameter>
                <parameter=limit>
                2
                </parameter>
                <parameter=tags>
                ["a", "b"]
                </parameter>
                </function>
                </tool_call>\
                """
                    .formatted(code))
            .after("<think>\n")
            .thinks("Look")
            .says("I try.")
            .calls(
                "search",
                "{\"q\": \"if a < b:\\n"
                    + "    print(\\\"</p>\\\")\\n\", \"limit\": 2, \"tags\": [\"a\",\"b\"]}"),
        Example.of(coder, "<function=now>\n</function>\n</tool_call>").calls("now", "{}"),
        Example.of(
                "ByteDance-Seed-OSS",
                """
                <seed:think>t</seed:think><seed:tool_call>
                <function=search>
                <parameter=q>a b</parameter>
                <parameter=tags>['x', 'y']</parameter>
                <parameter=exact>True</parameter>
                </function>
                </seed:tool_call>\
                """)
            .thinks("t")
            .calls("search", "{\"q\": \"a b\", \"tags\": [\"x\",\"y\"], \"exact\": true}"),
        Example.of(
                "GLM-4.6",
                """
                <think>t</think>
                So.
                <tool_call>get_weather
                <arg_key>city</arg_key>
                <arg_value>12</arg_value>
                <arg_key>days</arg_key>
                <arg_value>3</arg_value>
                </tool_call>
                <tool_call>now</tool_call>\
                """)
            .thinks("t")
            .says("So.")
            .calls("get_weather", "{\"city\": \"12\", \"days\": 3}", "now", "{}"),
        Example.of(
                "deepseek-ai-DeepSeek-V4",
                """
                Yes.

                <｜DSML｜tool_calls>
                <｜DSML｜invoke name="search">
                <｜DSML｜parameter name="q" string="true">a "b"</｜DSML｜parameter>
                <｜DSML｜parameter name="any" string="false">{"x": [1]}</｜DSML｜parameter>
                </｜DSML｜invoke>
                </｜DSML｜tool_calls>\
                """)
            .after("</think>")
            .says("Yes.")
            .calls("search", "{\"q\": \"a \\\"b\\\"\", \"any\": {\"x\":[1]}}"));
  }

  private static List<Example> programs() {
    return List.of(
        Example.of(
                "LFM2.5-8B-A1B",
                "Ok.<|tool_call_start|>[get_weather(city='Rome, \"I\"'), search(q=\"a)\", limit=2,"
                    + " exact=True, tags=['x', 'y'], where={'a': None})]<|tool_call_end|>")
            .says("Ok.")
            .calls(
                "get_weather",
                "{\"city\": \"Rome, \\\"I\\\"\"}",
                "search",
                "{\"q\": \"a)\", \"limit\": 2, \"exact\": true, \"tags\": [\"x\",\"y\"], \"where\":"
                    + " {\"a\":null}}"),
        Example.of("LFM2-8B-A1B", "<|tool_call_start|>[now()]<|tool_call_end|>It is late.")
            .says("It is late.")
            .calls("now", "{}"),
        Example.of(
                "google-gemma-4-31B-it",
                "<|channel>thought\n"
                    + "Hm.<channel|><|tool_call>call:search{q:<|\"|>a,"
                    + " {b}\"<|\"|>,limit:2,tags:[<|\"|>x<|\"|>,<|\"|>y<|\"|>],where:{a:true}}<tool_call|>")
            .thinks("Hm.")
            .calls(
                "search",
                "{\"q\": \"a, {b}\\\"\", \"limit\": 2, \"tags\": [\"x\",\"y\"], \"where\":"
                    + " {\"a\":true}}"),
        Example.of(
                "meta-llama-Llama-3.1-8B-Instruct",
                "{\"name\": \"get_weather\", \"parameters\": " + PARIS + "}")
            .calls("get_weather", PARIS),
        Example.of("meta-llama-Llama-3.1-8B-Instruct", "<|python_tag|>search.call(q=\"a b\")")
            .calls("search", "{\"q\": \"a b\"}"),
        Example.of("meta-llama-Llama-3.1-8B-Instruct", "<|python_tag|>print(\"x\")\n")
            .calls("python", "{\"code\": \"print(\\\"x\\\")\\n\"}"),
        Example.of("meta-llama-Llama-3.2-3B-Instruct", "{\"name\": \"Bob\", \"age\": 3}")
            .says("{\"name\": \"Bob\", \"age\": 3}"));
  }

  private static List<Example> headers() {
    String gpt = "openai-gpt-oss-120b";
    String start = "<|end|><|start|>assistant";
    return List.of(
        Example.of(
                gpt,
                "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hello.")
            .after(start)
            .thinks("Hm.")
            .says("Hello."),
        Example.of(
                gpt,
                "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>I"
                    + " look.<|end|><|start|>assistant<|channel|>commentary to=functions.search"
                    + " <|constrain|>json<|message|>"
                    + TAGS)
            .after(start)
            .thinks("Hm.")
            .says("I look.")
            .calls("search", TAGS),
        Example.of(
                gpt,
                " to=functions.get_weather<|channel|>commentary json<|message|>"
                    + PARIS
                    + "<|call|>")
            .after(start)
            .calls("get_weather", PARIS),
        Example.of(gpt, "Plain.").after(start).says("Plain."),
        Example.of(
                "muse-glimmer",
                " to=self<|message|>need it<|eom|><|start|>assistant"
                    + " to=search<|message|><atem:function_calls>\n"
                    + "<atem:invoke name=\"search\">\n"
                    + "<atem:parameter name=\"q\">a b</atem:parameter>\n"
                    + "<atem:parameter name=\"limit\">2</atem:parameter>\n"
                    + "</atem:invoke>\n"
                    + "</atem:function_calls>")
            .after("<|eot|><|start|>assistant")
            .thinks("need it")
            .calls("search", "{\"q\": \"a b\", \"limit\": 2}"),
        Example.of(
                "meetkai-functionary-medium-v3.2",
                "all\nI look.\n>>>get_weather\n%s\n>>>search\n%s".formatted(PARIS, TAGS))
            .after("<|end_header_id|>\n\n>>>")
            .says("I look.")
            .calls("get_weather", PARIS, "search", TAGS),
        Example.of("meetkai-functionary-medium-v3.2", "all\nType >>> x")
            .after(">>>")
            .says("Type >>> x"),
        Example.of(
                "GigaChat3-10B-A1.8B",
                "Checking.<|message_sep|>\n\nfunction call<|role_sep|>\n"
                    + call("get_weather", PARIS))
            .after("<|message_sep|>\n\nassistant<|role_sep|>\n")
            .says("Checking.")
            .calls("get_weather", PARIS));
  }

  private static List<Example> thoughts() {
    return List.of(
        Example.of("Qwen-QwQ-32B", "Hm.\n\nOk.\n</think>\n\nYes.\n")
            .after("<|im_start|>assistant\n<think>\n")
            .thinks("Hm.\n\nOk.")
            .says("Yes.\n"),
        Example.of("Qwen-Qwen3-0.6B", "Yes.").after("<think>\n\n</think>\n\n").says("Yes."),
        Example.of("Qwen-Qwen3-0.6B", "<think>\n\n</think>\n\nYes.").says("Yes."),
        Example.of("Qwen-Qwen3-0.6B", "<think>never ended").thinks("never ended"),
        Example.of("Apriel-1.6-15b-Thinker-fixed", "One.\n[BEGIN FINAL RESPONSE]\nTwo.")
            .after("Here are my reasoning steps:\n")
            .thinks("One.")
            .says("Two."));
  }

  /** What models write that were taught another dialect, or none. */
  private static List<Example> tolerant() {
    String phi = "microsoft-Phi-3.5-mini-instruct";
    return List.of(
        Example.of(phi, "<tool_call>" + call("get_weather", PARIS) + "</tool_call>")
            .calls("get_weather", PARIS),
        Example.of(phi, "```json\n" + call("get_weather", PARIS) + "\n```")
            .calls("get_weather", PARIS),
        Example.of(phi, "[" + call("get_weather", PARIS) + "," + call("now", "{}") + "]")
            .calls("get_weather", PARIS, "now", "{}"),
        Example.of(phi, "```json\n{\"a\": 1}\n```").says("```json\n{\"a\": 1}\n```"),
        Example.of(phi, "{\"a\": 1}").says("{\"a\": 1}"),
        Example.of(phi, "<tool_call>now<arg_key>a</arg_key><arg_value>b</arg_value></tool_call>")
            .calls("now", "{\"a\": \"b\"}"),
        Example.of(
                phi,
                "<tool_call>{\"name\": \"search\", \"arguments\": {\"q\": \"a\nb\"}}</tool_call>")
            .calls("search", "{\"q\": \"a\\nb\"}"));
  }

  private static List<Example> broken() {
    String phi = "microsoft-Phi-3.5-mini-instruct";
    return List.of(
        verbatim(
            phi, "See <tool_call>{\"name\": \"now\", \"arguments\": {oops}}</tool_call> there."),
        verbatim(phi, "<tool_call>no call at all"),
        verbatim(phi, "<tool_call>{\"name\": \"search\", \"arguments\": {\"q\": \"a"),
        verbatim("mistralai-Mistral-Nemo-Instruct-2407", "[TOOL_CALLS] is a mark."),
        verbatim("LFM2-8B-A1B", "<|tool_call_start|>[f(x=)]<|tool_call_end|>"),
        verbatim("Qwen3.5-4B", "<function=now>\nno tags</function>"),
        verbatim(phi, "{\"name\": \"nobody\", \"arguments\": {}}"),
        Example.of(
                phi,
                "<tool_call>%s</tool_call> and <tool_call>{]</tool_call>"
                    .formatted(call("now", "{}")))
            .says("and <tool_call>{]</tool_call>")
            .calls("now", "{}"));
  }

  static Example verbatim(String template, String answer) {
    return Example.of(template, answer).says(answer);
  }
}
