/**
 * An assembler for x86-64 and memory to run its code in.
 *
 * <p>Takes instructions, written as calls on an {@link io.llamajar.asm.Assembler}; gives bytes, and
 * from bytes functions that can be called ({@link io.llamajar.asm.MachineCode}). Beside it, what a
 * writer of machine code asks of a machine: which instructions it has ({@link
 * io.llamajar.asm.CpuFeatures}), how its memory is paged ({@link io.llamajar.asm.Pages}).
 *
 * <p>Knows nothing of language models, of tensors or of arithmetic.
 */
@NullMarked
package io.llamajar.asm;

import org.jspecify.annotations.NullMarked;
