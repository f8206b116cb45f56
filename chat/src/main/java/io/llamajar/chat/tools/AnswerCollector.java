package io.llamajar.chat.tools;

import io.llamajar.chat.tools.AnswerEvent.Arguments;
import io.llamajar.chat.tools.AnswerEvent.CallBegun;
import io.llamajar.chat.tools.AnswerEvent.CallBroken;
import io.llamajar.chat.tools.AnswerEvent.CallEnded;
import io.llamajar.chat.tools.AnswerEvent.Content;
import io.llamajar.chat.tools.AnswerEvent.Reasoning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes the parts of an answer as they are found, gives events, and in the end the whole. */
final class AnswerCollector implements CallSink {
  private final Supplier<String> ids;
  private final ReasoningFormat format;
  private final List<AnswerEvent> events = new ArrayList<>();
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final List<ToolCall> calls = new ArrayList<>();
  private final StringBuilder arguments = new StringBuilder();
  private Optional<CallBegun> begun = Optional.empty(); // the call that is being read

  AnswerCollector(Supplier<String> ids, ReasoningFormat format) {
    this.ids = ids;
    this.format = format;
  }

  void content(String text) {
    content.append(text);
    add(new Content(text));
  }

  void reasoning(String text) {
    reasoning.append(text);
    add(new Reasoning(text));
  }

  @Override
  public void begin(String name, String id) {
    CallBegun call = new CallBegun(calls.size(), id.isEmpty() ? ids.get() : id, name);
    begun = Optional.of(call);
    arguments.setLength(0);
    add(call);
  }

  @Override
  public void arguments(String text) {
    arguments.append(text);
    add(new Arguments(calls.size(), text));
  }

  @Override
  public void end() {
    CallBegun call = begun.orElseThrow();
    begun = Optional.empty();
    add(new CallEnded(call.index()));
    calls.add(new ToolCall(call.id(), call.name(), arguments.toString()));
  }

  /** Forgets the call that is being read, if any. */
  void withdraw() {
    begun.ifPresent(call -> add(new CallBroken(call.index())));
    begun = Optional.empty();
  }

  int callCount() {
    return calls.size();
  }

  /** One event for what is one, however it was found. */
  private void add(AnswerEvent next) {
    int last = events.size() - 1;
    int before = last > 0 && isBeside(events.get(last), next) ? last - 1 : last;
    Optional<AnswerEvent> joined = before < 0 ? Optional.empty() : joined(events.get(before), next);
    if (joined.isPresent()) {
      events.set(before, joined.get());
    } else {
      events.add(next);
    }
  }

  /** Whether a text goes on beside another, as thoughts that are in the content and apart do. */
  private boolean isBeside(AnswerEvent last, AnswerEvent next) {
    return format == ReasoningFormat.BOTH
        && ((last instanceof Reasoning && next instanceof Content)
            || (last instanceof Content && next instanceof Reasoning));
  }

  private static Optional<AnswerEvent> joined(AnswerEvent last, AnswerEvent next) {
    return switch (next) {
      case Content(String more) when last instanceof Content(String text) ->
          Optional.of(new Content(text + more));
      case Reasoning(String more) when last instanceof Reasoning(String text) ->
          Optional.of(new Reasoning(text + more));
      case Arguments(int index, String more)
          when last instanceof Arguments(int same, String text) && same == index ->
          Optional.of(new Arguments(index, text + more));
      default -> Optional.empty();
    };
  }

  /** What was found since the last time. */
  List<AnswerEvent> drain() {
    List<AnswerEvent> drained = List.copyOf(events);
    events.clear();
    return drained;
  }

  AnswerParts parts() {
    return new AnswerParts(content.toString(), reasoning.toString(), calls);
  }
}
