package io.llamajar.scheduler;

import io.llamajar.LlamajarException;
import io.llamajar.ops.LowRank;
import io.llamajar.scheduler.TokenReader.Ending;
import io.llamajar.tensor.Beginning;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The sequences that there are, and what is done with them step by step: each has its turn, and
 * memory as long as there is some.
 *
 * <p>Who comes first is served first. When memory runs out, the sequence that began last makes way:
 * what it has read is kept for as long as may be, and it goes on later, to the same text. For one
 * thread.
 */
final class Work {
  private static final int PART_OF_FIRST = 4; // of the rows for those who read

  // What another is about to read is worth waiting for.
  private static final int WORTH_WAITING = 64;

  private final KvPool pool;
  private final Limits limits;
  private final PrefixTree tree;
  private final Pass pass;
  private final Drafts drafts;
  private final Pace pace = new Pace(Pass.ROWS);
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> running = new ArrayList<>(); // in the order in which they began
  private final List<Sequence> resting = new ArrayList<>(); // their readers want no more for now
  private final Jobs jobs;
  private final Totals totals = new Totals();
  private int turns; // of those who use different adapters

  Work(Engine engine, KvPool pool, Limits limits) {
    this.pool = pool;
    this.limits = limits;
    this.tree = new PrefixTree(pool);
    this.pass = new Pass(engine);
    this.drafts = new Drafts(engine.draft(), pool.stateBytes() > 0);
    this.jobs = new Jobs(engine);
    pool.setReleaser(tree::forgetOne);
  }

  /**
   * Makes sure that a prompt could be read if there were no others.
   *
   * @throws LlamajarException if memory does not allow for it
   */
  void check(int[] prompt) {
    long states = 2 * pool.stateBytes();
    long pages = (pool.budget() - states) / Math.max(1, pool.pageBytes());
    if (pool.budget() < states || pagesFor(prompt.length) > pages) {
      throw new LlamajarException(
          "The prompt of %d tokens does not fit into the %d MiB of memory for keys and values, which take %d; shorten it or allow for more"
              .formatted(prompt.length, pool.budget() >> 20, Math.max(0, pages * KvCache.PAGE)));
    }
  }

  private static int pagesFor(int tokens) {
    return Math.ceilDiv(tokens, KvCache.PAGE);
  }

  /** Takes in what is new, has that begin that there is room for, and that end that is to. */
  void admit(Arrivals arrivals) {
    arrivals.sequences().forEach(this::arrive);
    jobs.add(arrivals.jobs());
    endCancelled();
    rest();
    admit();
    jobs.admit();
  }

  private void arrive(Sequence sequence) {
    if (sequence.request().hadTurn()) {
      waiting.addFirst(sequence);
    } else {
      waiting.addLast(sequence);
    }
  }

  /** Has those that are running read and generate; gives whether there is more to do. */
  boolean pass() {
    int rows = running.isEmpty() ? Pass.ROWS : pace.rows(); // of a job: nobody's text should stall
    if (!running.isEmpty()) {
      join();
      run(); // nothing, if all had to make way
    }
    if (jobs.running() > 0) {
      runJob(rows);
    }
    return !running.isEmpty() || !waiting.isEmpty() || !jobs.isEmpty();
  }

  private void runJob(int most) {
    long begun = System.nanoTime();
    int rows = jobs.step(most);
    double seconds = (System.nanoTime() - begun) / 1e9;
    pace.learn(rows, seconds);
    totals.add(true, seconds);
    totals.promptTokens += rows;
  }

  private void endCancelled() {
    waiting.removeIf(Work::endIfCancelled);
    resting.removeIf(Work::endIfCancelled);
    for (Sequence sequence : List.copyOf(running)) {
      if (sequence.isCancelled()) {
        finish(sequence, Ending.CANCELLED);
      }
    }
  }

  private static boolean endIfCancelled(Sequence sequence) {
    if (sequence.isCancelled()) {
      sequence.end(Ending.CANCELLED);
    }
    return sequence.isCancelled();
  }

  /** Takes memory from sequences whose readers want no more for now. */
  private void rest() {
    for (Sequence sequence : List.copyOf(resting)) {
      if (!sequence.request().reader().isFull()) {
        resting.remove(sequence);
        waiting.addFirst(sequence);
      }
    }
    for (Sequence sequence : List.copyOf(running)) {
      if (sequence.request().reader().isFull()) {
        stop(sequence);
        resting.add(sequence);
      }
    }
  }

