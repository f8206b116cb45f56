package io.llamajar;

import io.llamajar.gguf.GgufSource;

/**
 * An adapter that all sessions of a model use unless they are told otherwise.
 *
 * @param source a GGUF file
 * @param factor how much of it: 1 as it was trained
 */
public record LoraFile(GgufSource source, double factor) {}
