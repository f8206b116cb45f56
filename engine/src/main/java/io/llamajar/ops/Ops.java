package io.llamajar.ops;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.AttentionShape;
import io.llamajar.kernel.Kernels;
import io.llamajar.kernel.Product;
import io.llamajar.ops.ThreadTeam.Task;
import io.llamajar.quant.BlockQuant;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Quantized;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import io.llamajar.tensor.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The operations that models are written in.
 *
 * <p>Each checks the shapes it is given, takes its result from the workspace and splits the work
 * over the team. A mismatch is a bug in a model's code, an {@link IllegalArgumentException}: files
 * are checked when they are loaded.
 */
public final class Ops {
  private static final long EXACT_ANGLE = 16; // as long as so many numbers take elsewhere

  private final ThreadTeam team;
  private final Workspace workspace;
  private final Products products = new Products();
  private final Arranging arranging;
  private final ExpertOps experts;
  private final LowRankProducts lowRank;
  private final RecurrentOps recurrent;
  private final SpecialOps specials;
  private final Operands now = new Operands();
  private int[] positions = {}; // of rows

  // Made once and reading their operands from "now", so that an operation allocates nothing.
  private final Task embed;
  private final Task quantize;
  private final Task multiply;
  private final Task scaleProducts;
  private final Task center;
  private final Task normalize;
  private final Task angles;
  private final Task rotate;
  private final Task store;
  private final Task attend;
  private final Task attendPages;
  private final Task mergePages;
  private final Task gate;
  private final Task activate;
  private final Task add;
  private final Task addBias;
  private final Task scale;
  private final Task scaleRows;
  private final Task cap;

  public Ops(Kernels kernels, ThreadTeam team, Workspace workspace) {
    this.team = team;
    this.workspace = workspace;
    this.arranging = new Arranging(team, workspace);
    this.experts = new ExpertOps(kernels, team, workspace, this);
    this.lowRank = new LowRankProducts(kernels, team, workspace, this);
    this.recurrent = new RecurrentOps(kernels, team, workspace);
    this.specials = new SpecialOps(kernels.specials(), team);
    embed = (from, to) -> kernels.embed(now.w, now.tokens, now.y, from, to);
    quantize = (from, to) -> kernels.quantize(now.x, from, to);
    multiply = (from, to) -> products.multiply(kernels, from, to);
    scaleProducts = (from, to) -> products.scale(kernels, from, to);
    center = (from, to) -> kernels.center(now.x, now.width, now.y, from, to);
    normalize = (from, to) -> kernels.normalize(now.x, now.vector, now.number, now.y, from, to);
    angles = (from, to) -> now.rope.fill(now.y, now.batch, from, to);
    rotate = (from, to) -> kernels.rotate(now.x, now.z, now.width, now.rope.pairing(), from, to);
    store = (from, to) -> kernels.store(now.x, now.z, now.batch, now.layer, from, to);
    attend = (from, to) -> kernels.attend(now.attention, now.x, now.batch, now.y, from, to);
    attendPages =
        (from, to) -> kernels.attendPages(now.attention, now.x, now.batch, now.z, from, to);
    mergePages = (from, to) -> kernels.mergePages(now.attention, now.batch, now.z, now.y, from, to);
    gate = (from, to) -> kernels.gate(now.activation, now.x, now.z, from, to);
    activate = (from, to) -> kernels.activate(now.activation, now.x, from, to);
    add = (from, to) -> kernels.add(now.x, now.z, from, to);
    addBias = (from, to) -> kernels.addBias(now.x, now.vector, from, to);
    scale = (from, to) -> kernels.scale(now.x, now.number, from, to);
    scaleRows = (from, to) -> scaleEach(kernels, from, to);
    cap = (from, to) -> kernels.cap(now.x, now.number, from, to);
  }

