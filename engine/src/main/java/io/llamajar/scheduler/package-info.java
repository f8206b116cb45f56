/**
 * Takes requests, gives tokens: many sequences go through the model together, pass after pass.
 *
 * <p>Knows nothing of text: who asks encodes, decodes and says when a text has ended.
 */
@NullMarked
package io.llamajar.scheduler;

import org.jspecify.annotations.NullMarked;
