package io.llamajar.asm;

/** What most vector instructions read last: a vector register, or memory in its place. */
public sealed interface Operand permits Vec, Mem {}
