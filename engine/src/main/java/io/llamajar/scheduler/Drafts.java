package io.llamajar.scheduler;

import io.llamajar.speculation.DraftModel;
import io.llamajar.speculation.DraftModel.Draft;
import io.llamajar.speculation.PassCost;
import io.llamajar.speculation.PassCost.Outlook;
import io.llamajar.speculation.Speculation.Guesser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides before each pass how many of the next tokens of its sequences are guessed.
 *
 * <p>A pass with guesses takes longer for all in it. So either all guess, and each is expected to
 * come to more tokens in the time, or none does.
 */
final class Drafts {
  private static final int ROOM = 64; // rows of those that generate, with their guesses

  private final Optional<DraftModel> model;
  private final boolean rereads;
  private final PassCost cost = new PassCost();

  /**
   * @param rereads whether right guesses before a wrong one must be read once more
   */
  Drafts(Optional<DraftModel> model, boolean rereads) {
    this.model = model;
    this.rereads = rereads;
  }

  /** Has sequences guess, or none of them, before they join a pass. */
  void plan(List<Sequence> writers) {
    if (writers.isEmpty()) {
      return;
    }
    int room = ROOM / writers.size() - 1;
    int most = room;
    boolean allFound = true;
    for (Sequence writer : writers) {
      most = Math.min(most, writer.guesses().how().most());
      allFound &= writer.findGuesses(room) > 0;
    }
    int length = allFound ? best(writers, Guesser.NGRAM, most) : 0;
    if (length == 0 && model.isPresent()) {
      length = ask(model.get(), writers, most);
    }
    for (Sequence writer : writers) {
      writer.readGuesses(length);
    }
  }

  /** How many guesses are good for all. */
  private int best(List<Sequence> writers, Guesser guesser, int most) {
    double rate = 1;
    for (Sequence writer : writers) {
      rate = Math.min(rate, writer.guesses().rate(guesser));
    }
    double one = cost.seconds();
    double price = guesser == Guesser.NGRAM || one == 0 ? 0 : model.orElseThrow().seconds() / one;
    return cost.best(new Outlook(rate, writers.size(), price, rereads), most);
  }

  /** Has the small model guess, if that pays; gives how many guesses to read. */
  private int ask(DraftModel guesser, List<Sequence> writers, int most) {
    int length = best(writers, Guesser.DRAFT_MODEL, most);
    List<Draft> drafts = new ArrayList<>();
    for (Sequence writer : writers) {
      if (!writer.guesses().allows(Guesser.DRAFT_MODEL)) {
        return 0;
      }
      length = Math.min(length, writer.roomForGuesses(length));
      drafts.add(writer.draft());
      writer.guesses().hope(Guesser.DRAFT_MODEL);
      writer.guesses().hope(Guesser.NGRAM); // as its guesses give way to these
    }
    if (length > 0) {
      guesser.guess(drafts, length);
    }
    return length;
  }

  /** Learns what a pass took in which all were generating. */
  void learn(int rows, double seconds) {
    if (rows <= ROOM) {
      cost.learn(rows, seconds);
    }
  }
}
