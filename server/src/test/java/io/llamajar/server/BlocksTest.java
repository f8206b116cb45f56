package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.tools.AnswerEvent;
import io.llamajar.server.Blocks.Block;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens in a turn is told as blocks that begin, grow and end. */
class BlocksTest {
  private final List<String> told = new ArrayList<>();
  private final Blocks blocks =
      new Blocks(
          new Blocks.Sink() {
            @Override
            public void begin(Block block) {
              told.add("begin %d %s %s".formatted(block.number(), block.kind(), block.name()));
            }

            @Override
            public void more(Block block, String text) {
              told.add("more %d %s".formatted(block.number(), text));
            }

            @Override
            public void end(Block block) {
              told.add("end %d".formatted(block.number()));
            }
          });

  private void happens(AnswerEvent... events) {
    List.of(events).forEach(blocks::accept);
    blocks.end();
  }

  @Test
  void thoughtsTextAndCallsAreBlocksOfTheirOwn() {
    happens(
        new AnswerEvent.Reasoning("Hm"),
        new AnswerEvent.Reasoning("."),
        new AnswerEvent.Content("Let me see."),
        new AnswerEvent.CallBegun(0, "a", "look"),
        new AnswerEvent.Arguments(0, "{"),
        new AnswerEvent.Arguments(0, "}"),
        new AnswerEvent.CallEnded(0),
        new AnswerEvent.CallBegun(1, "b", "listen"),
        new AnswerEvent.Arguments(1, "{}"),
        new AnswerEvent.CallEnded(1));
    assertThat(told)
        .containsExactly(
            "begin 0 THOUGHTS ",
            "more 0 Hm",
            "more 0 .",
            "end 0",
            "begin 1 TEXT ",
            "more 1 Let me see.",
            "end 1",
            "begin 2 CALL look",
            "more 2 {",
            "more 2 }",
            "end 2",
            "begin 3 CALL listen",
            "more 3 {}",
            "end 3");
    assertThat(blocks.all())
        .extracting(Block::text)
        .containsExactly("Hm.", "Let me see.", "{}", "{}");
    assertThat(blocks.hasCalls()).isTrue();
  }

  @Test
  void whatWasNoCallIsText() {
    happens(
        new AnswerEvent.CallBegun(0, "a", "look"),
        new AnswerEvent.Arguments(0, "{"),
        new AnswerEvent.CallBroken(0),
        new AnswerEvent.Content("look{ no"));
    assertThat(told).contains("end 0", "begin 1 TEXT ");
    assertThat(blocks.all()).extracting(Block::text).containsExactly("look{ no");
    assertThat(blocks.hasCalls()).isFalse();
    assertThat(blocks.hasBroken()).isTrue();
  }
}
