package io.llamajar.scheduler;

import io.llamajar.ops.LowRank;
import io.llamajar.sampling.SamplerChain;
import io.llamajar.speculation.Speculation;
import java.util.List;
import java.util.function.Supplier;

/**
 * How somebody wants a text continued.
 *
 * @param sampler makes what picks each token, once, when the first is due
 * @param maxTokens the most tokens to generate; negative for as many as the context takes
 * @param speculation how its tokens are guessed
 * @param changes to the weights that all is read with
 * @param hadTurn whether it goes on with a text that had its turn: then it neither waits behind
 *     others nor is refused as one too many
 * @param reader is given the tokens
 */
public record Request(
    Supplier<SamplerChain> sampler,
    int maxTokens,
    Speculation speculation,
    List<LowRank.Scaled> changes,
    boolean hadTurn,
    TokenReader reader) {}
