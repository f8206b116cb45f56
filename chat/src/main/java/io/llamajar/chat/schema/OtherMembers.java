package io.llamajar.chat.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Writes the members that a schema does not declare; so many of them with different names, if that
 * matters.
 *
 * <p>A grammar cannot compare names, and a name that comes again adds no member. But names are of
 * different {@link Kinds}, and there is a rule for every set of kinds that have come. The object
 * can end once they are enough.
 */
final class OtherMembers implements Chain.Further {
  private final List<Names> names;
  private final String name;
  private final Rules rules;
  private final Function<Goal, Gbnf> reference;
  private final Gbnf one;
  private final List<Gbnf> kinds = new ArrayList<>(); // once they are needed
  private final Map<Place, Gbnf.Ref> places = new HashMap<>();

  /** Names that are not declared, and the goal of their values. */
  record Names(Automaton texts, Goal goal) {}

  /**
   * @param used a bit for each kind that has come
   * @param missing how many more kinds must come
   * @param most how many more members may come
   */
  private record Place(int used, int missing, OptionalInt most) {}

  /**
   * Members yet to be written.
   *
   * @param names of which none may be in two places
   * @param name what further rules are named after
   */
  OtherMembers(List<Names> names, String name, Rules rules, Function<Goal, Gbnf> reference) {
    this.names = names;
    this.name = name;
    this.rules = rules;
    this.reference = reference;
    List<Gbnf> members = new ArrayList<>();
    for (Names some : names) {
      members.add(member(some.texts, some.goal, name + "-name-" + members.size()));
    }
    one = rules.add(name + "-other", Gbnf.choice(members));
  }

  private Gbnf member(Automaton texts, Goal goal, String wish) {
    return Gbnf.sequence(
        Gbnf.literal("\""),
        new StringRules(rules).of(texts, wish),
        Gbnf.literal("\":"),
        rules.use(Primitive.SPACE),
        reference.apply(goal));
  }

  @Override
  public Gbnf one() {
    return one;
  }

  @Override
  public Optional<Gbnf> different(int least, OptionalInt most, UnaryOperator<Gbnf> first) {
    if (kinds.isEmpty()) {
      writeKinds();
    }
    return least > kinds.size()
        ? Optional.empty()
        : Optional.of(more(new Place(0, least, most), first));
  }

  private void writeKinds() {
    for (int kind = 0; kind < Kinds.COUNT; kind++) {
      List<Gbnf> members = new ArrayList<>();
      for (Names some : names) {
        Automaton texts = Kinds.of(some.texts).texts(kind, some.texts);
        if (!texts.isEmpty()) {
          members.add(member(texts, some.goal, name + "-kind-" + kind));
        }
      }
      if (!members.isEmpty()) {
        kinds.add(rules.add(name + "-kind-" + kind, Gbnf.choice(members)));
      }
    }
  }

  private Gbnf more(Place place, UnaryOperator<Gbnf> first) {
    if (place.missing == 0) {
      return Repetition.of(Texts.next(one, rules), 0, place.most);
    }
    List<Gbnf> ways = new ArrayList<>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      int bit = 1 << kind;
      boolean isNew = (place.used & bit) == 0;
      if (isNew || place.most.isEmpty()) {
        OptionalInt most =
            place.most.isEmpty() ? place.most : OptionalInt.of(place.most.getAsInt() - 1);
        Place next = new Place(place.used | bit, place.missing - (isNew ? 1 : 0), most);
        ways.add(Gbnf.sequence(first.apply(kinds.get(kind)), rule(next)));
      }
    }
    return Gbnf.choice(ways);
  }

  private Gbnf.Ref rule(Place place) {
    Gbnf.Ref known = places.get(place);
    if (known != null) {
      return known;
    }
    Gbnf.Ref made = rules.name(name + "-used-" + place.used);
    places.put(place, made);
    rules.put(made, more(place, part -> Texts.next(part, rules)));
    return made;
  }
}
