package io.llamajar.cli;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.Tool;
import io.llamajar.chat.tools.ToolCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a person does what a model asks tools to do: shows its calls and takes their results. */
final class ToolDesk {
  private ToolDesk() {}

  /**
   * The tools that a file describes: a list as in OpenAI's API, or an object with it.
   *
   * @throws LlamajarException if it has none
   */
  static List<Tool> read(Path file) throws IOException {
    Object value = Json.parse(Utf8.read(file));
    Object described = value instanceof Map<?, ?> map ? map.get("tools") : value;
    if (!(described instanceof List<?> list) || list.isEmpty()) {
      throw new LlamajarException(file + " has no list of tools; write one as OpenAI's API has it");
    }
    return list.stream().map(Tool::of).toList();
  }

  static String line(Tool tool) {
    return Lines.single(tool.name() + "  " + tool.description());
  }

  /** Asks for the result of each call; empty if the user does not want to give one. */
  static Optional<List<Message>> results(List<ToolCall> calls, User user) throws IOException {
    List<Message> results = new ArrayList<>();
    for (ToolCall call : calls) {
      user.note("%s(%s)".formatted(Lines.single(call.name()), Lines.single(call.arguments())));
      Optional<String> result = user.line("result> ");
      if (result.isEmpty()) {
        return Optional.empty();
      }
      results.add(call.result(result.get()));
    }
    return Optional.of(results);
  }
}
