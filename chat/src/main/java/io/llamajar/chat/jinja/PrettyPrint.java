package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/** Python's {@code pprint}: what does not fit into a line of 80 gets a line for every item. */
final class PrettyPrint {
  private static final int WIDTH = 80;

  private final StringBuilder out = new StringBuilder();

  private PrettyPrint() {}

  static String format(Object value) {
    PrettyPrint printer = new PrettyPrint();
    printer.append(value, 0, 0);
    return printer.out.toString();
  }

  private void append(Object value, int indent, int behind) {
    String line = Repr.repr(sorted(value));
    Meter.checkLength(out.length() + line.length());
    if (line.length() <= WIDTH - indent - behind) {
      out.append(line);
      return;
    }
    switch (value) {
      case Dict dict -> appendDict((Dict) sorted(dict), indent, behind);
      case ListValue list -> appendItems("[", "]", list, indent, behind);
      case Tuple tuple -> appendItems("(", tuple.size() == 1 ? ",)" : ")", tuple, indent, behind);
      default -> out.append(line);
    }
  }

  private static Object sorted(Object value) {
    return switch (value) {
      case Dict dict -> {
        List<Dict.Entry> entries = new ArrayList<>();
        dict.entries().forEach(e -> entries.add(new Dict.Entry(e.key(), sorted(e.value()))));
        entries.sort(PrettyPrint::order);
        yield Dict.of(entries);
      }
      case Sequence sequence ->
          sequence.with(
              new ArrayList<>(sequence.items().stream().map(PrettyPrint::sorted).toList()));
      default -> value;
    };
  }

  private static int order(Dict.Entry left, Dict.Entry right) {
    boolean comparable =
        (Types.isText(left.key()) && Types.isText(right.key()))
            || (Numbers.isNumber(left.key()) && Numbers.isNumber(right.key()));
    return comparable
        ? Comparisons.order(left.key(), right.key())
        : Types.name(left.key()).compareTo(Types.name(right.key()));
  }

  private void appendDict(Dict dict, int indent, int behind) {
    out.append('{');
    int left = dict.size();
    for (Dict.Entry entry : dict.entries()) {
      String key = Repr.repr(entry.key());
      out.append(key).append(": ");
      left--;
      append(entry.value(), indent + 1 + Types.length(key) + 2, left > 0 ? 1 : behind + 1);
      out.append(left > 0 ? ",\n" + " ".repeat(indent + 1) : "");
    }
    out.append('}');
  }

  private void appendItems(String open, String close, Sequence items, int indent, int behind) {
    out.append(open);
    int left = items.size();
    for (Object item : items) {
      left--;
      append(item, indent + 1, left > 0 ? 1 : behind + close.length());
      out.append(left > 0 ? ",\n" + " ".repeat(indent + 1) : "");
    }
    out.append(close);
  }
}