  /** The operands of the present operation; there is one at a time. */
  @SuppressWarnings("NullAway.Init") // each operation sets the ones that its task reads
  private static final class Operands {
    Weights w;
    Tensor x;
    Tensor y; // the result
    Tensor z; // a second input
    int[] tokens;
    Vector vector;
    float number;
    Rope rope;
    int width; // of a head or a run
    Batch batch;
    int layer;
    AttentionShape attention;
    Activation activation;
  }

  /** Moves values from tensor to tensor. */
  public Arranging arranging() {
    return arranging;
  }

  /** What mixtures of experts are written in. */
  public ExpertOps experts() {
    return experts;
  }

  /** What layers that keep a state are written in. */
  public RecurrentOps recurrent() {
    return recurrent;
  }

  /** What only a model or two need. */
  public SpecialOps specials() {
    return specials;
  }

  /** The scratch tensors of the present pass. */
  public Workspace workspace() {
    return workspace;
  }

  /** From now on computes changes beside the weights that they are for, each times its factor. */
  public void use(List<LowRank.Scaled> changes) {
    lowRank.use(changes);
  }

  /** Begins anew: takes back all tensors, and forgets what was planned. */
  public void reset() {
    workspace.release(0);
    products.clear();
  }

  /** The embeddings of the first {@code count} tokens: {@code [count, table.columns]}. */
  public Tensor embed(Weights table, int[] tokens, int count) {
    Tensor y = workspace.tensor(count, table.columns());
    for (int t = 0; t < count; t++) {
      check(tokens[t] >= 0 && tokens[t] < table.rows(), "token out of range");
    }
    now.w = table;
    now.tokens = tokens;
    now.y = y;
    runRows(embed, y);
    lowRank.addTo(y, table, tokens);
    return y;
  }

  /** The embeddings of the rows' positions: {@code [batch.rows, table.columns]}. */
  public Tensor embedPositions(Weights table, Batch batch) {
    if (positions.length < batch.rows()) {
      positions = new int[batch.rows()];
    }
    for (int row = 0; row < batch.rows(); row++) {
      positions[row] = batch.position(row);
    }
    return embed(table, positions, batch.rows());
  }

  /** The product of weights with each row of {@code x}: {@code [x.rows, w.rows]}. */
  public Tensor multiply(Weights w, Tensor x) {
    Tensor y = plan(w, x);
    multiplyAll();
    return y;
  }

  /** The same once {@link #multiplyAll} was called: several products make one job. */
  public Tensor plan(Weights w, Tensor x) {
    check(x.columns() == w.columns(), w.name());
    quantize(x, w);
    Tensor y = workspace.tensor(x.rows(), w.rows());
    if (x.rows() > 0) { // nobody may want logits
      products.add(w, x, y);
    }
    return y;
  }

  /**
   * The product of each head's weights with its rows, once {@link #multiplyAll} was called.
   *
   * @param heads weights of one shape, for each head
   * @param x as many rows for each head, head by head
   */
  public Tensor planHeads(List<Weights> heads, Tensor x) {
    Weights first = heads.getFirst();
    int rows = x.rows() / heads.size();
    check(x.columns() == first.columns() && x.rows() % heads.size() == 0, first.name());
    quantize(x, first);
    Tensor y = workspace.tensor(x.rows(), first.rows());
    for (int h = 0; h < heads.size(); h++) {
      products.add(heads.get(h), x, y).rows(h * rows, h * rows, rows);
    }
    return y;
  }

  /** Computes the products that were planned since it was called last. */
  public void multiplyAll() {
    int items = products.items();
    team.run(multiply, items, products.cost() / Math.max(1, items));
    if (products.areScaled()) {
      team.run(scaleProducts, products.rows(), products.get(0).y().columns());
    }
    lowRank.addTo(products);
    products.clear();
  }

  /** Plans a product of some rows of {@code x}, which become rows of {@code y}. */
  Product add(Weights w, Tensor x, Tensor y) {
    return products.add(w, x, y);
  }

