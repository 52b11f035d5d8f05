"""A small export as a file, what is read of it, and its refusal: for the tests of layouts that systems write."""

import pytest

import cashflow as cf


def write(folder, text, name="a.csv", encoding="utf-8"):
    (folder / name).write_bytes(text.lstrip("\n").encode(encoding))
    return folder / name


def money(ledger):
    """What is accepted and what is open, by currency."""
    return dict(ledger.findings.amount_accepted), dict(ledger.findings.amount_open)


def refused(path, **options):
    with pytest.raises(cf.InputError) as found:
        cf.read_ledger(path, **options)
    return found.value
