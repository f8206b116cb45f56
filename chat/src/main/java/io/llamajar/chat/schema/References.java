package io.llamajar.chat.schema;

import io.llamajar.LlamajarException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what a {@code $ref} means within its document: by pointer, by anchor, by {@code $id}.
 *
 * <p>Nothing is ever fetched. Source: JSON Schema 2020-12, section 8.2; RFC 6901 for pointers.
 */
final class References {
  private static final URI HERE = URI.create("schema:/");
  private static final Set<String> DATA = Set.of("enum", "const", "default", "examples", "example");

  private final Map<URI, Term> targets = new HashMap<>();
  private final IdentityHashMap<Object, URI> bases = new IdentityHashMap<>();

  References(Term root) {
    record Open(Term term, URI base) {}
    targets.put(HERE, root);
    Deque<Open> open = new ArrayDeque<>(List.of(new Open(root, HERE)));
    while (!open.isEmpty()) {
      Open next = open.remove();
      if (next.term.schema() instanceof Map<?, ?> map) {
        URI base = index(next.term, map, next.base);
        map.forEach((key, value) -> {
          if (!DATA.contains(key)) {
            open.add(new Open(next.term.child(value, key.toString()), base));
          }
        });
      } else if (next.term.schema() instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          open.add(new Open(next.term.child(list.get(i), "" + i), next.base));
        }
      }
    }
  }

  private URI index(Term term, Map<?, ?> schema, URI outer) {
    URI base = outer;
    if (schema.get("$id") instanceof String id) {
      base = resolved(outer, id, term);
      targets.putIfAbsent(withoutFragment(base), term);
    }
    bases.put(schema, withoutFragment(base));
    for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
      if (schema.get(keyword) instanceof String anchor) {
        targets.putIfAbsent(resolved(withoutFragment(base), "#" + anchor, term), term);
      }
    }
    return withoutFragment(base);
  }

  /** The schema that the {@code $ref} of a schema means, read in that schema's sense. */
  Term target(Term from, String ref) {
    URI base = bases.getOrDefault(from.schema(), HERE);
    URI wanted = resolved(base, ref, from);
    String fragment = Optional.ofNullable(wanted.getRawFragment()).orElse("");
    boolean isPointer = fragment.isEmpty() || fragment.startsWith("/");
    Term found = targets.get(isPointer ? withoutFragment(wanted) : wanted);
    if (found == null) {
      throw new LlamajarException(
          "The $ref at %s, \"%s\", is not in this schema; put what it means under $defs"
              .formatted(from.at(), ref));
    }
    Term target = isPointer ? follow(found, fragment, from, ref) : found;
    return from.reading(target);
  }

  private static Term follow(Term start, String pointer, Term from, String ref) {
    Term term = start;
    for (String step : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
      String decoded = URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
      String key = decoded.replace("~1", "/").replace("~0", "~");
      Term here = term;
      Optional<Object> inner =
          switch (term.schema()) {
            case Map<?, ?> map -> Optional.ofNullable(map.get(key));
            case List<?> list when key.matches("\\d{1,6}") && Integer.parseInt(key) < list.size() ->
                Optional.of(list.get(Integer.parseInt(key)));
            default -> Optional.empty();
          };
      term =
          inner
              .map(value -> here.child(value, key))
              .orElseThrow(() ->
                  new LlamajarException(
                      "The $ref at %s, \"%s\", leads nowhere: there is no \"%s\" at %s; correct it"
                          .formatted(from.at(), ref, key, here.at())));
    }
    return term;
  }

  private static URI resolved(URI base, String reference, Term at) {
    try {
      String encoded = reference.replace(" ", "%20").replace("^", "%5E").replace("\"", "%22");
      return reference.startsWith("#")
          ? URI.create(withoutFragment(base) + encoded)
          : base.resolve(encoded);
    } catch (IllegalArgumentException e) {
      throw new LlamajarException(
          "The reference \"%s\" at %s is not a URI; correct it".formatted(reference, at.at()), e);
    }
  }

  private static URI withoutFragment(URI uri) {
    return URI.create(uri.toString().replaceFirst("#.*", ""));
  }
}
