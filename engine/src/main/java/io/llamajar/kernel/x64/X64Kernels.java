package io.llamajar.kernel.x64;

import io.llamajar.gguf.GgmlType;
import io.llamajar.kernel.Activation;
import io.llamajar.kernel.AttentionShape;
import io.llamajar.kernel.Kernels;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Product;
import io.llamajar.kernel.Recurrences;
import io.llamajar.kernel.Routing;
import io.llamajar.kernel.Selection;
import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.FloatQuant;
import io.llamajar.quant.Quant;
import io.llamajar.quant.Quants;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Every operation by assembled code of one instruction set; what is not worth it, or not yet done,
 * by plain Java.
 */
public final class X64Kernels implements Kernels {
  private final Isa isa;
  private final Kernels plain;
  private final Map<GgmlType, BlockProducts> blockProducts = new EnumMap<>(GgmlType.class);
  private final Map<GgmlType, FloatProducts> floatProducts = new EnumMap<>(GgmlType.class);
  private final Quantization quantization;
  private final Norms norms;
  private final Rotation rotation;
  private final Storing storing;
  private final Gates gates;
  private final Elementwise elementwise;
  private final Capping capping;
  private final Recurrences recurrences;
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);
  private final Attention attention;
  private final ThreadLocal<Attention.Scratch> attentionScratch =
      ThreadLocal.withInitial(Attention.Scratch::new);

  /**
   * Kernels for a machine that has an instruction set.
   *
   * @param plain does what they do not
   */
  public X64Kernels(Isa isa, Kernels plain) {
    this.isa = isa;
    this.plain = plain;
    this.quantization = new Quantization(isa);
    this.norms = new Norms(isa);
    this.rotation = new Rotation(isa);
    this.storing = new Storing(isa);
    this.gates = new Gates(isa);
    this.elementwise = new Elementwise(isa);
    this.capping = new Capping(isa);
    this.recurrences = new X64Recurrences(isa, norms, plain.recurrences());
    this.attention = new Attention(isa);
    for (Quant quant : Quants.all()) {
      switch (quant) {
        case BlockQuant blocks -> blockProducts.put(quant.type(), new BlockProducts(isa, blocks));
        case FloatQuant floats -> {
          if (FloatProduct.TYPES.contains(floats.type())) {
            floatProducts.put(floats.type(), new FloatProducts(isa, floats.type(), plain));
          }
        }
      }
    }
  }

  @Override
  public String name() {
    return isa.label();
  }

  private Arguments arguments() {
    return scratch.get().arguments;
  }

  @Override
  public void embed(Weights table, int[] tokens, Tensor y, int from, int to) {
    plain.embed(table, tokens, y, from, to);
  }

  @Override
  public void quantize(Tensor x, int from, int to) {
    quantization.quantize(x, from, to, arguments());
  }

  @Override
  public void multiply(Product product, int from, int to) {
    switch (product.weights().quant()) {
      case BlockQuant quant -> {
        if (product.rows() > 0) {
          products(quant).multiply(product, from, to, scratch.get());
        }
      }
      case FloatQuant quant -> {
        FloatProducts products = floatProducts.get(quant.type());
        if (products == null) { // no model multiplies with them
          plain.multiply(product, from, to);
        } else {
          products.multiply(product, from, to, scratch.get());
        }
      }
    }
  }

  private BlockProducts products(BlockQuant quant) {
    return Objects.requireNonNull(blockProducts.get(quant.type()));
  }

  @Override
  public void center(Tensor x, int size, Tensor y, int from, int to) {
    norms.center(x, size, y, from, to, arguments());
  }

  @Override
  public void normalize(Tensor x, Vector gain, float epsilon, Tensor y, int from, int to) {
    norms.normalize(x, gain, epsilon, y, from, to, arguments());
  }

  @Override
  public void rotate(Tensor x, Tensor angles, int headWidth, Pairing pairing, int from, int to) {
    rotation.rotate(x, angles, headWidth, pairing, from, to, arguments());
  }

  @Override
  public void store(Tensor keys, Tensor values, Batch batch, int layer, int from, int to) {
    storing.store(keys, values, batch, layer, from, to, arguments());
  }

  @Override
  public void attend(
      AttentionShape shape, Tensor queries, Batch batch, Tensor y, int from, int to) {
    attention.attend(
        shape, queries, batch, y, new Attention.Range(from, to), attentionScratch.get());
  }

  @Override
  public void attendPages(
      AttentionShape shape, Tensor queries, Batch batch, Tensor parts, int from, int to) {
    attention.attendPages(
        shape, queries, batch, parts, new Attention.Range(from, to), attentionScratch.get());
  }

  @Override
  public void mergePages(
      AttentionShape shape, Batch batch, Tensor parts, Tensor y, int from, int to) {
    plain.mergePages(shape, batch, parts, y, from, to);
  }

  @Override
  public void gate(Activation activation, Tensor gate, Tensor up, int from, int to) {
    gates.gate(activation, gate, up, from, to, arguments());
  }

  @Override
  public void activate(Activation activation, Tensor x, int from, int to) {
    gates.activate(activation, x, from, to, arguments());
  }

  @Override
  public void route(Routing routing, Tensor logits, Selection selection, int from, int to) {
    plain.route(routing, logits, selection, from, to);
  }

  @Override
  public void combine(
      Routing routing, Tensor results, Selection selection, Tensor y, int from, int to) {
    elementwise.combine(routing, results, selection, y, from, to, arguments());
  }

  @Override
  public void add(Tensor x, Tensor delta, int from, int to) {
    elementwise.add(x, delta, from, to, arguments());
  }

  @Override
  public void addBias(Tensor x, Vector bias, int from, int to) {
    elementwise.addBias(x, bias, from, to, arguments());
  }

  @Override
  public void scale(Tensor x, float factor, int from, int to) {
    elementwise.scale(x, factor, from, to, arguments());
  }

  @Override
  public void cap(Tensor x, float cap, int from, int to) {
    capping.cap(x, cap, from, to, arguments());
  }

  @Override
  public Recurrences recurrences() {
    return recurrences;
  }
}
