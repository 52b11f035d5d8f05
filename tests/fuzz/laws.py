"""What must hold of any input whatever: refusals are sentences, and nothing takes long."""

import contextlib
import re
import time
import unicodedata
import warnings

import cashflow as cf

LONGEST, SECONDS = 2_000, 5.0
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class Fault(AssertionError):
    """Something that no input may cause."""


def check(holds, said):
    """Raise a fault unless something holds."""
    if not holds:
        raise Fault(said)


def unseen(text, keep="\n"):
    """The signs of a text that drive a terminal or are not seen."""
    return [c for c in text if c not in keep and unicodedata.category(c) in UNSEEN]


def judge_text(text, what):
    """A text that is shown is short and holds no hidden sign."""
    check(text and len(text) < LONGEST, f"{what} of {len(text)} letters: {text[:300]}")
    check(not unseen(text), f"{what} with {unseen(text)[:3]!r}: {text[:300]!r}")
    check("Traceback" not in text and "internal error" not in text, f"{what}: {text[:500]}")


def judge(refused):
    """A refusal says something that a reader can bear, and so do its parts."""
    for text in (str(refused), refused.sentence()) if isinstance(refused, cf.InputError) else (str(refused),):
        judge_text(text, "a refusal")
    if isinstance(refused, cf.InputError):
        for asked in refused.ask:
            check(set(asked) - {"means"} == {"what", "choices", "type"}, f"ask: {asked}")
            means = asked.get("means", asked["choices"])
            check(len(means) == len(asked["choices"]) == len(set(means)), f"ask, in which each choice means something else: {asked}")


@contextlib.contextmanager
def timed(what):
    """Processor time is bounded."""
    start = time.process_time()
    yield
    took = time.process_time() - start
    check(took < SECONDS, f"{what} took {took:.1f} s")


def tried(what, call):
    """What a call gives, or `None` and its refusal; anything else than a refusal goes through."""
    with timed(what), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", RuntimeWarning)
        try:
            return call(), None
        except cf.basics.errors.CashflowError as refused:
            judge(refused)
            return None, refused


NUMBERS = re.compile(r"-?\d+\.\d\d")
