#!/usr/bin/env python3
"""Has many clients ask at once, Llamajar's server and llama.cpp in alternation: lab/crowd.py FILE

Prints a Markdown table: tokens per second of all clients together, and the time to the first token
that half and 95% of them have seen. Each client has a prompt of its own. Llamajar is asked over HTTP;
llama.cpp within its process, by the continuous batching of the npm package, as that has no server.

  --clients N      how many ask at once (default: 16)
  --prompt N       tokens of each prompt (default: 128)
  --tokens N       tokens of each answer (default: 64)
  --rounds N       of both engines, one after the other (default: 3)
  --threads N      for both (default: 2)
  --llamajar FILE  the JAR (default: cli/target/llamajar.jar)
  --oracle DIR     where llama.cpp was installed, see compare.py (default: $LLAMAJAR_ORACLE)
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--prompt", type=int, default=128)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--llamajar", type=Path, default=ROOT / "cli/target/llamajar.jar")
    parser.add_argument("--oracle", type=Path, default=os.environ.get("LLAMAJAR_ORACLE"))
    options = parser.parse_args()
    if not options.oracle or not options.oracle.is_dir():
        sys.exit("llama.cpp is missing; name its folder with --oracle, compare.py says more")
    return options


def prompt(client, length):
    return [100 + (i * 7919 + client * 104729) % 90000 for i in range(length)]


def ask(url, client, options, begun, answers):
    body = {
        "prompt": prompt(client, options.prompt),
        "max_tokens": options.tokens,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    request = urllib.request.Request(
        url + "/v1/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    first, count = 0, 0
    with urllib.request.urlopen(request) as reply:
        for line in reply:
            if line.startswith(b"data: {"):
                event = json.loads(line[6:])
                first = first or time.monotonic() - begun
                count = (event.get("usage") or {}).get("completion_tokens", count)
    answers.append({"first": first, "count": count})


def llamajar(options):
    """A server of its own, so that nothing is known from the round before."""
    command = ["java", "-jar", str(options.llamajar), "serve", "--port", "0"]
    command += ["-m", str(options.file), "-t", str(options.threads)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        url = next(w for w in server.stdout.readline().split() if w.startswith("http")).rstrip("/.")
        ask(url, -1, argparse.Namespace(prompt=4, tokens=4), 0, [])  # opens the model
        answers = []
        begun = time.monotonic()
        threads = [
            threading.Thread(target=ask, args=(url, c, options, begun, answers))
            for c in range(options.clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {"seconds": time.monotonic() - begun, "answers": answers}
    finally:
        server.terminate()
        server.wait()


def llama_cpp(options):
    command = ["node", str(ROOT / "lab/crowd.mjs"), str(options.file.resolve())]
    numbers = (options.clients, options.prompt, options.tokens, options.threads)
    done = subprocess.run(
        command + [str(n) for n in numbers], cwd=options.oracle, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def summary(result):
    """Tokens per second of all, and the times to the first token: of half, and of 95%."""
    firsts = sorted(answer["first"] for answer in result["answers"])
    count = sum(answer["count"] for answer in result["answers"])
    last = firsts[min(len(firsts) - 1, int(0.95 * len(firsts)))]
    return count / result["seconds"], statistics.median(firsts), last


def main():
    options = arguments()
    engines = {"Llamajar": llamajar, "llama.cpp": llama_cpp}
    rounds = {name: [] for name in engines}
    for number in range(options.rounds):
        for name, run in engines.items():
            rounds[name].append(summary(run(options)))
            print(f"round {number + 1}: {name} {rounds[name][-1]}", file=sys.stderr)
    print("| engine | tokens/s, all clients | first token, half of them | 95% |")
    print("|---|--:|--:|--:|")
    for name, all_rounds in rounds.items():
        speed, half, most = (statistics.median(column) for column in zip(*all_rounds))
        print(f"| {name} | {speed:.1f} | {half:.2f} s | {most:.2f} s |")
    ratios = [a[0] / b[0] for a, b in zip(*rounds.values())]
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"\nRatio of tokens/s: {statistics.median(ratios):.2f} ({spread})")


main()
