package io.llamajar.chat.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes an answer piece by piece and says what its parts are: reasoning, content, calls of tools.
 *
 * <p>How the text is cut does not matter: it is read character by character. Held back is only what
 * may still become a mark, white space that a mark may make superfluous, and the beginning of a
 * call whose name is not known yet. What looks like a call and is none comes out as content.
 */
public final class AnswerReader {
  private enum Place {
    CONTENT,
    REASONING,
    HEADER,
    CALL
  }

  /** What it has to know. */
  record Setup(Dialect dialect, Thinking thinking, List<Tool> tools, ReasoningFormat format) {}

  private static final Mark FENCE = new Mark.Wrapper("```");

  private final Setup setup;
  private final AnswerCollector found;
  private final List<Mark> contentMarks;
  private final List<Mark> thoughtMarks;
  private final StringBuilder held = new StringBuilder(); // what may become a mark
  private final StringBuilder space = new StringBuilder(); // after the last text
  private final StringBuilder header = new StringBuilder();
  private String headerMark = ""; // what has opened it, with the space before
  private final StringBuilder raw = new StringBuilder(); // of the call that is being read
  private Place place = Place.CONTENT;
  private CallReader call = c -> CallReader.Step.BROKEN;
  private Optional<CallForm> section = Optional.empty(); // whose calls may go on without a mark
  private boolean trims; // whether white space is superfluous now
  private boolean isBare; // whether no mark says that the call is one
  private boolean isFenced; // whether it stands in a block of code
  private boolean mayBeBare = true;
  private boolean thoughtBegins; // nothing of it was given yet
  private boolean hasSpoken; // has said something that is no thought
  private boolean isVerbatim; // after a broken call

  AnswerReader(Setup setup, String prompt, Supplier<String> ids) {
    this.setup = setup;
    this.found = new AnswerCollector(ids, setup.format());
    this.contentMarks = setup.dialect().contentMarks(setup.thinking(), setup.tools());
    this.thoughtMarks = setup.dialect().thoughtMarks(setup.thinking(), setup.tools());
    if (setup.dialect().headers().filter(h -> h.isOpenedBy(prompt)).isPresent()) {
      place = Place.HEADER;
    } else if (setup.thinking().isOpenedBy(prompt)) {
      place = Place.REASONING;
      thoughtBegins = true;
      trims = !setup.format().keepsContent();
    } else {
      trims = setup.thinking().isClosedBy(prompt);
    }
  }

