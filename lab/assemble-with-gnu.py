#!/usr/bin/env python3
"""Has GNU as encode what asm's InstructionForms lists: lab/assemble-with-gnu.py

Writes asm/src/test/resources/io/llamajar/asm/instructions.tsv, the text of an instruction and its
bytes on each line, which InstructionsTest compares with what we assemble. Needs binutils, and the
module's classes and tests compiled: ./build -pl asm test-compile
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
ASM = ROOT / "asm"
GOLDENS = ASM / "src/test/resources/io/llamajar/asm/instructions.tsv"


def forms():
    run = """
        root=$1
        . "$root/.mvn/jdk.sh"
        exec "$java_home/bin/java" -cp "$root/asm/target/classes:$root/asm/target/test-classes" \\
          io.llamajar.asm.InstructionForms
        """
    command = ["sh", "-euc", run, "sh", ROOT]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


def source(instruction):
    """Chooses, among encodings of equal meaning and length, the one that we do."""
    if instruction.startswith("j"):
        return "{disp32} " + instruction  # we do not know a jump's length before its target
    if re.match(r"vmov\w+ \w+, ", instruction):
        return "{load} " + instruction  # as would swap source and destination to save a byte
    return instruction


def encode(instructions):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "forms.s"
        lines = [".intel_syntax noprefix", *map(source, instructions)]
        file.write_text("\n".join(lines) + "\n")
        listing = subprocess.run(
            ["as", "-aln", "--listing-lhs-width=9", "-o", f"{folder}/forms.o", file],
            capture_output=True, text=True)
    if listing.returncode:
        sys.exit(listing.stderr)
    encodings = {}
    for line in listing.stdout.splitlines():
        found = re.match(r" *(\d+) [0-9a-f]{4,} ((?:[0-9A-F]+ )+)", line)
        if found:
            encodings[int(found[1]) - 2] = found[2].replace(" ", "").lower()
    return [encodings[i] for i in range(len(instructions))]


def main():
    instructions = forms()
    GOLDENS.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{text}\t{hex}\n" for text, hex in zip(instructions, encode(instructions))]
    GOLDENS.write_text("".join(lines))
    print(f"{len(lines)} instructions, {GOLDENS.stat().st_size} bytes")


main()
