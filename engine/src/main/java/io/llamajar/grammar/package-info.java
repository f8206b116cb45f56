/**
 * Takes a grammar in llama.cpp's GBNF, gives the tokens that may come next: the text is read byte
 * by byte by an automaton with a stack, and the vocabulary is walked once for each state that it
 * gets into.
 *
 * <p>In the order of travel: {@code GbnfParser} makes {@code Expression}s, {@code RuleCheck}
 * refuses what cannot work, {@code AutomatonBuilder} makes an {@code Automaton} of bytes, {@code
 * States} walks it, {@code Masks} asks it about every token, and a {@link
 * io.llamajar.grammar.Constraint} is one text on its way. Knows nothing of models, logits, threads
 * or schedulers.
 */
@NullMarked
package io.llamajar.grammar;

import org.jspecify.annotations.NullMarked;
