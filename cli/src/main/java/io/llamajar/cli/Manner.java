package io.llamajar.cli;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.tools.ChatRequest.Reasoning;
import java.util.Map;
import java.util.Optional;

/**
 * How prompts are put to a model.
 *
 * @param options how the text is generated
 * @param reasoning what becomes of the model's thoughts
 * @param variables what the chat template is told besides
 * @param system what is said before
 * @param raw whether they are continued as they are, whatever template the model has for chats
 */
record Manner(
    GenerationOptions options,
    Reasoning reasoning,
    Map<String, Object> variables,
    Optional<String> system,
    boolean raw) {
  Manner {
    if (raw && system.isPresent()) {
      throw new UsageException("A system message needs the chat template that --raw leaves out");
    }
  }
}
