"""Terms as plain values (JSON, TOML) and back: a step is a small table with one leading key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cashflow.basics.columns import by_name
from cashflow.basics.errors import InputError, nearest
from cashflow.terms.discount import Discount
from cashflow.terms.model import Installment, PaymentTerms
from cashflow.terms.shares import REST, Rounding, Share, decimal_text
from cashflow.terms.steps import Step, step_from_dict

__all__ = ["terms_from_dict", "terms_to_dict"]

_TERMS_KEYS = ("installments", "discounts", "calendar", "rounding", "code", "label")
_PART_KEYS = ("share", "of", "amount", "anchor", "steps", "rounding")
_DISCOUNT_KEYS = ("rate", "amount", "base", "vat", "anchor", "steps", "grace", "part")


def terms_to_dict(terms: PaymentTerms) -> dict[str, Any]:
    """Terms as plain values; shares are fractions as text, ``rest`` takes what is left; what is usual is left out."""
    out: dict[str, Any] = {"installments": [_part_to_dict(p) for p in terms.installments]}
    out |= {"discounts": [_discount_to_dict(d) for d in terms.discounts]} if terms.discounts else {}
    out |= {"calendar": terms.calendar} if terms.calendar else {}
    out |= {"rounding": _rounding_to_dict(terms.rounding)} if terms.rounding != Rounding() else {}
    return out | {k: v for k, v in (("code", terms.code), ("label", terms.label)) if v}


def _part_to_dict(part: Installment) -> dict[str, Any]:
    share = part.share
    if share.of == "amount":
        how_much: dict[str, Any] = {"amount": decimal_text(share.value) or str(share.value)}
    else:
        how_much = {"share": "rest" if share.of == "rest" else str(share.value)}
        how_much |= {"of": share.of} if share.of in ("net", "remainder") else {}
    out = how_much | {"anchor": part.anchor, "steps": [s.to_dict() for s in part.steps]}
    return out | ({"rounding": _rounding_to_dict(part.rounding)} if part.rounding else {})


def _discount_to_dict(discount: Discount) -> dict[str, Any]:
    out: dict[str, Any] = {"rate": str(discount.rate)} if discount.rate is not None else {"amount": str(discount.amount)}
    usual = {"anchor": "invoice", "base": "gross", "vat": "if taken", "grace": 0, "part": None}
    out |= {k: v if isinstance(v, int | str) else str(v) for k, v in by_name(discount, usual).items() if v != usual[k]}
    return out | {"steps": [s.to_dict() for s in discount.steps]}


def _rounding_to_dict(rounding: Rounding) -> dict[str, Any]:
    return {"rule": rounding.rule} | ({"unit": decimal_text(rounding.unit)} if rounding.unit is not None else {})


def terms_from_dict(table: Mapping[str, Any]) -> PaymentTerms:
    """Terms of plain values, as `terms_to_dict` writes them."""
    if not isinstance(table, Mapping) or not isinstance(table.get("installments"), list | tuple):
        hint = "Write { installments = [{ steps = [{ days = 30 }] }] }"
        raise InputError("must be a table with a list of installments", column="terms", value=table, hint=hint)
    _known(table, _TERMS_KEYS, "terms")
    parts = [_part_from_dict(p) for p in table["installments"]]
    discounts = [
        _discount_from_dict(d) for d in _listed(table.get("discounts", ()), "discounts", "[{ rate = '2%', steps = [{ days = 10 }] }]")
    ]
    names = {k: table[k] for k in ("code", "label") if k in table}
    return PaymentTerms(parts, discounts, calendar=table.get("calendar"), rounding=_rounding(table.get("rounding")) or Rounding(), **names)


def _part_from_dict(part: Any) -> Installment:
    _known(part, _PART_KEYS, "installments")
    share = part.get("share", "rest")
    for key in ("share", "of") if "amount" in part else ("of",) if share == "rest" else ():
        if key in part:
            reason = "contradicts the fixed amount" if "amount" in part else "says of what the share is, and the part takes the rest"
            raise InputError(reason, column=f"installments.{key}", value=part[key], hint="Leave one of them out")
    if "amount" in part:
        share = Share(part["amount"], "amount")
    else:
        share = REST if share == "rest" else Share(share, part.get("of", "gross"))
    return Installment(share, _steps(part), part.get("anchor", "invoice"), _rounding(part.get("rounding")))


def _discount_from_dict(table: Any) -> Discount:
    _known(table, _DISCOUNT_KEYS, "discounts")
    given = {k: table[k] for k in ("amount", "base", "vat", "grace", "part") if k in table}
    return Discount(table.get("rate"), _steps(table), table.get("anchor", "invoice"), **given)


def _steps(table: Mapping[str, Any]) -> list[Step]:
    return [step_from_dict(s) for s in _listed(table.get("steps", ()), "steps", "[{ days = 30 }]")]


def _listed(value: Any, where: str, like: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise InputError(f"must be a list like {like}", column=where, value=value)
    return [*value]


def _rounding(value: Any) -> Rounding | None:
    if value is None:
        return None
    if isinstance(value, str):
        return Rounding(value)
    _known(value, ("rule", "unit"), "rounding")
    return Rounding(value.get("rule", "half up"), value.get("unit"))


def _known(table: Any, keys: tuple[str, ...], where: str) -> None:
    if not isinstance(table, Mapping):
        raise InputError("must be a table", column=where, value=table)
    for key in table:
        if key not in keys:
            raise InputError(f"unknown key. {nearest(str(key), keys)}", column=where, value=key)