  /** Quantised once, an input serves all the weights that it is multiplied with. */
  void quantize(Tensor x, Weights w) {
    Quantized quantized = x.quantized();
    if (w.quant() instanceof BlockQuant && !quantized.isCurrent()) {
      quantized.reserve(x.rows(), x.columns());
      now.x = x;
      runRows(quantize, x);
      quantized.nowCurrent();
    }
  }

  /** Root-mean-square normalisation of each run of {@code gain.size} values, as a new tensor. */
  public Tensor normalize(Tensor x, Vector gain, float epsilon) {
    return normalize(x, gain, epsilon, workspace.tensor(x.rows(), x.columns()));
  }

  /** The same in place. */
  public void normalizeInPlace(Tensor x, Vector gain, float epsilon) {
    normalize(x, gain, epsilon, x);
  }

  /** Layer normalisation of each run, less its mean to begin with; a bias is for the caller. */
  public Tensor normalizeLayer(Tensor x, Vector gain, float epsilon) {
    return normalizeLayer(x, gain, epsilon, workspace.tensor(x.rows(), x.columns()));
  }

  /** The same in place. */
  public void normalizeLayerInPlace(Tensor x, Vector gain, float epsilon) {
    normalizeLayer(x, gain, epsilon, x);
  }

  private Tensor normalizeLayer(Tensor x, Vector gain, float epsilon, Tensor y) {
    check(x.columns() % gain.size() == 0, "layer norm");
    now.x = x;
    now.width = gain.size();
    now.y = y;
    runRows(center, x);
    return normalize(y, gain, epsilon, y);
  }

  private Tensor normalize(Tensor x, Vector gain, float epsilon, Tensor y) {
    check(x.columns() % gain.size() == 0, "norm");
    now.x = x;
    now.vector = gain;
    now.number = epsilon;
    now.y = y;
    runRows(normalize, x);
    return y;
  }

  /** The cosines and sines of each row's position: {@code [rows, 2 * pairs]}. */
  public Tensor angles(Rope rope, Batch batch) {
    Tensor y = workspace.tensor(batch.rows(), 2 * rope.pairs());
    now.rope = rope;
    now.batch = batch;
    now.y = y;
    team.run(angles, y.rows(), EXACT_ANGLE * y.columns());
    return y;
  }

  /** Turns the heads of each row by the row's angles, in place. */
  public void rotate(Tensor x, Rope rope, Tensor turns, int headWidth) {
    check(turns.rows() == x.rows() && x.columns() % headWidth == 0, "rotary embedding");
    check(2 * rope.pairs() <= headWidth && turns.columns() == 2 * rope.pairs(), "rotary width");
    now.x = x;
    now.z = turns;
    now.width = headWidth;
    now.rope = rope;
    runRows(rotate, x);
  }

  /** Keeps the keys and values of a layer in the caches of their sequences. */
  public void store(Tensor keys, Tensor values, Batch batch, int layer) {
    KvShape kv = batch.shape(layer);
    check(keys.columns() == kv.heads() * kv.keyWidth(), "keys");
    check(values.columns() == kv.heads() * kv.valueWidth(), "values");
    check(keys.rows() == batch.rows() && values.rows() == batch.rows(), "rows to keep");
    check(batch.hasRoom(), "room in the caches");
    now.x = keys;
    now.z = values;
    now.batch = batch;
    now.layer = layer;
    runRows(store, keys);
  }

