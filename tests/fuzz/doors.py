"""The doors, and the loop that tries them: every case has a door, a seed and a number, and is the same wherever it runs."""

import collections
import random
import resource
import shutil
import tempfile
import time
import traceback
from pathlib import Path

from attrs import frozen

from tests.fuzz import commands, einvoices, ledgers, parquets, texts, whatifs
from tests.fuzz.laws import check

DOORS = {d.__name__.rpartition(".")[2]: d.try_one for d in (ledgers, whatifs, texts, parquets, einvoices, commands)}


MOST_MEMORY = 400  # MB that one case may add


def memory():
    """The most memory taken so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@frozen
class FoundFault:
    door: str
    seed: int
    number: int
    said: str


def chance_of(door, seed, number):
    """The random numbers of a case."""
    return random.Random(f"{door} {seed} {number}")


def run(names, seed, seconds, tell=lambda fault: None, most=None):
    """Try doors for some seconds, or so many cases each; how many were tried and how many accepted of each, and the faults, one of a kind."""
    counts, accepted, faults, kinds = collections.Counter(), collections.Counter(), [], set()
    for name in names:
        until = time.monotonic() + seconds / len(names)
        with tempfile.TemporaryDirectory(prefix="cashflow-fuzz-") as base:
            number = 0
            while time.monotonic() < until and (most is None or number < most):
                folder = Path(base, "case")
                folder.mkdir()
                peak = memory()
                try:
                    counts[name] += 1
                    accepted[name] += DOORS[name](chance_of(name, seed, number), folder)
                    check(memory() - peak < MOST_MEMORY, f"it took {memory() - peak:,} MB more")
                except Exception as wrong:
                    kind, said = _told(wrong)
                    if kind not in kinds:
                        kinds.add(kind)
                        faults.append(FoundFault(name, seed, number, said))
                        tell(faults[-1])
                shutil.rmtree(folder)
                number += 1
    return counts, accepted, faults


def _told(wrong):
    """What kind of fault it is, and in words where it comes from."""
    frames = traceback.extract_tb(wrong.__traceback__)
    own = [f for f in frames if "cashflow" in f.filename or "fuzz" in f.filename] or frames
    kind = (type(wrong).__name__, own[-1].filename, own[-1].lineno, own[-2].lineno if len(own) > 1 else 0)
    places = " <- ".join(f"{Path(f.filename).name}:{f.lineno}" for f in own[:-7:-1])
    return kind, f"{type(wrong).__name__}: {str(wrong)[:1500]}\n   {places}"
