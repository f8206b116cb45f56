package io.llamajar.scheduler;

import io.llamajar.model.Decoder;
import io.llamajar.ops.Ops;
import io.llamajar.ops.ThreadTeam;

/**
 * What computes.
 *
 * @param vocabulary how many of the tokens, the first ones, may be generated
 */
public record Engine(Decoder decoder, Ops ops, ThreadTeam team, int vocabulary) {}
