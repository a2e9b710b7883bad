"""What every peer at every knob costs: mean cost, share short of CPU and memory episodes a service-month.

For five nominal sizes of each trace.

python3 peers.py REFEREE TRACES prints JSON: for each nominal size the services it counts, and for each
column [cost, share, episodes].
"""
import hashlib
import json
import os
import sys
import types

import numpy as np

sys.path.insert(0, sys.argv[1])
import peers  # noqa: E402
import referee  # noqa: E402

SIZES = [512, 1024, 2048, 4096, 8192]


def nominal(shift):
    def size(key):
        digest = hashlib.sha256(('nominal:' + key).encode()).digest()
        cpu = SIZES[(digest[0] + shift) % 5]
        memories = peers.nominal_mem_choices(cpu)
        return cpu, memories[digest[1] % len(memories)]
    return size


def columns(service):
    needs = np.nan_to_num(referee.peer_job((service, 'max')), nan=1e9)
    cpu, memory = peers.snap(needs[..., 0], needs[..., 1])
    cpu, memory = peers.snap(np.minimum(cpu, service.nom[0]), np.minimum(memory, service.nom[1]))
    manual = peers.COLS.index(('manual', 1.0))
    cpu[manual], memory[manual] = service.nom
    result = service.evaluate(cpu, memory)
    return np.array([result['cost'] / service.months, result['viol'], result['memEp'] / service.months])


def judged(shift):
    referee.nominal_size = nominal(shift)
    _, services, _ = referee.load(types.SimpleNamespace(traces=sys.argv[2], daily=False, stat='max'))
    services = [service for service in services if service.cls in ('A', 'B', 'C')]
    means = np.mean([columns(service) for service in services], axis=0)
    return {'services': [service.key for service in services], 'columns': means.T.tolist()}


os.makedirs(referee.CACHE, exist_ok=True)
json.dump([judged(shift) for shift in range(5)], sys.stdout)
