#!/usr/bin/env python3
"""Measures the time from exec to the first byte of text: lab/first-token.py [-n RUNS] COMMAND ...

Several commands, separated by "--", are run in alternation, so that other work on the machine hits
all of them. Prints the median, least and greatest seconds of each.
"""

import statistics
import subprocess
import sys
import time


def seconds_to_first_byte(command):
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        first = process.stdout.read(1)
        seconds = time.perf_counter() - begun
        process.stdout.read()
    if not first:
        sys.exit(f"no output from: {' '.join(command)}")
    return seconds


def main(arguments):
    runs = 15
    if arguments[:1] == ["-n"]:
        runs, arguments = int(arguments[1]), arguments[2:]
    commands = [[]]
    for argument in arguments:
        if argument == "--":
            commands.append([])
        else:
            commands[-1].append(argument)
    times = [[] for _ in commands]
    for run in range(runs + 1):
        for command, taken in zip(commands, times):
            seconds = seconds_to_first_byte(command)
            if run > 0:  # the first only warms the page cache
                taken.append(seconds)
    for command, taken in zip(commands, times):
        middle = statistics.median(taken)
        print(f"{middle:.3f} s ({min(taken):.3f} to {max(taken):.3f})  {' '.join(command)}")


main(sys.argv[1:])
