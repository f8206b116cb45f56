package io.llamajar.server;

import io.llamajar.chat.tools.AnswerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts a turn into blocks, of which each is thoughts, text, or the call of a tool. */
final class Blocks {
  private final Sink sink;
  private final List<Block> all = new ArrayList<>();
  private Optional<Block> open = Optional.empty();

  enum Kind {
    THOUGHTS,
    TEXT,
    CALL
  }

  /** Is told of blocks as they come. */
  interface Sink {
    /** Listens to nothing. */
    Sink NONE = new Sink() {};

    default void begin(Block block) {}

    default void more(Block block, String text) {}

    default void end(Block block) {}
  }

  /** A part of a turn. */
  static final class Block {
    private final int number;
    private final Kind kind;
    private final String id; // of a call
    private final String name; // of a tool
    private final StringBuilder text = new StringBuilder();
    private boolean broken;

    private Block(int number, Kind kind, String id, String name) {
      this.number = number;
      this.kind = kind;
      this.id = id;
      this.name = name;
    }

    /** Which block of the turn it is, from 0. */
    int number() {
      return number;
    }

    Kind kind() {
      return kind;
    }

    String id() {
      return id;
    }

    String name() {
      return name;
    }

    /** All of it; of a call, its arguments as JSON. */
    String text() {
      return text.toString();
    }

    /** Whether it was begun as a call that turned out to be none. */
    boolean isBroken() {
      return broken;
    }
  }

  Blocks(Sink sink) {
    this.sink = sink;
  }

  void accept(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Reasoning(String text) -> add(Kind.THOUGHTS, text);
      case AnswerEvent.Content(String text) -> add(Kind.TEXT, text);
      case AnswerEvent.CallBegun call -> begin(Kind.CALL, call.id(), call.name());
      case AnswerEvent.Arguments(int index, String text) -> more(text);
      case AnswerEvent.CallEnded ended -> end();
      case AnswerEvent.CallBroken broken -> {
        open.ifPresent(block -> block.broken = true);
        end();
      }
    }
  }

  private void add(Kind kind, String text) {
    if (open.filter(block -> block.kind == kind).isEmpty()) {
      begin(kind, "", "");
    }
    more(text);
  }

  private void begin(Kind kind, String id, String name) {
    end();
    Block block = new Block(all.size(), kind, id, name);
    all.add(block);
    open = Optional.of(block);
    sink.begin(block);
  }

  private void more(String text) {
    Block block = open.orElseThrow();
    block.text.append(text);
    sink.more(block, text);
  }

  /** No more comes, at least not of the present block. */
  void end() {
    open.ifPresent(sink::end);
    open = Optional.empty();
  }

  /** All that were begun. */
  List<Block> told() {
    return List.copyOf(all);
  }

  /** All there are, but for those that turned out to be none. */
  List<Block> all() {
    return all.stream().filter(block -> !block.broken).toList();
  }

  /** Whether there is a block of which this was told before it turned out to be none. */
  boolean hasBroken() {
    return all.stream().anyMatch(Block::isBroken);
  }

  boolean hasCalls() {
    return all().stream().anyMatch(block -> block.kind == Kind.CALL);
  }
}
