package io.llamajar;

import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.kernel.Kernels;
import io.llamajar.model.Encoder;
import io.llamajar.ops.Ops;
import io.llamajar.ops.ThreadTeam;
import io.llamajar.speculation.DraftModel;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvPool;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Workspace;
import io.llamajar.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;

/** The file of a small model that guesses what a large one is going to say. */
final class DraftFile implements AutoCloseable {
  private static final int MOST_OTHER = 128; // tokens that pad a vocabulary, or came late to it

  private final Gguf gguf;
  private final String name;
  private final Content content;
  private final Workspace workspace = new Workspace();
  private long share; // of the memory, in bytes
  private Optional<DraftModel> model = Optional.empty();

  private DraftFile(Gguf gguf, String name, Content content) {
    this.gguf = gguf;
    this.name = name;
    this.content = content;
  }

  /**
   * Opens it.
   *
   * @throws LlamajarException if it cannot be read, or its model cannot guess
   */
  static DraftFile open(GgufSource source) {
    Gguf gguf = Gguf.open(source);
    try {
      DraftFile draft = new DraftFile(gguf, source.fileName(), Content.of(gguf, 0));
      draft.checkKind();
      return draft;
    } catch (Throwable e) {
      gguf.close();
      throw e;
    }
  }

  private void checkKind() {
    boolean keepsStates = shapes().stream().anyMatch(shape -> shape.state().size() > 0);
    if (content.network() instanceof Encoder || keepsStates) {
      throw new LlamajarException(
          "The draft model %s cannot take guesses back, as its architecture %s does not allow for it; choose another of the same family"
              .formatted(name, gguf.metadata().text("general.architecture")));
    }
  }

  private List<KvShape> shapes() {
    return content.network().cacheShapes();
  }

  /**
   * Makes sure that its tokens mean the same as those of the large model.
   *
   * @throws LlamajarException if one does not
   */
  void checkFits(Content large) {
    int common = Math.min(content.speakable(), large.speakable());
    if (Math.abs(content.speakable() - large.speakable()) > MOST_OTHER) {
      throw new LlamajarException(
          "The draft model %s has %d tokens and the model %d; choose one of the same family"
              .formatted(name, content.speakable(), large.speakable()));
    }
    Tokenizer mine = content.tokenizer();
    for (int token = 0; token < common; token++) {
      if (!mine.text(token).equals(large.tokenizer().text(token))) {
        throw new LlamajarException(
            "The draft model %s has the token %d as \"%s\" and the model as \"%s\"; choose one of the same family"
                .formatted(name, token, mine.text(token), large.tokenizer().text(token)));
      }
    }
  }

  /** The bytes of its weights. */
  long weightBytes() {
    return MachineMemory.weights(gguf);
  }

  /**
   * Takes as much of the memory for both models' keys and values that as many tokens fit; gives how
   * many bytes.
   */
  long takeShare(long budget, List<KvShape> large, GgmlType type) {
    double own = KvPool.bytes(shapes(), GgmlType.F16, KvCache.PAGE);
    double other = KvPool.bytes(large, type, KvCache.PAGE);
    share = (long) (budget * (own / (own + other)));
    return share;
  }

  /**
   * Has it guess.
   *
   * @param vocabulary how many tokens the large model may say
   */
  DraftModel begin(Kernels kernels, ThreadTeam team, int vocabulary) {
    DraftModel begun =
        new DraftModel(
            content.network().stack(),
            new Ops(kernels, team, workspace),
            new KvPool(shapes(), GgmlType.F16, share),
            content.network().longest(),
            vocabulary);
    model = Optional.of(begun);
    return begun;
  }

  @Override
  public void close() {
    model.ifPresent(DraftModel::close);
    workspace.close();
    gguf.close();
  }
}
