package io.llamajar.grammar;

import static io.llamajar.grammar.Automaton.BYTE;
import static io.llamajar.grammar.Automaton.CALL;
import static io.llamajar.grammar.Automaton.FREE;
import static io.llamajar.grammar.Automaton.TOKEN;

import io.llamajar.LlamajarException;
import io.llamajar.grammar.Expression.Choice;
import io.llamajar.grammar.Expression.OneOf;
import io.llamajar.grammar.Expression.Reference;
import io.llamajar.grammar.Expression.Repeat;
import io.llamajar.grammar.Expression.Sequence;
import io.llamajar.grammar.Expression.Text;
import io.llamajar.grammar.Expression.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the {@link Automaton} of rules: Thompson's construction, over bytes.
 *
 * <p>A call costs a stack, and what lies below it on the stack must be looked at for every token
 * that runs over its end. So a small rule is copied into the places that use it. Not so one that
 * reads any amount of any text, a string say: that it is the same network everywhere is what lets
 * one walk through the vocabulary serve all strings of a grammar.
 */
final class AutomatonBuilder {
  private static final int MOST_NODES = 500_000;
  private static final int MOST_COPIED = 100_000; // nodes, after which rules are called only
  private static final int DEEPEST = 1500; // expressions within each other, copied rules counted

  private final List<Expression> bodies;
  private final BitSet empty;
  private final int[] order;
  private final Copies copies;
  private final NetworkBuilder network = new NetworkBuilder();
  private final List<TokenReference> tokens = new ArrayList<>();
  private int depth;
  private int rule;

  private AutomatonBuilder(RuleCheck.Findings findings) {
    this.bodies = findings.bodies();
    this.empty = findings.empty();
    this.order = findings.order().stream().mapToInt(Integer::intValue).toArray();
    this.copies = new Copies(bodies, findings.recursive());
  }

  /**
   * The automaton of rules.
   *
   * @throws LlamajarException if they cannot match anything, or it would become too large
   */
  static Automaton build(Rules rules) {
    return new AutomatonBuilder(RuleCheck.check(rules)).automaton();
  }

  private Automaton automaton() {
    int[] starts = new int[bodies.size()];
    BitSet ends = new BitSet();
    for (rule = 0; rule < bodies.size(); rule++) {
      starts[rule] = node();
      ends.set(emit(bodies.get(rule), starts[rule]));
    }
    return network.finish(starts, ends, empty, order, tokens);
  }

  private int node() {
    if (network.nodes() == MOST_NODES) {
      throw new LlamajarException(
          "The grammar is too large, mostly because it repeats much often; ask for fewer"
              + " repetitions of less");
    }
    return network.node(rule);
  }

  /** Adds what an expression matches to a node; gives the node where it ends. */
  private int emit(Expression expression, int from) {
    depth++;
    int end =
        switch (expression) {
          case Text(String text) -> text(text, from);
          case OneOf(CodePoints points) -> oneOf(points, from);
          case Sequence(List<Expression> parts) -> {
            int node = from;
            for (Expression part : parts) {
              node = emit(part, node);
            }
            yield node;
          }
          case Choice(List<Expression> alternatives) -> choice(alternatives, from);
          case Repeat repeat -> repeat(repeat, from);
          case Reference(int callee) -> reference(callee, from);
          case Token(TokenReference token) -> {
            tokens.add(token);
            yield edge(from, TOKEN, tokens.size() - 1);
          }
        };
    depth--;
    return end;
  }

  /** Texts share what they begin with: of thousands, only a few are then read at once. */
  private int choice(List<Expression> alternatives, int from) {
    int end = node();
    Map<Long, Integer> shared = new HashMap<>(); // node << 8 | byte, and where that leads
    for (Expression alternative : alternatives) {
      int last =
          switch (alternative) {
            case Text(String text) -> text(text, from, shared);
            case Sequence(List<Expression> parts) when parts.getFirst() instanceof Text first ->
                emit(
                    new Sequence(parts.subList(1, parts.size())), text(first.text(), from, shared));
            default -> emit(alternative, from);
          };
      network.edge(last, FREE, 0, end);
    }
    return end;
  }

  private int text(String text, int from, Map<Long, Integer> shared) {
    int node = from;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int start = node;
      node =
          shared.computeIfAbsent(
              (long) start << 8 | (b & 0xff), key -> edge(start, BYTE, (b & 0xff) * 0x101));
    }
    return node;
  }

  private int edge(int from, byte kind, int label) {
    int node = node();
    network.edge(from, kind, label, node);
    return node;
  }

  private int text(String text, int from) {
    int node = from;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      node = edge(node, BYTE, (b & 0xff) * 0x101);
    }
    return node;
  }

  /** One character of a set: rows of byte ranges that share what they end with. */
  private int oneOf(CodePoints points, int from) {
    int end = node();
    List<int[]> shared = new ArrayList<>(); // label, target, and the node that has just that edge
    Utf8Ranges.split(
        points,
        (first, last) -> {
          int target = end;
          for (int i = first.length - 1; i > 0; i--) {
            target = shared(label(first[i], last[i]), target, shared);
          }
          network.edge(from, BYTE, label(first[0], last[0]), target);
        });
    return end;
  }

  private static int label(byte first, byte last) {
    return (first & 0xff) << 8 | (last & 0xff);
  }

  private int shared(int label, int target, List<int[]> shared) {
    // Ranges come in order, so that what can be shared is among the last ones.
    for (int i = shared.size() - 1; i >= Math.max(0, shared.size() - 8); i--) {
      int[] known = shared.get(i);
      if (known[0] == label && known[1] == target) {
        return known[2];
      }
    }
    int node = node();
    network.edge(node, BYTE, label, target);
    shared.add(new int[] {label, target, node});
    return node;
  }

  private int repeat(Repeat repeat, int from) {
    int node = from;
    for (int i = 0; i < repeat.least(); i++) {
      node = emit(repeat.item(), node);
    }
    if (repeat.most() == Expression.UNBOUNDED) {
      int loop = edge(node, FREE, 0);
      network.edge(emit(repeat.item(), loop), FREE, 0, loop);
      return loop;
    }
    int end = node();
    for (int i = repeat.least(); i < repeat.most(); i++) {
      network.edge(node, FREE, 0, end);
      node = emit(repeat.item(), node);
    }
    network.edge(node, FREE, 0, end);
    return end;
  }

  private int reference(int callee, int from) {
    boolean copied = copies.copies(callee) && network.nodes() < MOST_COPIED && depth < DEEPEST;
    return copied ? emit(bodies.get(callee), from) : edge(from, CALL, callee);
  }
}
