"""``python -m tests.fuzz --seconds 60``: tries all doors in turn, prints counts and faults, exits 1 if there is a fault."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz import doors


def main(arguments=None):
    asked = argparse.ArgumentParser("python -m tests.fuzz", description=__doc__)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--door", choices=[*doors.DOORS], action="append")
    asked.add_argument("--only", type=int, help="the number of one case, of the one door that is named")
    given = asked.parse_args(arguments)
    names = given.door or [*doors.DOORS]
    if given.only is not None:
        with tempfile.TemporaryDirectory(prefix="cashflow-fuzz-") as folder:
            doors.DOORS[names[0]](doors.chance_of(names[0], given.seed, given.only), Path(folder))
        return 0
    counts, _, faults = doors.run(names, given.seed, given.seconds, tell=_tell)
    print(
        f"{', '.join(f'{many:,} {name}' for name, many in counts.items())}; {len(faults)} faults; most memory {doors.memory():,} MB",
        flush=True,
    )
    return 1 if faults else 0


def _tell(fault):
    print(f"\n== {fault.door} {fault.number} (seed {fault.seed}): {fault.said}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
