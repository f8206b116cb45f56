package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.kernel.Dispatch;
import io.llamajar.model.Decoder;
import io.llamajar.ops.Ops;
import io.llamajar.ops.ThreadTeam;
import io.llamajar.sampling.SamplerChain;
import io.llamajar.sampling.Sampling;
import io.llamajar.scheduler.BusyException;
import io.llamajar.scheduler.Engine;
import io.llamajar.scheduler.Job;
import io.llamajar.scheduler.Limits;
import io.llamajar.scheduler.Load;
import io.llamajar.scheduler.Request;
import io.llamajar.scheduler.Scheduler;
import io.llamajar.scheduler.TokenReader;
import io.llamajar.speculation.Speculation;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvPool;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The thread that computes for all: it survives what goes wrong, and gives everybody turns. */
class SchedulerTest {
  private static final int CONTEXT = 512;
  private static final Limits LIMITS = new Limits(CONTEXT, 4, 10, Long.MAX_VALUE);
  private static final int[] PROMPT = {1, 403, 407};

  /** A network that runs out of memory when it is told to. */
  private static final class Weak implements Decoder {
    private final Decoder sound;
    private volatile boolean fails;

    private Weak(Decoder sound) {
      this.sound = sound;
    }

    @Override
    public Tensor hidden(Ops ops, int[] tokens, Batch batch) {
      if (fails) {
        fails = false;
        throw new OutOfMemoryError("for once");
      }
      return sound.hidden(ops, tokens, batch);
    }

    @Override
    public Tensor logits(Ops ops, Tensor hidden) {
      return sound.logits(ops, hidden);
    }

    @Override
    public int vocabularySize() {
      return sound.vocabularySize();
    }

    @Override
    public int width() {
      return sound.width();
    }

    @Override
    public int longest() {
      return sound.longest();
    }

    @Override
    public List<KvShape> cacheShapes() {
      return sound.cacheShapes();
    }
  }

  /** Keeps the tokens of a text. */
  private static class Reader implements TokenReader {
    private final List<Integer> tokens = new ArrayList<>();
    private final CompletableFuture<List<Integer>> text = new CompletableFuture<>();

    @Override
    public void begin(int cached) {}

    @Override
    public boolean read(int token, MemorySegment logits) {
      tokens.add(token);
      return true;
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public void end(Ending ending) {
      text.complete(tokens);
    }

    @Override
    public void fail(RuntimeException reason) {
      text.completeExceptionally(reason);
    }
  }

  /** A job that only an end from outside ends. */
  private static class Endless implements Job {
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean cancelled;
    private volatile boolean closed;
    private final AtomicInteger steps = new AtomicInteger();

    @Override
    public int step(Ops ops, int rows) {
      steps.incrementAndGet();
      begun.countDown();
      return 1;
    }

