/**
 * Makes Markdown readable on a terminal: takes text piece by piece, gives it back styled; knows
 * nothing of models, conversations and of where the text is shown.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.cli.markdown;
