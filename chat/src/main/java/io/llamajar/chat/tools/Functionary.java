package io.llamajar.chat.tools;

import io.llamajar.chat.tools.Headers.Kind;
import java.util.List;
import java.util.regex.Pattern;

/** MeetKai's Functionary: 3.1 has tags, 3.2 says before each part who it is for. */
final class Functionary {
  static final Dialect V3_1 =
      Dialect.of(
          "Functionary 3.1",
          template ->
              template.contains("<function=")
                  && template.contains("</function>")
                  && !template.contains("<parameter="),
          Dialect.Layout.each("<function=", "</function>", ""),
          new Mark.Calls(
              "<function=",
              NamedCalls.of(new NamedCalls.Writing("", ">", ""), "\\s*(?<name>[\\w.-]+)>\\s*")),
          new Mark.Calls("<|python_tag|>", new PythonTagCalls()),
          new Mark.Wrapper("</function>"));

  static final Dialect V3_2 =
      Dialect.of(
              "Functionary 3.2",
              template -> template.contains(">>>all"),
              new Dialect.Layout("", "", "", "\n>>>", "", ">>>"),
              new Mark.Calls(
                  ">>>",
                  NamedCalls.of(new NamedCalls.Writing("", "\n", ""), "(?<name>[\\w.-]+)\n\\s*")))
          .withHeaders(
              new Headers(
                  List.of(">>>"),
                  List.of(),
                  "\n",
                  Pattern.compile("[\\w.-]*\n?"),
                  (header, tools) ->
                      header.equals("all\n")
                          ? new Kind.Content()
                          : new Kind.Arguments(header.strip())));

  private Functionary() {}
}
