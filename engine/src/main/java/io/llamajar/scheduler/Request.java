package io.llamajar.scheduler;

import io.llamajar.ops.LowRank;
import io.llamajar.sampling.SamplerChain;
import io.llamajar.speculation.Speculation;
import java.util.List;

/**
 * How somebody wants a text continued.
 *
 * @param sampler picks each token; nobody else uses it any more
 * @param maxTokens the most tokens to generate; negative for as many as the context takes
 * @param speculation how its tokens are guessed
 * @param changes to the weights that all is read with
 * @param reader is given the tokens
 */
public record Request(
    SamplerChain sampler,
    int maxTokens,
    Speculation speculation,
    List<LowRank.Scaled> changes,
    TokenReader reader) {}
