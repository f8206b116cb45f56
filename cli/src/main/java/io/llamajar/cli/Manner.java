package io.llamajar.cli;

import java.util.Optional;

/**
 * How prompts are put to a model.
 *
 * @param answers how the text is generated
 * @param system what is said before
 * @param raw whether they are continued as they are, whatever template the model has for chats
 */
record Manner(AnswerSettings answers, Optional<String> system, boolean raw) {
  Manner {
    answers.check();
    if (raw && system.isPresent()) {
      throw new UsageException("A system message needs the chat template that --raw leaves out");
    }
  }
}
