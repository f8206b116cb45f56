#!/usr/bin/env python3
"""Measures Llamajar and llama.cpp in alternation: lab/compare.py [OPTION ...] FILE ...

Prints a Markdown table: for each GGUF file and work the median and range of both engines' tokens
per second, the ratio of the medians and the range of the rounds' ratios. A machine's speed changes
from minute to minute; the ratio of two runs side by side changes less. But the machine must be
idle: llama.cpp's threads wait for each other by spinning, and when others want the cores it loses
far more than Llamajar, on tiny models a hundredfold.

  --works LIST     such as pp512,tg64@512,tg64@8192 (default: pp512,tg64@512): read a prompt of 512
                   tokens; generate 64 after as many as stand behind the @
  --rounds N       of both engines, one after the other (default: 5)
  --repetitions N  within a round, after one that does not count (default: 1)
  --threads N      for both (default: 2)
  --kv TYPE        f16 or f32, for both (default: f16)
  --isa LIST       also caps for Llamajar's kernels, such as "best,avx2"; best is no cap
  --cpus LIST      runs both on these cores only, such as 0,1
  --llamajar FILE  the JAR (default: cli/target/llamajar.jar)
  --oracle DIR     the folder of oracle.mjs, which drives llama.cpp (default: $LLAMAJAR_ORACLE)

To install llama.cpp (prebuilt, for x86-64 Linux; Node 20 or newer): copy the conformance kit's
folder "oracle" to a place of its own and run there

  npm install --omit=optional --ignore-scripts --no-audit --no-fund

Its bench always reads a prompt first, in batches of 512 tokens, and then generates: so it can only
read at depth 0, and generates at the depth of the prompt.
"""

import argparse
import functools
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--works", default="pp512,tg64@512")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repetitions", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--kv", choices=("f16", "f32"), default="f16")
    parser.add_argument("--isa", default="best")
    parser.add_argument("--cpus")
    parser.add_argument("--llamajar", type=Path, default=ROOT / "cli/target/llamajar.jar")
    parser.add_argument("--oracle", type=Path, default=os.environ.get("LLAMAJAR_ORACLE"))
    options = parser.parse_args()
    if not options.oracle or not (options.oracle / "oracle.mjs").is_file():
        sys.exit("There is no oracle.mjs; name its folder with --oracle, --help says more")
    if not options.llamajar.is_file():
        sys.exit(f"There is no {options.llamajar}; build it with ./build, or name it")
    return options


def parsed(work):
    """The kind, the tokens and the depth of a work."""
    match = re.fullmatch(r"(pp)(\d+)|(tg)(\d+)(?:@(\d+))?", work)
    if not match:
        sys.exit(f"There is no work '{work}'; give some like pp512 or tg64@512")
    kind = match[1] or match[3]
    return kind, int(match[2] or match[4]), int(match[5] or 0)


def output(command, options, **more):
    pinned = ["taskset", "-c", options.cpus] if options.cpus else []
    done = subprocess.run(pinned + command, stdout=subprocess.PIPE, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"This failed: {' '.join(command)}")
    return json.loads(done.stdout.strip().splitlines()[-1])


@functools.cache
def java():
    """The java of the JDK that ./build uses."""
    script = f'. "{ROOT}/.mvn/jdk.sh"; echo "$java_home"'
    found = subprocess.run(["sh", "-c", script], stdout=subprocess.PIPE, text=True)
    return os.path.join(found.stdout.strip(), "bin/java") if found.returncode == 0 else sys.exit(1)


def llamajar(file, work, isa, options):
    """The median tokens per second of one round."""
    kind, tokens, depth = parsed(work)
    lengths = ["-p", str(tokens), "-n", "0"] if kind == "pp" else ["-p", "0", "-n", str(tokens)]
    command = [java(), "-jar", str(options.llamajar), "bench", "-m", str(file), *lengths]
    command += ["-d", str(depth), "-r", str(options.repetitions), "-t", str(options.threads)]
    command += ["--kv", options.kv, "-o", "json"]
    environment = dict(os.environ)
    environment.pop("LLAMAJAR_ISA", None)
    if isa != "best":
        environment["LLAMAJAR_ISA"] = isa
    model = output(command, options, env=environment)["models"][0]
    return model["works"][0]["median"], model["kernels"]


def llama_cpp(file, work, options):
    kind, tokens, depth = parsed(work)
    prompt, generated = (tokens, 0) if kind == "pp" else (depth, tokens)
    command = ["node", "oracle.mjs", "bench", str(file.resolve()), str(prompt), str(generated)]
    command += [str(options.threads), str(options.repetitions), "--kv", options.kv]
    result = output(command, options, cwd=options.oracle)
    figure = "prompt_tokens_per_s" if kind == "pp" else "generation_tokens_per_s"
    return result[figure]["median"]


def spread(values):
    return f"{statistics.median(values):.2f} {extremes(values)}"


def extremes(values):
    return f"({min(values):.2f} to {max(values):.2f})"


def main():
    options = arguments()
    works = options.works.split(",")
    for work in works:
        parsed(work)
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"The load is {load:.1f}: these ratios will flatter Llamajar", file=sys.stderr)
    print("| model | work | kernels | Llamajar, tokens/s | llama.cpp, tokens/s | ratio |")
    print("|---|---|---|--:|--:|--:|")
    for file in options.files:
        for work in works:
            ours = {isa: [] for isa in options.isa.split(",")}
            names = {}
            theirs = []
            for number in range(options.rounds):
                print(f"{file.name} {work}: round {number + 1}", file=sys.stderr)
                theirs.append(llama_cpp(file, work, options))
                for isa, speeds in ours.items():
                    speed, names[isa] = llamajar(file, work, isa, options)
                    speeds.append(speed)
            for isa, speeds in ours.items():
                ratios = [our / their for our, their in zip(speeds, theirs)]
                ratio = statistics.median(speeds) / statistics.median(theirs)
                cells = [file.name, work, names[isa], spread(speeds), spread(theirs)]
                cells.append(f"{ratio:.2f} {extremes(ratios)}")
                print("| " + " | ".join(cells) + " |", flush=True)


main()
