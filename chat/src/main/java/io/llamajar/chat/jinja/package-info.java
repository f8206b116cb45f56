/**
 * Takes the source of a chat template and its variables, gives the text it renders: our own
 * interpreter of the Jinja2 language, faithful to Python's down to how it prints a list.
 *
 * <p>A template travels {@link io.llamajar.chat.jinja.Lexer} to {@link
 * io.llamajar.chat.jinja.Parser} to {@link io.llamajar.chat.jinja.Interpreter}. Templates are
 * written by strangers: they reach no Java object, and {@link io.llamajar.chat.jinja.Meter} bounds
 * what they may spend. Source: <a href="https://jinja.palletsprojects.com/en/stable/templates/">the
 * Jinja template designer documentation</a>.
 *
 * <p>Knows nothing of messages, tools, models or JSON parsing.
 */
@NullMarked
package io.llamajar.chat.jinja;

import org.jspecify.annotations.NullMarked;
