package io.llamajar.chat.schema;

import java.util.Set;
import java.util.function.Predicate;

/** Whether facts leave any value at all, given which goals can be reached inside. */
final class Feasibility {
  private final Instances instances;

  Feasibility(Instances instances) {
    this.instances = instances;
  }

  boolean isPossible(Facts facts, Predicate<Goal> goals) {
    return facts.only().isPresent()
        || facts.types().stream().anyMatch(type -> isPossible(type, facts, goals));
  }

  boolean isPossible(Type type, Facts facts, Predicate<Goal> goals) {
    if (facts.refusals().containsKey(type)) {
      return true; // as far as we know
    }
    return switch (type) {
      case OBJECT -> isPossible(facts.objects(), goals);
      case ARRAY -> isPossible(facts.arrays(), goals);
      case STRING -> !StringAutomaton.isNever(facts.strings());
      case NUMBER ->
          facts.numbers().equals(Numbers.ANY) || !NumberAutomaton.of(facts.numbers()).isEmpty();
      case TRUE, FALSE, NULL -> true;
    };
  }

  private boolean isPossible(Objects objects, Predicate<Goal> goals) {
    Set<String> declared = objects.declared();
    return objects.min() <= objects.max()
        && objects.required().size() <= objects.max()
        && objects.required().stream()
            .allMatch(name ->
                declared.contains(name)
                    && instances.allows(objects.names(), name)
                    && goals.test(objects.at(name)));
  }

  private static boolean isPossible(Arrays arrays, Predicate<Goal> goals) {
    int counted = Math.min(arrays.min(), arrays.prefix() + 1);
    for (int i = 0; i < counted; i++) {
      if (!goals.test(arrays.at(i))) {
        return false;
      }
    }
    return arrays.min() <= arrays.max();
  }
}
