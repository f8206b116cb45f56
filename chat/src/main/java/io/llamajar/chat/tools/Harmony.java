package io.llamajar.chat.tools;

import io.llamajar.chat.tools.Headers.Kind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GPT-OSS, whose answers are messages with a channel each: thoughts, calls, the final one; and
 * Muse, which names a recipient in the same way.
 */
final class Harmony {
  private static final Pattern RECIPIENT = Pattern.compile("to=(functions\\.)?(?<name>[\\w.-]+)");

  static final Dialect GPT_OSS =
      Dialect.of(
              "GPT-OSS",
              template -> template.contains("<|channel|>"),
              Dialect.Layout.begins("<|channel|>commentary to=functions."),
              new Mark.Calls(
                  "<|channel|>commentary to=functions.",
                  NamedCalls.of(
                      new NamedCalls.Writing(
                          "<|channel|>commentary to=functions.",
                          " <|constrain|>json<|message|>",
                          ""),
                      "\\s*")))
          .withHeaders(
              new Headers(
                  List.of("<|start|>", "<|end|>", "<|return|>", "<|call|>"),
                  List.of("<|channel|>"),
                  "<|message|>",
                  Pattern.compile(
                      "\\s*(assistant)?(\\s+to=[\\w.-]*)?\\s*(<\\|(channel|constrain)\\|>.*)?",
                      Pattern.DOTALL),
                  Harmony::channel));

  static final Dialect MUSE =
      Dialect.of(
              "Muse",
              template -> template.contains("<atem:function_calls>"),
              Dialect.Layout.around(
                  "<atem:function_calls>\n<atem:invoke name=\"", "\n</atem:function_calls>"),
              new Mark.Calls(
                  "<atem:invoke name=\"",
                  new TagCalls(
                      new TagCalls.Tags(
                          "\">\n",
                          "<atem:parameter name=\"",
                          "\">",
                          "",
                          "</atem:parameter>\n",
                          "</atem:invoke>"))),
              new Mark.Wrapper("<atem:function_calls>"),
              new Mark.Wrapper("</atem:function_calls>"))
          .withHeaders(
              new Headers(
                  List.of("<|start|>", "<|eom|>", "<|eot|>"),
                  List.of(),
                  "<|message|>",
                  Pattern.compile("\\s*(assistant)?(\\s+to=[\\w.-]*)?\\s*(<\\|message\\|>)?"),
                  (header, tools) ->
                      header.contains("to=self") ? new Kind.Reasoning() : new Kind.Content()));

  private Harmony() {}

  private static Kind channel(String header, List<Tool> tools) {
    Matcher to = RECIPIENT.matcher(header);
    if (to.find()
        && !tools.isEmpty()
        && (header.contains("to=functions.") || Tool.find(tools, to.group("name")).isPresent())) {
      return new Kind.Arguments(to.group("name"));
    }
    return header.contains("analysis") ? new Kind.Reasoning() : new Kind.Content();
  }
}
