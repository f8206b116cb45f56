package io.llamajar.scheduler;

import io.llamajar.ops.LowRank;
import io.llamajar.tensor.Beginning;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import io.llamajar.tensor.KvPool.State;
import io.llamajar.tensor.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was read, by its tokens: a text that begins as an earlier one did goes on from there.
 *
 * <p>A node holds one page and stands below the page before it; the tokens on the way from a root
 * to it are those that the page was read after. Only a leaf may be partly filled. What nobody needs
 * is kept until memory is short; then that page goes which was of no use for the longest time.
 *
 * <p>Where layers keep states, a text can only go on from where its states were copied.
 */
final class PrefixTree {
  private static final int PAGE = KvCache.PAGE;
  private static final long NODE = 1024; // bytes: about, on the heap, where pages may have none

  /** The states after the first so many tokens of a text. */
  private record Checkpoint(int length, State state) {}

  private static final class Node {
    private final List<Node> siblings; // this one included
    private final List<Node> children = new ArrayList<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private int[] tokens;
    private Page page;
    private long used;

    Node(List<Node> siblings, int[] tokens, Page page) {
      this.siblings = siblings;
      this.tokens = tokens;
      this.page = page;
    }

    /** How many of the tokens from {@code from} on are those of this page. */
    int inCommon(int[] text, int from, int to) {
      int end = Math.min(to, from + tokens.length);
      int known = Arrays.mismatch(tokens, 0, end - from, text, from, end);
      return known < 0 ? end - from : known;
    }
  }

  private final KvPool pool;
  private final Map<List<LowRank.Scaled>, List<Node>> roots = new HashMap<>(); // first pages
  private long clock;
  private int pages;

  PrefixTree(KvPool pool) {
    this.pool = pool;
  }

  /** The number of pages that it holds. */
  int pages() {
    return pages;
  }

  /** The number of kinds of changes that it holds pages of. */
  int roots() {
    return roots.size();
  }

  /**
   * Finds how much is known of the first {@code most} tokens of a text.
   *
   * @param changes to the weights that it is read with
   */
  Beginning find(List<LowRank.Scaled> changes, int[] text, int most) {
    clock++;
    List<Node> path = new ArrayList<>();
    List<Node> nodes = roots.getOrDefault(changes, List.of());
    int length = 0;
    boolean goesOn = true;
    while (goesOn) {
      Optional<Node> nearest = nearest(nodes, text, length, most);
      goesOn = false;
      if (nearest.isPresent()) {
        Node node = nearest.get();
        node.used = clock;
        path.add(node);
        int common = node.inCommon(text, length, most);
        length += common;
        nodes = node.children;
        goesOn = common == PAGE;
      }
    }
    return pool.stateBytes() == 0 ? beginning(path, length, Optional.empty()) : known(path, length);
  }

  /** The node that has most in common with a text, if one has anything. */
  private static Optional<Node> nearest(List<Node> nodes, int[] text, int from, int to) {
    Optional<Node> nearest = Optional.empty();
    int most = 0;
    for (Node node : nodes) {
      int common = node.inCommon(text, from, to);
      if (common > most) {
        most = common;
        nearest = Optional.of(node);
      }
    }
    return nearest;
  }

  private static Beginning beginning(List<Node> path, int length, Optional<State> state) {
    int full = length / PAGE;
    boolean hasPart = length % PAGE > 0;
    return new Beginning(
        path.stream().limit(full).map(node -> node.page).toList(),
        hasPart ? Optional.of(path.get(full).page) : Optional.empty(),
        length,
        state);
  }

  /** The longest beginning, of at most so many tokens, after which states are known too. */
  private static Beginning known(List<Node> path, int most) {
    return path.stream()
        .flatMap(node -> node.checkpoints.stream())
        .filter(checkpoint -> checkpoint.length <= most)
        .max(Comparator.comparingInt(Checkpoint::length))
        .map(best -> beginning(path, best.length, Optional.of(best.state)))
        .orElse(Beginning.NONE);
  }

