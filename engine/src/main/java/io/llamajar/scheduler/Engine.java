package io.llamajar.scheduler;

import io.llamajar.model.Decoder;
import io.llamajar.ops.Ops;
import io.llamajar.ops.ThreadTeam;
import io.llamajar.speculation.DraftModel;
import java.util.Optional;

/**
 * What computes.
 *
 * @param vocabulary how many of the tokens, the first ones, may be generated
 * @param draft guesses what the decoder is going to say
 */
public record Engine(
    Decoder decoder, Ops ops, ThreadTeam team, int vocabulary, Optional<DraftModel> draft) {
  /** Without a draft model. */
  public Engine(Decoder decoder, Ops ops, ThreadTeam team, int vocabulary) {
    this(decoder, ops, team, vocabulary, Optional.empty());
  }
}
