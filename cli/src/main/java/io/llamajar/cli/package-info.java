/** The program: takes a command line, gives text on standard output; uses only the public API. */
@org.jspecify.annotations.NullMarked
package io.llamajar.cli;
