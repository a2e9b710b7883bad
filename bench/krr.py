"""KRR's rule with its defaults in NumPy: CPU is the 95th percentile, at least 10 millicores; memory is the maximum + 15 %, at least 100 MiB.

Reads float64 series from standard input (CPU first, then as many of memory; percent or amounts, NaN for no data) and prints the milliseconds of each run
as a JSON list. Source of the defaults: https://github.com/robusta-dev/krr, robusta_krr/strategies/simple.py (cpu_percentile 95,
memory_buffer_percentage 15; older versions had 99 and 5), read 2026-11.

    python3 bench/krr.py SERIES RUNS < series.f64
"""
import json
import sys
import time

import numpy as np

LEAST_CPU_UNITS = 10.24
LEAST_MEMORY_MIB = 100.0


def present(points):
    return points[~np.isnan(points)]


def krr(cpu, memory):
    return (
        [max(float(np.quantile(present(points), 0.95)), LEAST_CPU_UNITS) for points in cpu],
        [max(float(present(points).max()) * 1.15, LEAST_MEMORY_MIB) for points in memory],
    )


def main():
    count, runs = int(sys.argv[1]), int(sys.argv[2])
    series = np.frombuffer(sys.stdin.buffer.read(), dtype="<f8").reshape(count, -1)
    cpu, memory = series[: count // 2], series[count // 2 :]
    milliseconds = []
    for _ in range(runs):
        start = time.perf_counter()
        krr(cpu, memory)
        milliseconds.append((time.perf_counter() - start) * 1000)
    print(json.dumps(milliseconds))


main()
