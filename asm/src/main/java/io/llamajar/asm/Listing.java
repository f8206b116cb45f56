package io.llamajar.asm;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What was assembled, as text: address, bytes and instruction, in the syntax of GNU {@code as} with
 * {@code .intel_syntax noprefix}.
 */
final class Listing {
  private static final String[] LONG_NAMES = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"
  };
  private static final String[] BYTE_NAMES = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};

  /** One instruction; its mnemonic is "VEX's/EVEX's" where they differ. */
  private record Line(int at, String mnemonic, int form, int bits, List<Object> operands) {}

  private final List<Line> lines = new ArrayList<>();

  /** Notes the instruction that was encoded from byte {@code at} on. */
  void add(int at, String mnemonic, int form, int bits, Object... operands) {
    lines.add(new Line(at, mnemonic, form, bits, new ArrayList<>(List.of(operands))));
  }

  /** Notes one more operand of the last instruction. */
  void operand(Object operand) {
    lines.getLast().operands.add(operand);
  }

  /** All instructions, one a line. */
  String text(byte[] code, int size) {
    StringBuilder text = new StringBuilder();
    HexFormat hex = HexFormat.ofDelimiter(" ");
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      int end = i + 1 < lines.size() ? lines.get(i + 1).at : size;
      text.append(hex.toHexDigits(line.at, 4)).append('\t');
      text.append(hex.formatHex(code, line.at, end)).append('\t');
      appendInstruction(text, line, code[line.at] == 0x62, end);
      text.append('\n');
    }
    return text.toString();
  }

  private static void appendInstruction(StringBuilder text, Line line, boolean evex, int end) {
    int slash = line.mnemonic.indexOf('/');
    if (slash < 0) {
      text.append(line.mnemonic);
    } else {
      text.append(line.mnemonic, evex ? slash + 1 : 0, evex ? line.mnemonic.length() : slash);
    }
    String separator = " ";
    for (Object operand : line.operands) {
      text.append(separator);
      switch (operand) {
        case Vec vec -> appendVector(text, vec);
        case Mask mask -> appendMask(text.append('k').append(mask.number()), mask.under());
        case Gp gp -> text.append(name(gp, line.form));
        case Mem mem -> appendMemory(text, line, mem, end);
        case Label label -> appendSigned(text.append('.'), label.position() - line.at);
        default -> text.append(operand);
      }
      separator = ", ";
    }
  }

  private static void appendVector(StringBuilder text, Vec vec) {
    text.append(vec.bits() == 512 ? 'z' : vec.bits() == 256 ? 'y' : 'x');
    appendMask(text.append("mm").append(vec.number()), vec.mask());
    if (vec.zeroing()) {
      text.append("{z}");
    }
  }

  private static void appendMask(StringBuilder text, int mask) {
    if (mask != 0) {
      text.append("{k").append(mask).append('}');
    }
  }

  private static String name(Gp gp, int form) {
    int number = gp.number();
    if (Form.vexW(form)) {
      return longName(number);
    }
    boolean oneByteMap = Form.map(form) == 0;
    if (oneByteMap && Form.opcode(form) == 0x88) {
      return number < 8 ? BYTE_NAMES[number] : "r" + number + "b";
    }
    if (oneByteMap && Form.prefix(form) == 1) {
      return number < 8 ? LONG_NAMES[number].substring(1) : "r" + number + "w";
    }
    return number < 8 ? "e" + LONG_NAMES[number].substring(1) : "r" + number + "d";
  }

  private static String longName(int number) {
    return number < 8 ? LONG_NAMES[number] : "r" + number;
  }

  private static void appendMemory(StringBuilder text, Line line, Mem mem, int end) {
    int bytes =
        mem.broadcast ? Form.elementBytes(line.form) : Form.memoryBytes(line.form, line.bits);
    text.append(
        switch (bytes) {
          case 1 -> "byte ptr ";
          case 2 -> "word ptr ";
          case 4 -> "dword ptr ";
          case 8 -> "qword ptr ";
          case 16 -> "xmmword ptr ";
          case 32 -> "ymmword ptr ";
          default -> "zmmword ptr ";
        });
    switch (mem.address) {
      case Address.Relative(Label label, int displacement) ->
          appendSigned(text.append("[rip"), label.position() + displacement - end);
      case Address.Based(Gp base, int displacement) ->
          appendDisplacement(text.append('[').append(longName(base.number())), displacement);
      case Address.Indexed(Gp base, Register index, int scale, int displacement) -> {
        text.append('[').append(longName(base.number())).append('+');
        if (index instanceof Vec vec) {
          appendVector(text, vec);
        } else {
          text.append(longName(index.number()));
        }
        appendDisplacement(text.append('*').append(scale), displacement);
      }
    }
    text.append(']');
    if (mem.broadcast) {
      text.append("{1to").append(line.bits / 8 / bytes).append('}');
    }
    appendMask(text, mem.mask);
  }

  private static void appendDisplacement(StringBuilder text, int displacement) {
    if (displacement != 0) {
      appendSigned(text, displacement);
    }
  }

  private static void appendSigned(StringBuilder text, int number) {
    text.append(number < 0 ? '-' : '+').append(Math.abs((long) number));
  }
}
