package io.llamajar.chat;

import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;

/**
 * What a model answered.
 *
 * @param text the whole answer
 * @param finish why it ended
 * @param statistics what it took
 */
public record Answer(String text, Finish finish, Statistics statistics) {}
