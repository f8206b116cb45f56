package io.llamajar.asm;

import static io.llamajar.asm.Registers.*;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every instruction of {@link Assembler} with every kind and width of operands that it takes, and
 * with a choice of registers, addresses, masks and numbers; as text and as we encode it.
 *
 * <p>Its {@code main} prints the text, which {@code lab/assemble-with-gnu.py} has encoded by GNU
 * {@code as}.
 */
final class InstructionForms {
  /** The instructions that are tried with everything; the others with a part of it in turn. */
  private static final Set<String> THOROUGHLY =
      Set.of("mov", "vmovups", "vaddps", "vaddss", "vpaddq", "vpmovdb", "vpinsrd", "kmovw");

  private static final List<Integer> GPS = List.of(0, 3, 4, 5, 7, 8, 12, 13, 15);
  private static final List<Integer> VECTORS = List.of(0, 7, 8, 15, 16, 24, 31);
  private static final List<Long> LONGS =
      List.of(0L, -1L, 0x7FFFFFFFL, -0x80000000L, 0x80000000L, 0xFFFFFFFFL, 0x123456789ABCDEFL);
  private static final List<Integer> INTS = List.of(0, 1, 3, 27, 127, 128, 255, -1, -129, 1 << 30);

  private final Map<String, String> encodings = new TreeMap<>();
  private int turn;

  private InstructionForms() {}

  /** Text to bytes in hexadecimal, by text. */
  static Map<String, String> all() {
    InstructionForms forms = new InstructionForms();
    instructions().forEach(forms::add);
    return forms.encodings;
  }

  /** How many forms each method gave, by its signature. */
  static Map<String, Integer> formsPerInstruction() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Method instruction : instructions()) {
      InstructionForms forms = new InstructionForms();
      forms.add(instruction);
      counts.put(instruction.toString(), forms.encodings.size());
    }
    return counts;
  }

  private static List<Method> instructions() {
    return Arrays.stream(Assembler.class.getMethods())
        .filter(method -> Encoder.class.isAssignableFrom(method.getDeclaringClass()))
        .filter(method -> method.getDeclaringClass() != Assembler.class)
        .filter(method -> method.getReturnType() == void.class)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .sorted(Comparator.comparing(Method::toString))
        .toList();
  }

  private void add(Method instruction) {
    for (List<Object> operands : kinds(instruction.getParameterTypes())) {
      if (!tried(instruction, operands) && operands.getFirst() instanceof Vec gathered) {
        operands.set(0, gathered.merge(k(1)));
        tried(instruction, operands);
      }
      for (int i = 0; i < operands.size(); i++) {
        List<Object> others = others(operands.get(i), i == 0);
        int some = THOROUGHLY.contains(instruction.getName()) ? others.size() : 2;
        for (int j = 0; j < Math.min(some, others.size()); j++) {
          List<Object> changed = new ArrayList<>(operands);
          changed.set(i, others.get((turn + j) % others.size()));
          tried(instruction, changed);
        }
        turn += 2;
      }
    }
  }

  /** All combinations of kinds and widths of operands, possible or not. */
  private static List<List<Object>> kinds(Class<?>[] types) {
    List<List<Object>> all = List.of(List.of());
    for (Class<?> type : types) {
      List<List<Object>> longer = new ArrayList<>();
      for (List<Object> operands : all) {
        for (Object next : examples(type, operands.size() + 1)) {
          List<Object> more = new ArrayList<>(operands);
          more.add(next);
          longer.add(more);
        }
      }
      all = longer;
    }
    return all;
  }

  private static List<Object> examples(Class<?> type, int number) {
    List<Object> examples = new ArrayList<>();
    if (type.isAssignableFrom(Vec.class)) {
      examples.addAll(List.of(xmm(number), ymm(number), zmm(number)));
    }
    if (type.isAssignableFrom(Mem.class)) {
      examples.addAll(List.of(mem(rax), mem(rax, xmm(9), 4), mem(rax, ymm(9), 4)));
      examples.add(mem(rax, zmm(9), 4));
    }
    if (type.isAssignableFrom(Gp.class)) {
      examples.add(new Gp(number));
    }
    if (type.isAssignableFrom(Mask.class)) {
      examples.add(k(number));
    }
    if (type == int.class) {
      examples.add(5);
    }
    if (type == long.class) {
      examples.add(5L);
    }
    if (type == Label.class) {
      examples.add(new Label());
    }
    return examples;
  }

  /** What an operand can be instead; only the first is a destination. */
  private static List<Object> others(Object operand, boolean first) {
    List<Object> others = new ArrayList<>();
    switch (operand) {
      case Gp gp -> GPS.forEach(number -> others.add(new Gp(number)));
      case Vec vec -> {
        VECTORS.forEach(n -> others.add(new Vec(n, vec.bits(), vec.mask(), vec.zeroing())));
        if (first) {
          others.addAll(List.of(vec.merge(k(3)), vec.zero(k(7)), vec.merge(k(1))));
        }
      }
      case Mask mask -> {
        others.addAll(List.of(k(0), k(3), k(7)));
        if (first) {
          others.add(mask.under(k(5)));
        }
      }
      case Mem mem -> addAddresses(others, mem, first);
      case Integer _ -> others.addAll(INTS);
      case Long _ -> others.addAll(LONGS);
      default -> {}
    }
    return others;
  }

  private static void addAddresses(List<Object> others, Mem mem, boolean first) {
    if (mem.address instanceof Address.Indexed(Gp _, Vec index, int _, int _)) {
      others.add(mem(r13, new Vec(15, index.bits(), 0, false), 1));
      others.add(mem(rdi, new Vec(31, index.bits(), 0, false), 8, 64));
      others.add(mem(rsp, new Vec(20, index.bits(), 0, false), 2, -1000));
      others.add(mem(r8, new Vec(12, index.bits(), 0, false), 4, -4));
      return;
    }
    for (int base : GPS) {
      others.add(mem(new Gp(base)));
    }
    for (int displacement : List.of(1, -4, 8, 64, 127, 128, -128, -256, 512, 4096, -8192, 8128)) {
      others.add(mem(rcx, displacement));
      others.add(mem(r12, rax, 4, displacement));
    }
    for (int scale : List.of(1, 2, 4, 8)) {
      others.add(mem(rbp, r15, scale));
      others.add(mem(r13, rbp, scale));
      others.add(mem(rsp, r12, scale, 32));
    }
    for (int displacement : List.of(0, 16, -4, 1000)) {
      others.add(mem(r9, displacement).broadcast());
      others.add(mem(rdx, r14, 8, displacement).broadcast());
    }
    others.add(mem(new Label()));
    others.add(mem(new Label(), 64));
    if (first) {
      others.add(mem.merge(k(2)));
    }
  }

  /** Encodes one instruction, if its operands go together; labels are at its beginning. */
  private boolean tried(Method instruction, List<Object> operands) {
    Assembler a = Assembler.listed();
    for (Object operand : operands) {
      if (operand instanceof Label label) {
        label.bind(0);
      } else if (operand instanceof Mem mem && mem.address instanceof Address.Relative relative) {
        relative.label().bind(0);
      }
    }
    try {
      instruction.invoke(a, operands.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException) {
        return false;
      }
      throw new AssertionError(instruction + " of " + operands, e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    String[] columns = a.listing().strip().split("\t");
    encodings.put(columns[2], columns[1].replace(" ", ""));
    return true;
  }

  public static void main(String[] args) {
    all().keySet().forEach(System.out::println);
  }
}
