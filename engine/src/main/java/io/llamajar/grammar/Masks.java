package io.llamajar.grammar;

import io.llamajar.LlamajarException;
import io.llamajar.sampling.TokenSet;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Knows for every state of a grammar which tokens of a vocabulary may come next; for all texts that
 * use the grammar, from any thread.
 */
final class Masks {
  /*
   * Most of what may come next does not depend on what lies on the stack. So the vocabulary is
   * walked once for the nodes in a frame without looking into it (`alone`); only where the rule ends
   * within a token, the tokens that go on from there are tried with what lies below, for each
   * state. That is the idea of XGrammar (Dong et al. 2024, arXiv 2411.15100, section 3.1), here for
   * sets of stacks; and as there, bytes that never follow on a rule rule tokens out at once. Both
   * are kept: a text that comes to the same state again finds its tokens ready. A state in many
   * frames is walked as it is, for one walk costs less than one for each: where 3000 rules may come
   * next, 12 ms instead of 0.3 s. What takes too much `Work` all the same is refused.
   *
   * llama-3's vocabulary (128,256 tokens), the kit's json.gbnf, 119 tokens of nested JSON, processor
   * time on one core of an AMD EPYC that others used too, 2026-11: the first text 20 ms, which is
   * 0.17 ms a token, and 3.5 ms for the dearest one (the first in a string); the second text 0.004
   * ms a token. As fewer tokens are candidates then, sampling takes 0.16 ms with the mask and 0.25
   * without it. To lay out the vocabulary as a tree takes 0.3 s, once.
   */
  private static final int MOST_APART = 8; // frames: of more, most read nothing of most tokens
  private static final int NODES_LIKE_A_WAY = 4; // of the tree, with steps that are known
  private static final int WORDS_LIKE_A_WAY = 16;

  private final TokenTrie trie;
  private final States states;
  private final State start;
  private final int[] references; // the token of each reference
  private final BitSet negated; // references to any token but that one
  private final int[] triggers; // tokens
  private final ForcedText forcedText;
  private final State[] path;

