package io.llamajar.chat.tools;

import io.llamajar.chat.template.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes values of text with elements in it: an object of those that have names, a list of items, or
 * what bare text says.
 *
 * @param mark stands before each tag
 */
record Elements(String mark) {
  static final String ITEM = "item";
  private static final int DEEPEST = 100;

  /** An element's name and what stands in it. */
  private record Element(String name, String inside) {}

  /** The value that a text says, of the kind that its schema wants where it could be several. */
  Object value(String text, Map<String, Object> schema) {
    return value(text, schema, 0);
  }

  private Object value(String text, Map<String, Object> schema, int depth) {
    boolean wantsList = "array".equals(schema.get("type"));
    boolean wantsObject = "object".equals(schema.get("type"));
    Optional<List<Element>> found = depth < DEEPEST ? elements(text) : Optional.empty();
    if (found.filter(all -> !all.isEmpty() || wantsList || wantsObject).isEmpty()) {
      return ArgumentType.isText(schema) ? text : Json.parse(ArgumentType.json(text));
    }
    List<Element> elements = found.get();
    boolean isList =
        wantsList
            || (!wantsObject && elements.stream().allMatch(element -> element.name.equals(ITEM)));
    return isList ? list(elements, schema, depth) : object(elements, schema, depth);
  }

  private List<Object> list(List<Element> elements, Map<String, Object> schema, int depth) {
    Map<String, Object> items = Tool.schema(schema.get("items"));
    List<Object> list = new ArrayList<>();
    elements.forEach(element -> list.add(value(element.inside, items, depth + 1)));
    return list;
  }

  private Map<String, Object> object(
      List<Element> elements, Map<String, Object> schema, int depth) {
    Map<String, Object> object = Json.object();
    for (Element element : elements) {
      Map<String, Object> own = Tool.property(schema, element.name);
      Map<String, Object> member =
          own.isEmpty() ? Tool.schema(schema.get("additionalProperties")) : own;
      object.put(element.name, value(element.inside, member, depth + 1));
    }
    return object;
  }

  /** The elements that a text consists of; empty if there is something else too. */
  private Optional<List<Element>> elements(String text) {
    List<Element> elements = new ArrayList<>();
    String open = mark + "<";
    for (int at = 0; at < text.length(); ) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
        continue;
      }
      int nameEnd = text.startsWith(open, at) ? text.indexOf('>', at + open.length()) : -1;
      String name = nameEnd < 0 ? "" : text.substring(at + open.length(), nameEnd);
      int close = name.isEmpty() ? -1 : close(text, name, nameEnd + 1);
      if (close < 0) {
        return Optional.empty();
      }
      elements.add(new Element(name, text.substring(nameEnd + 1, close)));
      at = close + mark.length() + name.length() + "</>".length();
    }
    return Optional.of(elements);
  }

  /** Where the end of an element begins, past those of its name within it; negative if nowhere. */
  private int close(String text, String name, int from) {
    String open = mark + "<" + name + ">";
    String close = mark + "</" + name + ">";
    int depth = 0;
    for (int at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) {
      if (text.startsWith(open, at)) {
        depth++;
      } else if (text.startsWith(close, at) && depth-- == 0) {
        return at;
      }
    }
    return -1;
  }
}
