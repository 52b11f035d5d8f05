"""How much a run tries: numbers of examples and of seeds go with the profile of hypothesis (`tests/conftest.py`)."""

import os

from hypothesis import HealthCheck, settings

FULL = 60
"""Examples of a test that asks for no number of its own, in the profile `full`."""


def load_profile(fast):
    """The profile that HYPOTHESIS_PROFILE names, else `quick` in the fast part and `house` in the whole.

    All but `wide` are the same examples in every run: a failure in CI is a failure at home.
    """
    told = {"deadline": None, "suppress_health_check": list(HealthCheck)}
    settings.register_profile("quick", derandomize=True, max_examples=FULL // 6, **told)
    settings.register_profile("house", derandomize=True, max_examples=FULL // 3, **told)
    settings.register_profile("full", derandomize=True, max_examples=FULL, **told)
    settings.register_profile("wide", max_examples=1000, **told)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("quick" if fast else "house"))


def so_many(full):
    """Of a number that stands for the profile `full` as many as the profile tries."""
    return max(3, full * settings.default.max_examples // FULL)


def examples(full):
    """Settings of a test that wants more or fewer examples than others: so many in the profile `full`."""
    return settings(max_examples=so_many(full))