    @Override
    public boolean isDone() {
      return false;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @AutoClose
  private final Gguf gguf = Gguf.open(GgufSource.of(Kit.path("models/stories260K.gguf")));

  @AutoClose private final ThreadTeam team = new ThreadTeam(2);
  @AutoClose private final Workspace workspace = new Workspace();
  private final Weak decoder = new Weak(Content.of(gguf, CONTEXT).network().stack());
  private final Ops ops = new Ops(Dispatch.best(), team, workspace);

  private final KvPool pool = new KvPool(decoder.cacheShapes(), GgmlType.F16, KvPool.UNLIMITED);

  private final ReentrantLock turn = new ReentrantLock(true);
  private final Scheduler scheduler =
      new Scheduler(new Engine(decoder, ops, team, decoder.vocabularySize()), pool, LIMITS, turn);

  @AutoClose private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void closeScheduler() {
    scheduler.close();
    inTurn(pool::close); // after its step: it gives back what it holds itself, in its turn
  }

  private void inTurn(Runnable action) {
    turn.lock();
    try {
      action.run();
    } finally {
      turn.unlock();
    }
  }

  private Reader submit(Reader reader) {
    return submit(false, reader);
  }

  private Reader submit(boolean hadTurn, Reader reader) {
    SamplerChain greedy = new SamplerChain(Sampling.greedy(), decoder.vocabularySize());
    scheduler.submit(
        PROMPT, new Request(() -> greedy, 50, Speculation.none(), List.of(), hadTurn, reader));
    return reader;
  }

  @Test
  void whatHadItsTurnIsNeitherRefusedNorBehindOthers() {
    List<Reader> readers = new ArrayList<>();
    List<Reader> begun = new ArrayList<>();
    class Noted extends Reader {
      @Override
      public void begin(int cached) {
        begun.add(this);
      }
    }
    inTurn(() -> {
      for (int i = 0; i < LIMITS.running() + LIMITS.waiting(); i++) {
        readers.add(submit(new Noted()));
      }
      assertThatThrownBy(() -> submit(new Noted())).isInstanceOf(BusyException.class);
      readers.addFirst(submit(true, new Noted()));
    });
    readers.forEach(reader -> assertThat(reader.text.join()).hasSize(50));
    assertThat(begun).containsExactlyElementsOf(readers);
  }

  private static void assertFailed(Reader reader, String why) {
    assertThatThrownBy(reader.text::join)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(why)
        .hasCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void anErrorInAPassIsToldToThoseInItAndTheNextTextIsWhatItWas() {
    List<Integer> expected = submit(new Reader()).text.join();
    decoder.fails = true;
    assertFailed(submit(new Reader()), "could not compute");
    assertThat(submit(new Reader()).text.join()).isEqualTo(expected).hasSize(50);
    inTurn(() -> assertThat(scheduler.load().running()).isZero());
  }

  @Test
  void anErrorBetweenPassesIsToldToAllAndNothingIsKeptOfThem() throws Exception {
    List<Integer> expected = submit(new Reader()).text.join();
    List<Reader> readers = new ArrayList<>();
    Endless job = new Endless();
    Future<?> waiting = threads.submit(() -> scheduler.run(job));
    job.begun.await(); // so that it is among those that fail
    inTurn(() -> {
      readers.add(submit(new Reader()));
      readers.add(
          submit(
              new Reader() {
                @Override
                public boolean isFull() {
                  throw new OutOfMemoryError("for once");
                }
              }));
    });
    readers.forEach(reader -> assertFailed(reader, "the scheduler failed"));
    assertThatThrownBy(waiting::get).rootCause().isInstanceOf(OutOfMemoryError.class);
    assertThat(job.closed).isTrue();
    inTurn(() -> assertThat(pool.held()).isZero());
    assertThat(submit(new Reader()).text.join()).isEqualTo(expected);
  }

  @Test
  void anErrorInAJobIsToldToItAlone() throws Exception {
    Endless other = new Endless();
    Future<?> waiting = threads.submit(() -> scheduler.run(other));
    Endless failing =
        new Endless() {
          @Override
          public int step(Ops ignored, int rows) {
            throw new OutOfMemoryError("for once");
          }
        };
    assertThatThrownBy(() -> scheduler.run(failing)).hasCauseInstanceOf(OutOfMemoryError.class);
    assertThat(failing.closed).isTrue();
    assertThat(submit(new Reader()).text.join()).hasSize(50);
    assertThat(waiting.isDone()).isFalse();
    other.cancelled = true;
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(CancellationException.class);
  }

  @Test
  void jobsAndTextsTakeTurns() throws Exception {
    List<Endless> jobs = List.of(new Endless(), new Endless(), new Endless());
    List<Future<?>> waiting = new ArrayList<>();
    for (Endless job : jobs) {
      waiting.add(threads.submit(() -> scheduler.run(job)));
      job.begun.await();
    }
    inTurn(() -> {});
    assertThat(scheduler.load().running()).isEqualTo(3);
    int[] steps = jobs.stream().mapToInt(job -> job.steps.get()).toArray();
    assertThat(submit(new Reader()).text.join()).hasSize(50);
    for (int i = 0; i < steps.length; i++) {
      assertThat(jobs.get(i).steps.get() - steps[i]).as("of job %d", i).isGreaterThanOrEqualTo(16);
      jobs.get(i).cancelled = true;
      assertThatThrownBy(waiting.get(i)::get).hasCauseInstanceOf(CancellationException.class);
      assertThat(jobs.get(i).closed).isTrue();
    }
    inTurn(() -> {});
    Load load = scheduler.load();
    assertThat(load.running() + load.waiting()).isZero();
  }

  @Test
  void aSchedulerThatIsClosedEndsItsJobs() throws Exception {
    Endless job = new Endless();
    Future<?> waiting = threads.submit(() -> scheduler.run(job));
    job.begun.await();
    scheduler.close();
    assertThatThrownBy(waiting::get).hasMessageContaining("the model was closed");
    assertThat(job.closed).isTrue();
  }
}