  /** More of the answer; what has become known with it. */
  public List<AnswerEvent> accept(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      read(piece.charAt(i));
    }
    return found.drain();
  }

  /** The answer has ended; what was held back. */
  public List<AnswerEvent> finish() {
    if (place == Place.CALL) {
      endCall();
    }
    if (place == Place.HEADER && !inHeader()) {
      found.content(headerMark + header);
    }
    String rest = held.toString();
    held.setLength(0);
    rest.chars().forEach(c -> plain((char) c));
    if (place == Place.CONTENT && !trims && !space.isEmpty()) {
      found.content(space.toString());
    }
    return found.drain();
  }

  private boolean inHeader() {
    return setup.dialect().headers().filter(h -> h.mayBegin(header)).isPresent();
  }

  /** Whether the model is thinking. */
  public boolean isReasoning() {
    return place == Place.REASONING;
  }

  /** All that was found so far. */
  public AnswerParts parts() {
    return found.parts();
  }

  private void read(char c) {
    switch (place) {
      case CALL -> inCall(c);
      case HEADER -> inHeader(c);
      case CONTENT, REASONING -> {
        held.append(c);
        settle();
      }
    }
  }

  /** Decides on what is held, as far as that is possible. */
  private void settle() {
    while (!held.isEmpty()) {
      String text = held.toString();
      List<Mark> possible = possible(text);
      Optional<Mark> mark = possible.stream().filter(m -> m.text().equals(text)).findFirst();
      if (mark.isPresent()) {
        held.setLength(0);
        pass(mark.get());
        return;
      }
      if (!possible.isEmpty()) {
        return;
      }
      held.setLength(0);
      plain(text.charAt(0));
      if (place == Place.CALL) {
        text.substring(1).chars().forEach(c -> read((char) c));
        return;
      }
      held.append(text, 1, text.length());
    }
  }

  /** The marks that a text may become here. */
  private List<Mark> possible(String text) {
    List<Mark> possible = new ArrayList<>();
    for (Mark mark : place == Place.REASONING ? thoughtMarks : contentMarks) {
      if (mark.text().startsWith(text) && isAllowed(mark)) {
        possible.add(mark);
      }
    }
    if (place == Place.CONTENT && mayBeBare && !hasSpoken && !setup.tools().isEmpty()) {
      Dialects.BARE.stream().filter(mark -> mark.text().startsWith(text)).forEach(possible::add);
    }
    if (isFenced && FENCE.text().startsWith(text)) {
      possible.add(FENCE);
    }
    return possible;
  }

  private boolean isAllowed(Mark mark) {
    return switch (mark) {
      case Mark.Opens opens -> setup.thinking().anywhere() || !hasSpoken;
      case Mark.Wrapper wrapper -> !isVerbatim;
      default -> true;
    };
  }

  private void pass(Mark mark) {
    switch (mark) {
      case Mark.Calls calls -> {
        isBare = Dialects.BARE.contains(calls);
        isFenced = calls.text().startsWith(FENCE.text());
        begin(calls.form(), space + calls.text());
        calls.begun().chars().forEach(c -> step((char) c));
      }
      case Mark.Wrapper wrapper -> {
        isFenced &= !wrapper.equals(FENCE); // later ones are of content
        trim();
      }
      case Mark.Opens opens -> think();
      case Mark.Closes closes -> {
        endThought();
        place = Place.CONTENT;
      }
      case Mark.Header opened -> {
        String before = place == Place.CONTENT ? space.toString() : "";
        endThought();
        place = Place.HEADER;
        header.setLength(0);
        header.append(opened.isPart() ? opened.text() : "");
        headerMark = before + (opened.isPart() ? "" : opened.text());
      }
    }
  }

  private void trim() {
    space.setLength(0);
    trims = true;
    section = Optional.empty();
  }

  private void think() {
    trim();
    place = Place.REASONING;
    thoughtBegins = true;
    if (setup.format().keepsContent()) {
      found.content(setup.thinking().open());
      trims = false;
    }
  }

  private void endThought() {
    if (place == Place.REASONING && setup.format().keepsContent()) {
      found.content(space + setup.thinking().close());
      space.setLength(0);
      trims = false;
    } else if (!setup.format().keepsContent()) {
      trim();
    }
  }

  /** A character that belongs to no mark. */
  private void plain(char c) {
    boolean separates = section.isPresent() && (c == ',' || c == ';');
    if (Character.isWhitespace(c) || separates) {
      space.append(c);
      trims &= !separates;
      return;
    }
    if (place == Place.CONTENT && section.filter(form -> form.resumes(c)).isPresent()) {
      begin(section.orElseThrow(), space.toString());
      inCall(c);
      return;
    }
    section = Optional.empty();
    String text = trims ? String.valueOf(c) : space.toString() + c;
    space.setLength(0);
    trims = false;
    give(text);
  }

  private void give(String text) {
    boolean isThought = place == Place.REASONING;
    if (isThought && setup.format() != ReasoningFormat.NONE) {
      found.reasoning(thoughtBegins ? text.stripLeading() : text);
      thoughtBegins = false;
    }
    if (!isThought || setup.format().keepsContent()) {
      found.content(text);
    }
    hasSpoken |= !isThought;
  }

  private void begin(CallForm form, String text) {
    begin(form.reader(found, setup.tools()), text);
    section = Optional.of(form);
  }

  private void begin(CallReader reader, String text) {
    call = reader;
    raw.setLength(0);
    raw.append(text);
    space.setLength(0);
    place = Place.CALL;
    isVerbatim = false;
    section = Optional.empty();
  }

  private void inCall(char c) {
    raw.append(c);
    step(c);
  }

  private void step(char c) {
    int before = found.callCount();
    CallReader.Step step = call.read(c);
    if (found.callCount() > before) {
      raw.setLength(0);
    }
    switch (step) {
      case MORE -> {}
      case DONE -> afterCall();
      case PAST -> {
        afterCall();
        read(c);
      }
      case BROKEN -> giveBack();
    }
  }

  private void afterCall() {
    place = Place.CONTENT;
    trims = true;
  }

  private void endCall() {
    if (call.end()) {
      afterCall();
    } else {
      giveBack();
    }
  }

  /** What was no call after all is content. */
  private void giveBack() {
    found.withdraw();
    place = Place.CONTENT;
    section = Optional.empty();
    String text = raw.toString();
    raw.setLength(0);
    if (isBare) {
      isBare = false;
      isFenced = false;
      mayBeBare = false;
      text.chars().forEach(c -> read((char) c));
    } else if (!text.isEmpty()) {
      found.content(text);
      hasSpoken = true;
      isVerbatim = true;
      trims = false;
    }
  }

  private void inHeader(char c) {
    Headers headers = setup.dialect().headers().orElseThrow();
    header.append(c);
    String text = header.toString();
    if (text.endsWith(headers.close())) {
      enter(headers.kinds().apply(text, setup.tools()));
    } else if (headers.opens().stream().anyMatch(text::endsWith)) {
      header.setLength(0);
    } else if (!headers.mayBegin(text)) {
      place = Place.CONTENT;
      trims = false;
      give(headerMark + text);
    }
  }

  private void enter(Headers.Kind kind) {
    switch (kind) {
      case Headers.Kind.Content content -> place = Place.CONTENT;
      case Headers.Kind.Reasoning reasoning -> think();
      case Headers.Kind.Call(CallForm form) -> begin(form, headerMark + header);
      case Headers.Kind.Arguments(String tool) ->
          begin(NamedCalls.arguments(found, tool), headerMark + header);
    }
  }
}
