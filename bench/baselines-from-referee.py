"""What the sizing referee's peers ask for, as test/fixtures/baselines/expected.json: the numbers that backtest's rules of thumb are compared with.

The referee is a second implementation, in NumPy, of the published rules of CloudFix, KRR and VPA and of maximum + 25 %. Asked are series that are made up
here (and in the same way in test/backtest/made-histories.ts), and decisions on public traces, of which only the answers are kept.

    python3 bench/baselines-from-referee.py REFEREE_FOLDER TRACES_FOLDER > test/fixtures/baselines/expected.json
"""
import json
import math
import os
import sys
import tempfile

os.environ.setdefault("REFEREE_CACHE", tempfile.mkdtemp())
sys.path.insert(0, sys.argv[1])

import numpy as np
import peers
import referee

TRACES = [
    "azure2017__vm1023330",
    "bitbrains_rnd__vm112",
    "bitbrains_rnd__vm386",
    "google2019__job113812204462-115",
    "nab_cloudwatch__rds_cpu_utilization_cc0c53",
    "pool_capacity__cluster28",
    "smd__machine-2-2",
]
RULES = {
    "CloudFix": ("cloudfix", 1.2),
    "KRR": ("krr", 0.95),
    "VPA": ("vpa", 0.9),
    "max + 25 %": ("seed", 1.25),
}
POINTS = peers.WIN
NONE = math.nan


def noise(index):
    return ((index * 2654435761) % 2**32) / 2**32


def series(at):
    return np.array([at(index) for index in range(POINTS)], float)


def gaps(at):
    return series(lambda index: NONE if index % 5 == 0 else at(index))


def lately(points, at):
    return series(lambda index: at(index) if index >= POINTS - points else NONE)


def made():
    return {
        "wave": (series(lambda i: 300 + (200 * (i % 288)) / 288 + 50 * noise(i)), series(lambda i: 1500 + 100 * noise(i))),
        "spiky": (series(lambda i: 1900 if i % 700 == 0 else 80 + 20 * noise(i)), series(lambda i: 900 + 3 * (i % 288))),
        "gappy": (gaps(lambda i: 500 + (i // 288) * 10), gaps(lambda i: 2000 + (i // 2016) * 128)),
        "bursty": (series(lambda i: 40 / math.sqrt(1 - noise(i))), series(lambda i: 700 + 60 * math.sqrt(noise(i)) + i / 64)),
        "shifted": (
            series(lambda i: (900 if i >= POINTS - 400 else 200) + 30 * noise(i)),
            series(lambda i: (3000 if i >= POINTS - 400 else 1200) + 30 * noise(i)),
        ),
        "young": (lately(900, lambda i: 100 + 300 * noise(i)), lately(900, lambda i: 500 + 40 * noise(i))),
        "new": (lately(90, lambda i: 100 + 300 * noise(i)), lately(90, lambda i: 500 + 40 * noise(i))),
    }


def answers(cpu, memory):
    """By rule: CPU units and MiB before the snap, or null where the rule says nothing; the task after it where memory is measured."""
    found = {}
    for rule, (peer, knob) in RULES.items():
        units, mebibytes = peers.PEERS[peer][0](cpu, memory, [knob])
        if units is None:
            found[rule] = None
            continue
        asked = {"cpuUnits": float(units[0])}
        if mebibytes is not None:
            asked["memoryMiB"] = float(mebibytes[0])
            cpu_units, memory_mib = peers.snap(units[0], mebibytes[0])
            asked["task"] = {"cpuUnits": int(cpu_units), "memoryMiB": int(memory_mib)}
        found[rule] = asked
    return found


def of_trace(folder, name):
    digest, dense = referee.read_trace(os.path.join(folder, name + ".csv.gz"))
    service = referee.Svc(name, "", "", "", digest, dense, referee.WEEK, "max")
    decisions = [start for start, _ in service.dec]
    return [
        {
            "trace": name,
            "decidedAt": start,
            "asked": answers(
                peers.window(service.u, start), None if service.um is None else peers.window(service.um, start)
            ),
        }
        for start in sorted({decisions[0], decisions[-1]})
    ]


def main():
    histories = {name: answers(*history) for name, history in made().items()}
    traces = [each for name in TRACES for each in of_trace(sys.argv[2], name)]
    print(json.dumps({"made": histories, "traces": traces}, indent=2))


main()