  /**
   * What each head of each row gathers from the positions it sees: {@code [rows, heads * width]}.
   */
  public Tensor attend(AttentionShape shape, Tensor queries, Batch batch) {
    KvShape kv = batch.shape(shape.layer());
    check(queries.columns() == shape.heads() * kv.keyWidth(), "queries");
    check(shape.heads() % kv.heads() == 0 && queries.rows() == batch.rows(), "attention");
    Tensor y = workspace.tensor(queries.rows(), shape.heads() * kv.valueWidth());
    now.attention = shape;
    now.x = queries;
    now.batch = batch;
    now.y = y;
    int items = batch.tiles() * kv.heads();
    int pages = batch.pages();
    long width = (long) shape.heads() * (kv.keyWidth() + kv.valueWidth());
    long cost = batch.seen(shape.sight().most()) * width;
    if (pages > 1 && cannotShare(items)) {
      int queryCount = batch.rows() * shape.heads();
      int part = AttentionShape.part(kv.valueWidth());
      now.z = workspace.tensor(queryCount, pages * part);
      team.run(attendPages, items * pages, cost / items / pages);
      team.run(mergePages, queryCount, (long) pages * part);
    } else {
      team.run(attend, items, cost / items);
    }
    return y;
  }

  /** Whether so few items would leave threads without work: then each page is an item. */
  private boolean cannotShare(int items) {
    return items < 2 * team.threads() && items % team.threads() != 0;
  }

  /** Gates in place: {@code gate = activation(gate) * up}. */
  public void gate(Activation activation, Tensor gates, Tensor ups) {
    checkSameShape(gates, ups);
    now.activation = activation;
    now.x = gates;
    now.z = ups;
    runRows(gate, gates);
  }

  /** Activates in place: {@code x = activation(x)}. */
  public void activate(Activation activation, Tensor x) {
    now.activation = activation;
    now.x = x;
    runRows(activate, x);
  }

  /** Adds in place: {@code x = x + delta}. */
  public void add(Tensor x, Tensor delta) {
    checkSameShape(x, delta);
    now.x = x;
    now.z = delta;
    runRows(add, x);
  }

  /** Adds a bias to each row, in place. */
  public void addBias(Tensor x, Vector bias) {
    check(x.columns() == bias.size(), "bias");
    now.x = x;
    now.vector = bias;
    runRows(addBias, x);
  }

  /** Multiplies with a number, in place. */
  public void scale(Tensor x, float factor) {
    now.x = x;
    now.number = factor;
    runRows(scale, x);
  }

  /** Multiplies each row with a factor of its own, {@code [rows, 1]}, in place. */
  public void scaleRows(Tensor x, Tensor factors) {
    check(factors.rows() == x.rows() && factors.columns() == 1, "factors of rows");
    now.x = x;
    now.z = factors;
    runRows(scaleRows, x);
  }

  /** Keeps values softly between {@code -cap} and {@code cap}, in place. */
  public void cap(Tensor x, float cap) {
    check(cap > 0, "soft cap");
    now.x = x;
    now.number = cap;
    runRows(this.cap, x);
  }

  private void scaleEach(Kernels kernels, int from, int to) {
    for (int row = from; row < to; row++) {
      kernels.scale(now.x, now.z.at(row, 0), row, row + 1);
    }
  }

  /** A copy of the rows whose logits are wanted: {@code [batch.outputs, columns]}. */
  public Tensor outputs(Tensor x, Batch batch) {
    check(x.rows() == batch.rows(), "rows");
    Tensor y = workspace.tensor(batch.outputs(), x.columns());
    for (int i = 0; i < y.rows(); i++) {
      copyRow(x, batch.output(i), y, i);
    }
    return y;
  }

  static void copyRow(Tensor from, int row, Tensor to, int target) {
    check(from.columns() == to.columns(), "rows of experts");
    long bytes = (long) from.columns() * Float.BYTES;
    MemorySegment.copy(from.read(), row * bytes, to.write(), target * bytes, bytes);
  }

  /** A job whose items are the rows of a tensor. */
  private void runRows(Task task, Tensor rows) {
    team.run(task, rows.rows(), rows.columns());
  }

  private static void checkSameShape(Tensor a, Tensor b) {
    check(a.rows() == b.rows() && a.columns() == b.columns(), "shapes differ");
  }

  static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("operation given wrong shapes: " + what);
    }
  }
}
