package io.llamajar.cli;

import io.llamajar.Generation.Finish;
import io.llamajar.GenerationOptions;
import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.chat.Chat;
import io.llamajar.chat.ChatTemplate;
import io.llamajar.chat.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes a user's messages to a model and its answers back, until the user leaves. */
final class Conversation {
  static final List<String> HELP =
      List.of(
          "/clear  forget everything and begin a new conversation",
          "/help   show this",
          "/exit   leave, as ^D does; ^C stops an answer");

  private final Model model;
  private final ChatTemplate template;
  private final Chat chat;
  private final User user;
  private final Optional<String> system;
  private boolean allAnswered = true;

  Conversation(Model model, GenerationOptions options, User user, Optional<String> system) {
    this.model = model;
    this.template = ChatTemplate.of(model);
    this.chat = Chat.with(model, template, options);
    this.user = user;
    this.system = system;
    template.warning().ifPresent(warning -> user.note("warning: " + warning));
  }

  /** Returns when the user leaves: whether every message was answered. */
  boolean run() throws IOException {
    user.onInterrupt(chat::cancel);
    begin();
    Optional<String> message = user.message();
    while (message.isPresent() && !message.get().strip().equals("/exit")) {
      take(message.get());
      message = user.message();
    }
    return allAnswered;
  }

  /** Writes what the model has read of it into a file. */
  void save(Path file) {
    chat.save(file);
  }

  private void begin() {
    chat.clear();
    system.ifPresent(chat::system);
  }

  private void take(String message) {
    String command = message.strip();
    if (command.equals("/clear")) {
      begin();
    } else if (command.equals("/help")) {
      HELP.forEach(user::note);
    } else if (command.matches("/\\w+")) {
      user.note("There is no " + command + "; /help lists what there is");
    } else if (!command.isEmpty()) {
      ask(message);
    }
  }

  private void ask(String question) {
    try {
      Finish finish = chat.ask(question, user::show).finish();
      user.endAnswer();
      if (finish == Finish.CONTEXT) {
        user.note(full("the answer ends here"));
      }
    } catch (LlamajarException e) {
      user.note(
          fits(question) ? String.valueOf(e.getMessage()) : full("this message does not fit"));
      allAnswered = false;
    }
  }

  private boolean fits(String question) {
    List<Message> messages = new ArrayList<>(chat.messages());
    messages.add(Message.user(question));
    return template.prompt(messages).length <= model.context();
  }

  private String full(String effect) {
    return "The context of %s tokens is full and %s; /clear begins a new conversation"
        .formatted(Lines.grouped(model.context()), effect);
  }
}
