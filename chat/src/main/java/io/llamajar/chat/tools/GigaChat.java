package io.llamajar.chat.tools;

import io.llamajar.chat.tools.Headers.Kind;
import java.util.List;
import java.util.regex.Pattern;

/** Sber's GigaChat 3: calls are a turn of their own; in 3.1 they have a mark. */
final class GigaChat {
  static final Dialect NEW =
      Dialect.of(
          "GigaChat 3.1",
          template -> template.contains("<|function_call|>"),
          Dialect.Layout.around("<|function_call|>", ""),
          new Mark.Calls("<|function_call|>", JsonCalls.ONE));

  static final Dialect OLD =
      Dialect.of(
              "GigaChat 3",
              template -> template.contains("<|message_sep|>") && template.contains("<|role_sep|>"),
              Dialect.Layout.around("<|message_sep|>\n\nfunction call<|role_sep|>\n", ""),
              new Mark.Calls("<|message_sep|>", JsonCalls.ONE))
          .withHeaders(
              new Headers(
                  List.of("<|message_sep|>"),
                  List.of(),
                  "<|role_sep|>",
                  Pattern.compile("\\s*[\\w ]*(<\\|role_sep\\|>)?"),
                  (header, tools) ->
                      header.strip().startsWith("function call") && !tools.isEmpty()
                          ? new Kind.Call(JsonCalls.ONE)
                          : new Kind.Content()));

  private GigaChat() {}
}