  Masks(GrammarUse use, Tokenizer tokenizer, TokenTrie trie) {
    this.trie = trie;
    this.path = new State[trie.longest() + 1];
    Automaton automaton = use.grammar().automaton();
    List<TokenReference> named = automaton.tokens();
    references = named.stream().mapToInt(reference -> reference.in(tokenizer)).toArray();
    negated = new BitSet();
    for (int i = 0; i < named.size(); i++) {
      negated.set(i, named.get(i).negated());
    }
    List<String> words = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    for (Trigger trigger : use.triggers()) {
      switch (trigger) {
        case Trigger.Word(String text) -> words.add(text);
        case Trigger.Token(String text) -> tokens.add(token(text, tokenizer));
      }
    }
    triggers = tokens.stream().mapToInt(Integer::intValue).toArray();
    states = new States(automaton, words.stream().map(Masks::bytes).toList());
    start = use.triggers().isEmpty() ? states.start() : states.free();
    forcedText = new ForcedText(states, trie, tokenizer);
    checkTriggers(words, tokenizer);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int token(String text, Tokenizer tokenizer) {
    return tokenizer
        .find(text)
        .orElseThrow(() ->
            new LlamajarException(
                "The grammar is to begin with the token %s, which this model does not have; name another one, or a word"
                    .formatted(text)));
  }

  private void checkTriggers(List<String> words, Tokenizer tokenizer) {
    for (int word = 0; word < words.size(); word++) {
      if (words.get(word).isEmpty() || states.triggered(word).isDead()) {
        throw unusable(words.get(word));
      }
    }
    for (int token : triggers) {
      if (begin(token).isDead()) {
        throw unusable(tokenizer.text(token));
      }
    }
  }

  private static LlamajarException unusable(String trigger) {
    return new LlamajarException(
        "The grammar is to begin with \"%s\", but matches no text that does; have its rule root begin with it"
            .formatted(trigger));
  }

  /** How many longs of memory it takes, about. */
  long weight() {
    return states.weight();
  }

  /** The state of a text that has not begun. */
  State start() {
    return start;
  }

  /** The tokens that may come next; those that end the text, if nothing else may. */
  synchronized TokenSet allowed(State state) {
    TokenSet known = state.allowed();
    if (known != null) {
      return known;
    }
    Work work = states.begin();
    long[] bits = new long[(trie.size() + 63) / 64];
    if (state.isWaiting()) {
      addFree(state, bits);
    } else {
      addText(state, bits, work);
      addReferences(state, bits);
      if (state.isComplete()) {
        addEnds(bits);
      }
    }
    TokenSet allowed = TokenSet.of(bits);
    if (allowed.size() == 0) {
      allowed = trie.ends();
      if (allowed.size() == 0) {
        throw new LlamajarException(
            "This model can say nothing that the grammar allows here, and has no token to end the"
                + " text; have the grammar match other texts, or set a limit of tokens");
      }
    }
    states.keep(allowed.weight());
    state.setAllowed(allowed);
    return allowed;
  }

  /** Adds every token but those with a trigger in them after which the grammar cannot go on so. */
  private void addFree(State state, long[] bits) {
    walk(state, TokenTrie.ROOT, bits);
    for (int token = 0; token < trie.size(); token++) {
      if (!trie.isText(token) && !take(state, token).isDead()) {
        bits[token / 64] |= 1L << token;
      }
    }
  }

  private void addText(State state, long[] bits, Work work) {
    if (state.size() > MOST_APART) {
      work.add(walk(state, TokenTrie.ROOT, bits) / NODES_LIKE_A_WAY);
      return;
    }
    Walk[] walks = new Walk[state.size()];
    for (int i = 0; i < walks.length; i++) {
      walks[i] = walkAlone(states.alone(state, i), work);
      long[] accepted = walks[i].accepted();
      for (int word = 0; word < bits.length; word++) {
        bits[word] |= accepted[word];
      }
    }
    work.beginRound();
    for (int i = 0; i < walks.length; i++) {
      if (walks[i].exits() > 0 && !state.frame(i).isBottom()) {
        State after = states.after(state.frame(i));
        for (int exit = 0; exit < walks[i].exits(); exit++) {
          work.add(walk(after, walks[i].exit(exit), bits) / NODES_LIKE_A_WAY);
        }
      }
    }
  }

  private Walk walkAlone(State alone, Work work) {
    Walk known = alone.walk();
    if (known != null) {
      work.add(known.cost());
      return known;
    }
    long before = work.spent();
    work.beginRound();
    int visited = 0;
    Walk walk = new Walk(trie.size());
    BitSet follows = states.follows(alone);
    path[0] = alone;
    int end = trie.behind(TokenTrie.ROOT);
    for (int node = 1; node < end; ) {
      visited++;
      int depth = trie.depth(node);
      State next = states.step(path[depth - 1], trie.letter(node));
      if (next.isDead()) {
        node = trie.behind(node);
        continue;
      }
      path[depth] = next;
      trie.addTokens(node, walk.accepted());
      if (next.isComplete() && goesOn(node, follows)) {
        walk.addExit(node);
      }
      node++;
    }
    work.add(walk.weight() / WORDS_LIKE_A_WAY + visited / NODES_LIKE_A_WAY);
    walk.setCost(work.spent() - before);
    states.keep(walk.weight());
    alone.setWalk(walk);
    return walk;
  }

  private boolean goesOn(int node, BitSet follows) {
    for (int child = node + 1; child < trie.behind(node); child = trie.behind(child)) {
      if (follows.get(trie.letter(child) & 0xff)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds the tokens below a node of the tree whose text can be read on from a state; gives how many
   * nodes it has been at.
   */
  private int walk(State from, int root, long[] bits) {
    path[trie.depth(root)] = from;
    int visited = 0;
    int end = trie.behind(root);
    for (int node = root + 1; node < end; ) {
      visited++;
      int depth = trie.depth(node);
      State next = states.step(path[depth - 1], trie.letter(node));
      if (next.isDead()) {
        node = trie.behind(node);
      } else {
        path[depth] = next;
        trie.addTokens(node++, bits);
      }
    }
    return visited;
  }

  private void addReferences(State state, long[] bits) {
    BitSet next = states.references(state);
    BitSet excluded = new BitSet();
    for (int i = next.nextSetBit(0); i >= 0; i = next.nextSetBit(i + 1)) {
      if (negated.get(i)) {
        excluded.set(references[i]);
      } else if (references[i] < trie.size()) {
        bits[references[i] / 64] |= 1L << references[i];
      }
    }
    // Any but one is any, if there is another such one.
    int only = excluded.cardinality() == 1 ? excluded.nextSetBit(0) : -1;
    for (int token = 0; token < trie.size() && !excluded.isEmpty(); token++) {
      if (token != only && isSayable(token)) {
        bits[token / 64] |= 1L << token;
      }
    }
  }

  private boolean isSayable(int token) {
    return trie.length(token) > 0 && !trie.ends().contains(token);
  }

  /** Whether a reference is for a token; one to any other token is not for those that end. */
  private boolean isMeant(int reference, int token) {
    return negated.get(reference)
        ? token != references[reference] && isSayable(token)
        : token == references[reference];
  }

  private void addEnds(long[] bits) {
    for (int token = 0; token < trie.size(); token++) {
      if (trie.ends().contains(token)) {
        bits[token / 64] |= 1L << token;
      }
    }
  }

  /** The state after a token. */
  synchronized State accept(State state, int token) {
    states.begin();
    return take(state, token);
  }

  private State take(State state, int token) {
    if (state.isWaiting()) {
      for (int trigger : triggers) {
        if (trigger == token) {
          return begin(token);
        }
      }
      return read(state, token);
    }
    State afterText = trie.isText(token) ? read(state, token) : states.dead();
    return references.length == 0
        ? afterText
        : states.take(state, reference -> isMeant(reference, token), afterText);
  }

  /** The tokens of the text that must come. */
  synchronized int[] forced(State state) {
    return forcedText.after(state, states.begin());
  }

  /** The state of a text that begins with a trigger, of whatever kind that token is. */
  private State begin(int token) {
    State start = states.start();
    return states.take(start, reference -> isMeant(reference, token), read(start, token));
  }

  private State read(State state, int token) {
    int from = trie.offset(token);
    return states.walk(state, trie.text(), from, from + trie.length(token));
  }
}