  /** Has waiting sequences begin, as many as there is room for. */
  private void admit() {
    boolean fits = true;
    Iterator<Sequence> next = List.copyOf(waiting).iterator();
    while (fits && next.hasNext() && running.size() < limits.running()) {
      Sequence sequence = next.next();
      Beginning known =
          tree.find(sequence.request().changes(), sequence.tokens(), sequence.count() - 1);
      if (!isAboutToBeRead(sequence, known.length())) {
        fits = begin(sequence, known);
      }
    }
  }

  /** Whether another sequence is reading much of what this one begins with. */
  private boolean isAboutToBeRead(Sequence sequence, int known) {
    int all = sequence.count() - 1;
    for (Sequence other : running) {
      if (other.isReading() && other.request().changes().equals(sequence.request().changes())) {
        int mismatch = Arrays.mismatch(sequence.tokens(), 0, all, other.tokens(), 0, other.count());
        int common = mismatch < 0 ? Math.min(all, other.count()) : mismatch;
        boolean isMore = pool.stateBytes() == 0 && common - known >= WORTH_WAITING;
        if (common > known && (isMore || common == all)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Has a sequence begin if there is memory for it; gives whether there was. */
  private boolean begin(Sequence sequence, Beginning known) {
    if (!running.isEmpty() && bytesFor(sequence, known) > freeBytes()) {
      return false;
    }
    try {
      sequence.start(pool, limits.context(), known);
    } catch (LlamajarException e) {
      sequence.stop();
      if (running.isEmpty()) {
        waiting.remove(sequence);
        sequence.fail(e);
      }
      return false;
    }
    waiting.remove(sequence);
    running.add(sequence);
    return true;
  }

  /** The memory that is no longer free once a sequence has read all it is to read. */
  private long bytesFor(Sequence sequence, Beginning known) {
    long others = known.full().stream().filter(page -> !page.isHeldOnce()).count();
    long pages = pagesFor(sequence.count() + 1) - others;
    return pages * pool.pageBytes() + 2 * pool.stateBytes();
  }

  /** The memory that nobody uses or is about to. */
  private long freeBytes() {
    long promised = 0;
    for (Sequence sequence : running) {
      promised += sequence.cache().missing(sequence.pending() + 1) * pool.pageBytes();
    }
    return pool.budget() - pool.held() + tree.freeBytes() - promised;
  }

  /** Plans the next pass: those that generate, with what they guess; then those that read. */
  private void join() {
    List<LowRank.Scaled> changes = nextChanges();
    List<Sequence> all =
        running.stream().filter(s -> s.request().changes().equals(changes)).toList();
    pass.begin(changes);
    List<Sequence> writers = all.stream().filter(s -> !s.isReading()).toList();
    drafts.plan(writers);
    for (Sequence writer : writers) {
      if (writer.isRunning() && hasRoom(writer)) {
        join(writer, writer.pending());
      }
    }
    List<Sequence> readers = all.stream().filter(s -> s.isRunning() && s.isReading()).toList();
    joinReaders(readers, pass.rows() == 0 ? Pass.ROWS : pace.rows());
  }

  private boolean hasRoom(Sequence writer) {
    return pass.rows() + writer.pending() + writer.guessed() <= Pass.ROWS;
  }

  /**
   * Those with the least to read go first, so that as many as possible soon have their first token;
   * but who has come first always has a part, so that all are read at last.
   */
  private void joinReaders(List<Sequence> readers, int rows) {
    int room = Math.min(Pass.ROWS - pass.rows(), rows);
    List<Sequence> order = new ArrayList<>(readers);
    order.sort(Comparator.comparingInt(Sequence::pending));
    for (Sequence reader : order) {
      if (reader.isRunning()) {
        boolean isFirst = reader == readers.getFirst();
        int reserved = isFirst || pass.has(readers.getFirst()) ? 0 : room / PART_OF_FIRST;
        int count = Math.min(room - reserved, reader.untilCheckpoint());
        room -= count > 0 && join(reader, count) ? count : 0;
      }
    }
  }

  /** Those who use different adapters take turns. */
  private List<LowRank.Scaled> nextChanges() {
    List<List<LowRank.Scaled>> all =
        running.stream().map(s -> s.request().changes()).distinct().toList();
    return all.get(turns++ % all.size());
  }

  /** Has a sequence take part in the pass; others may have to make way for it, or it for others. */
  private boolean join(Sequence sequence, int count) {
    while (sequence.isRunning()) {
      try {
        pass.add(sequence, count);
        return true;
      } catch (LlamajarException e) { // there is no memory
        if (sequence.guessed() > 0) {
          sequence.readGuesses(0);
        } else {
          makeWay(sequence, e);
        }
      }
    }
    return false;
  }

  private void makeWay(Sequence sequence, LlamajarException reason) {
    Sequence last =
        running.reversed().stream().filter(s -> !pass.has(s)).findFirst().orElse(sequence);
    if (last != sequence || running.size() > 1) {
      stop(last);
      waiting.addFirst(last);
      totals.preemptions++;
    } else if (sequence.hasBegun()) {
      finish(sequence, Ending.CONTEXT);
    } else {
      stop(sequence);
      sequence.fail(reason);
    }
  }

  private void run() {
    if (pass.rows() == 0) {
      return;
    }
    boolean reads = pass.sequences().stream().anyMatch(Sequence::reads);
    long begun = System.nanoTime();
    try {
      pass.run();
    } catch (RuntimeException | Error e) {
      for (Sequence sequence : pass.sequences()) {
        drop(sequence, Failure.of(e));
      }
      pass.clear();
      return;
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    pace.learn(pass.rows(), seconds);
    totals.add(reads, seconds);
    if (!reads) {
      drafts.learn(pass.rows(), seconds);
    }
    pass.sequences().forEach(this::begin);
    while (tellAll()) {
      pass.sample();
    }
    pass.sequences().stream().filter(Sequence::isRunning).forEach(this::goOn);
    pass.clear();
  }

  /** Says that a sequence's prompt was read, once it was. */
  private void begin(Sequence sequence) {
    if (sequence.reads()) {
      totals.promptTokens += sequence.joined();
    }
    if (sequence.pending() == 0 && !sequence.hasBegun()) {
      totals.cachedTokens += sequence.tellBegun();
    }
    totals.guessedTokens += sequence.guessed();
  }

  /** Gives those that are due their next tokens; gives whether there are logits for more. */
  private boolean tellAll() {
    boolean more = false;
    for (int i = 0; i < pass.due().size(); i++) {
      if (pass.wants(i)) {
        boolean goesOn = tell(pass.due().get(i), i);
        pass.next(i, goesOn);
        more |= goesOn;
      }
    }
    return more;
  }

  /** Gives a sequence its next token; gives whether there are logits for another. */
  private boolean tell(Sequence sequence, int i) {
    try {
      int token = pass.token(i);
      int before = sequence.count();
      Optional<Ending> ending = sequence.accept(token, pass.logits(i));
      totals.generatedTokens += Math.max(1, sequence.count() - before); // what was forced included
      totals.rightTokens += sequence.goesOn() ? 1 : 0;
      ending.ifPresent(reason -> finish(sequence, reason));
    } catch (RuntimeException e) {
      drop(sequence, e);
    }
    return sequence.isRunning() && sequence.goesOn();
  }

  /** Remembers what a sequence has just read, where others may begin with it. */
  private void goOn(Sequence sequence) {
    if (sequence.wentBack()) {
      stop(sequence);
      waiting.addFirst(sequence); // it begins anew with what is known of it
      return;
    }
    sequence.settle();
    int length = sequence.cache().length();
    boolean isNewPage = length / KvCache.PAGE > (length - sequence.joined()) / KvCache.PAGE;
    if (isNewPage || sequence.reads()) {
      boolean keepsStates = sequence.reads() && sequence.isAtCheckpoint();
      tree.remember(sequence.request().changes(), sequence.tokens(), sequence.cache(), keepsStates);
    }
    if (sequence.pending() == 0 && sequence.request().maxTokens() == 0) {
      finish(sequence, Ending.LENGTH);
    }
  }

  private void finish(Sequence sequence, Ending ending) {
    stop(sequence);
    sequence.end(ending);
  }

  private void drop(Sequence sequence, RuntimeException reason) {
    sequence.stop();
    running.remove(sequence);
    sequence.fail(reason);
  }

  /** Takes a sequence's memory away; what it has read is kept as long as may be. */
  private void stop(Sequence sequence) {
    sequence.settle();
    tree.remember(sequence.request().changes(), sequence.tokens(), sequence.cache(), true);
    sequence.stop();
    running.remove(sequence);
    tree.forgetDownTo(limits.kept());
  }

  /** What is known of texts. */
  KnownTexts texts() {
    return new KnownTexts(pool, limits, tree);
  }

  /** Ends all there is. */
  void fail(Arrivals arrivals, RuntimeException reason) {
    jobs.add(arrivals.jobs());
    jobs.fail(reason);
    waiting.addAll(arrivals.sequences());
    List<Sequence> all = new ArrayList<>(waiting);
    all.addAll(resting);
    all.addAll(running);
    waiting.clear();
    resting.clear();
    pass.clear();
    all.forEach(sequence -> drop(sequence, reason));
    tree.clear();
  }

  Load load() {
    return totals.load(
        running.size() + jobs.running(),
        waiting.size() + resting.size() + jobs.waiting(),
        pool.held(),
        tree.pages());
  }
}