  /**
   * Remembers what a cache holds of a text. Of pages that are known already the cache then holds
   * the known ones.
   *
   * @param text which begins with the tokens that the cache holds
   * @param keepsState whether to copy the states after them, if layers keep some
   */
  void remember(List<LowRank.Scaled> changes, int[] text, KvCache cache, boolean keepsState) {
    clock++;
    if (cache.length() == 0) {
      return;
    }
    List<Node> nodes = roots.computeIfAbsent(changes, c -> new ArrayList<>());
    for (int from = 0; from < cache.length(); from += PAGE) {
      int to = Math.min(cache.length(), from + PAGE);
      Node node = remembered(nodes, text, from, to, cache);
      node.used = clock;
      if (to == cache.length() && keepsState) {
        addCheckpoint(node, cache);
      }
      nodes = node.children;
    }
  }

  private Node remembered(List<Node> nodes, int[] text, int from, int to, KvCache cache) {
    Page page = cache.page(from / PAGE);
    for (Node node : nodes) {
      int common = node.inCommon(text, from, to);
      if (common == to - from) {
        if (common == PAGE && node.page != page) {
          cache.replace(from / PAGE, node.page);
        }
        return node;
      }
      if (common == node.tokens.length) { // a part of it was known
        pool.giveBack(node.page);
        node.page = page.hold();
        node.tokens = Arrays.copyOfRange(text, from, to);
        return node;
      }
    }
    Node node = new Node(nodes, Arrays.copyOfRange(text, from, to), page.hold());
    nodes.add(node);
    pages++;
    return node;
  }

  private static void addCheckpoint(Node node, KvCache cache) {
    boolean isKnown = node.checkpoints.stream().anyMatch(c -> c.length == cache.length());
    if (!isKnown && cache.keepsStates()) {
      cache.states().copy().ifPresent(s -> node.checkpoints.add(new Checkpoint(cache.length(), s)));
    }
  }

  /** Forgets the page that was of no use for the longest time; false if all are in use. */
  boolean forgetOne() {
    Optional<Node> oldest = Optional.empty();
    for (List<Node> nodes : roots.values()) {
      oldest = oldest(nodes, oldest);
    }
    oldest.ifPresent(this::forget);
    return oldest.isPresent();
  }

  /** The leaf that was used least recently and that no sequence holds. */
  private static Optional<Node> oldest(List<Node> nodes, Optional<Node> known) {
    Optional<Node> oldest = known;
    for (Node node : nodes) {
      if (!node.children.isEmpty()) {
        oldest = oldest(node.children, oldest);
      } else if (node.page.isHeldOnce() && (oldest.isEmpty() || node.used < oldest.get().used)) {
        oldest = Optional.of(node);
      }
    }
    return oldest;
  }

  private void forget(Node node) {
    node.siblings.remove(node);
    node.checkpoints.forEach(checkpoint -> pool.giveBack(checkpoint.state));
    pool.giveBack(node.page);
    pages--;
    roots.values().removeIf(List::isEmpty); // there may be ever other changes
  }

  /** The memory that would be free if all were forgotten that no sequence is using. */
  long freeBytes() {
    return freeBytes(0);
  }

  private long freeBytes(long ofNode) {
    return roots.values().stream().mapToLong(nodes -> freeBytes(nodes, ofNode)).sum();
  }

  private long freeBytes(List<Node> nodes, long ofNode) {
    long bytes = 0;
    for (Node node : nodes) {
      if (node.page.isHeldOnce()) {
        bytes += ofNode + pool.pageBytes() + node.checkpoints.size() * pool.stateBytes();
      }
      bytes += freeBytes(node.children, ofNode);
    }
    return bytes;
  }

  /**
   * Forgets what was of no use for the longest time, until it keeps no more for later than this.
   */
  void forgetDownTo(long bytes) {
    boolean forgets = freeBytes(NODE) > bytes;
    while (forgets) {
      forgets = forgetOne() && freeBytes(NODE) > bytes;
    }
  }

  /** Forgets all that no sequence is using. */
  void clear() {
    forgetDownTo(0);
  }
}
