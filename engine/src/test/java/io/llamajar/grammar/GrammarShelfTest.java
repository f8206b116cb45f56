package io.llamajar.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What was read is not read again, as long as there is room. */
class GrammarShelfTest {
  private final GrammarShelf shelf = new GrammarShelf();

  @Test
  void theSameGrammarIsReadOnce() {
    Grammar first = shelf.parse("root ::= \"a\"");
    assertThat(shelf.parse("root ::= \"a\"")).isSameAs(first);
    assertThat(shelf.parse("root ::= \"b\"")).isNotEqualTo(first);
  }

  @Test
  void whatHasANameIsMadeOnce() {
    AtomicInteger made = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      shelf.get("schema {}", () -> "root ::= \"" + made.incrementAndGet() + "\"");
    }
    assertThat(made).hasValue(1);
    assertThatThrownBy(() -> shelf.parse("schema {}")).isInstanceOf(LlamajarException.class);
  }

  @Test
  void whatCannotBeReadCannotBeReadTheNextTimeEither() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> shelf.parse("root ::= none"))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("there is no rule none");
    }
  }

  @Test
  void whatWasAskedForLongAgoGivesWay() {
    Grammar old = shelf.parse("root ::= \"a\"");
    Grammar used = shelf.parse("root ::= \"b\"");
    for (int i = 0; i < 25; i++) {
      shelf.parse("root ::= [^x]{0,40000} \"" + i + "\"");
      assertThat(shelf.parse(used.toString())).isSameAs(used);
    }
    assertThat(shelf.parse(old.toString())).isNotSameAs(old);
  }
}
