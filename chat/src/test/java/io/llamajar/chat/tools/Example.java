package io.llamajar.chat.tools;

import java.util.List;

/**
 * An answer as a model of a family writes it, and what is to be found in it.
 *
 * @param template that the model has, of the kit
 * @param prompt how the prompt ends
 * @param calls names and arguments in turn
 */
record Example(
    String template,
    String prompt,
    String answer,
    String content,
    String reasoning,
    List<String> calls) {
  static Example of(String template, String answer) {
    return new Example(template, "", answer, "", "", List.of());
  }

  Example after(String newPrompt) {
    return new Example(template, newPrompt, answer, content, reasoning, calls);
  }

  Example says(String newContent) {
    return new Example(template, prompt, answer, newContent, reasoning, calls);
  }

  Example thinks(String newReasoning) {
    return new Example(template, prompt, answer, content, newReasoning, calls);
  }

  Example calls(String... namesAndArguments) {
    return new Example(template, prompt, answer, content, reasoning, List.of(namesAndArguments));
  }

  @Override
  public String toString() {
    return template + ": " + answer;
  }
}
