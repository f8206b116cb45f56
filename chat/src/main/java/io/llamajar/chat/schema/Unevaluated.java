package io.llamajar.chat.schema;

import io.llamajar.chat.schema.Objects.Purpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Closes a schema, with all that it brings together, to members and items it does not mention. */
final class Unevaluated {
  private Unevaluated() {}

  static List<Facts> closed(List<Facts> ways, Keywords keywords) {
    Optional<Goal> members = keywords.schema("unevaluatedProperties").map(Goal::of);
    Optional<Goal> items = keywords.schema("unevaluatedItems").map(Goal::of);
    if (members.isEmpty() && items.isEmpty()) {
      return ways;
    }
    List<Facts> closed = new ArrayList<>();
    for (Facts way : ways) {
      Facts facts = way;
      if (members.isPresent()) {
        facts = facts.with(members(facts.objects(), members.get(), keywords.term().sense()));
      }
      if (items.isPresent()) {
        facts = facts.with(items(facts.arrays(), items.get()));
      }
      closed.add(facts);
    }
    return List.copyOf(closed);
  }

  private static Objects members(Objects objects, Goal others, Term.Sense sense) {
    if (objects.layers().stream().anyMatch(layer -> layer.others().isPresent())) {
      return objects;
    }
    Map<String, Goal> named = new LinkedHashMap<>();
    List<Objects.Patterned> patterned = new ArrayList<>();
    for (Objects.Layer layer : objects.layers()) {
      if (layer.purpose() == Purpose.DECLARES
          || (sense == Term.Sense.LITERAL && layer.purpose() == Purpose.MENTIONS)) {
        layer.named().keySet().forEach(name -> named.put(name, Goal.ANYTHING));
        layer
            .patterned()
            .forEach(p -> patterned.add(new Objects.Patterned(p.names(), Goal.ANYTHING)));
      }
    }
    return objects.and(
        Objects.of(new Objects.Layer(named, patterned, Optional.of(others), Purpose.DECLARES)));
  }

  private static Arrays items(Arrays arrays, Goal others) {
    if (arrays.layers().stream().anyMatch(Arrays.Layer::saysRest)) {
      return arrays;
    }
    List<Goal> known = Collections.nCopies(arrays.prefix(), Goal.ANYTHING);
    return arrays.and(Arrays.of(new Arrays.Layer(known, others, true)));
  }
}
