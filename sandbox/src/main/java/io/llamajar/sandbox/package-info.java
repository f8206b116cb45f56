/**
 * Takes the folders that may still be written in; gives a process that can do no more than compute,
 * read files and talk over connections that others open. Knows nothing of language models.
 */
@org.jspecify.annotations.NullMarked
package io.llamajar.sandbox;
