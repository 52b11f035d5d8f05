"""W1 as users of pandas, polars and DuckDB would write it; each returns cash per day and closing payables per quarter, in cents."""

import numpy as np

from .books import DISCOUNT, FIRST, HOLIDAYS, LAST, QUARTERS, RUNS, SPLIT, TERMS

_FIRST, _LAST = (int(np.datetime64(d[:7], "M").astype(int)) for d in QUARTERS)
ENDS = np.arange(_FIRST + 3, _LAST + 2, 3).astype("datetime64[M]").astype("datetime64[D]") - np.timedelta64(1, "D")
FROM, TO = FIRST, LAST + 400  # days on which cash may leave


def answer(pay, cash, settled, day, invoiced):
    """Per-day sums of any way as (cash per day, closing payables per quarter)."""
    out = np.zeros(TO - FROM, np.int64)
    left, came = out.copy(), out.copy()
    for target, days, amounts in ((out, pay, cash), (left, pay, settled), (came, day, invoiced)):
        np.add.at(target, np.asarray(days, np.int64) - FROM, np.asarray(amounts, np.int64))
    return out, np.cumsum(came - left)[np.minimum(ENDS.astype(np.int64) - FROM, len(out) - 1)]


def same(ours, theirs):
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other)


def calendar():
    """Each day of the calendar, its payment run (next business day, then the first run) and the last run on or before it."""
    days = np.arange(FROM - 40, TO, dtype=np.int64).astype("datetime64[D]")
    rolled = np.busday_offset(days, 0, roll="following", holidays=HOLIDAYS)
    return days, RUNS[np.searchsorted(RUNS, rolled)], RUNS[np.searchsorted(RUNS, days, side="right") - 1]


# pandas ------------------------------------------------------------------------------------------------------------------


def pandas_frame(book):
    import pandas as pd

    date = pd.to_datetime(book["day"].astype("datetime64[D]").astype("datetime64[s]"))
    return pd.DataFrame({"date": date, "terms": pd.Categorical.from_codes(book["terms"], TERMS), "amount": book["amount"]})


def _pandas_due(term, date):
    """Due dates of a term, an entry an installment; its words are those of `TERMS`."""
    import pandas as pd

    days, end = (lambda n: pd.Timedelta(days=n)), pd.offsets.MonthEnd(0)
    if term.startswith("end of month then"):
        return [date + end + days(int(term.split()[-2]))]
    if term.endswith("then end of month"):
        return [date + days(int(term.split()[0])) + end]
    if term == "1 month then on day 10":
        return [date + end + days(10)]
    if term == TERMS[SPLIT]:
        return [date + days(30), date + days(60)]
    return [date + days(10 if term == TERMS[DISCOUNT] else int(term.split()[-1]))]


def pandas_idiomatic(frame):
    """Offsets a term; next business day, next Thursday, next business day; one groupby."""
    return _pandas(frame, _pandas_run, _pandas_last_run)


def pandas_search(frame):
    """The same, the runs found by `searchsorted` in their list."""
    first = lambda due: RUNS[np.searchsorted(RUNS, _following(due))]  # noqa: E731
    return _pandas(frame, first, lambda due: RUNS[np.searchsorted(RUNS, due, side="right") - 1])


def _following(dates):
    return np.busday_offset(dates, 0, roll="following", holidays=HOLIDAYS)


def _thursday(dates):
    """The Thursday on or after each date."""
    import pandas as pd

    index = pd.DatetimeIndex(dates.astype("datetime64[s]"))
    return (index + pd.to_timedelta((3 - index.day_of_week) % 7, unit="D")).to_numpy().astype("datetime64[D]")


def _pandas_run(due):
    rolled = _following(due)
    thursday = _thursday(rolled)
    run, before = _following(thursday), _following(thursday - np.timedelta64(7, "D"))
    return np.where(before >= rolled, before, run)


def _pandas_last_run(due):
    thursday = _thursday(due)
    run, before = _following(thursday), _following(thursday - np.timedelta64(7, "D"))
    return np.where(run <= due, run, before)


def _pandas(frame, first_run, last_run):
    import pandas as pd

    parts = []
    for term, rows in frame.groupby("terms", observed=True):
        amount = rows["amount"]
        first = (amount * 30 + 50) // 100 if term == TERMS[SPLIT] else amount
        for place, due in enumerate(_pandas_due(term, rows["date"])):
            pay = (last_run if term == TERMS[DISCOUNT] else first_run)(due.to_numpy().astype("datetime64[D]"))
            settled = first if place == 0 else amount - first
            cash = settled - (amount * 2 + 50) // 100 if term == TERMS[DISCOUNT] else settled
            parts.append(pd.DataFrame({"pay": pay.astype("datetime64[s]"), "cash": cash.to_numpy(), "settled": settled.to_numpy()}))
    paid = pd.concat(parts).groupby("pay")[["cash", "settled"]].sum()
    invoiced = frame.groupby("date")["amount"].sum()
    days = lambda index: index.to_numpy().astype("datetime64[D]").astype(np.int64)  # noqa: E731
    return answer(days(paid.index), paid["cash"], paid["settled"], days(invoiced.index), invoiced)


# polars ------------------------------------------------------------------------------------------------------------------


def polars_frame(book):
    import polars as pl

    return pl.DataFrame({"date": pl.Series(book["day"]).cast(pl.Date), "terms": book["terms"], "amount": book["amount"]})


def _polars_due():
    import polars as pl

    date, terms, end = pl.col("date"), pl.col("terms"), pl.col("date").dt.month_end()
    chain = None
    for code, term in enumerate(TERMS[:-1]):
        if term.startswith("end of month then"):
            due = end + pl.duration(days=int(term.split()[-2]))
        elif term.endswith("then end of month"):
            due = (date + pl.duration(days=int(term.split()[0]))).dt.month_end()
        elif term == "1 month then on day 10":
            due = end + pl.duration(days=10)
        else:
            due = date + pl.duration(days=30 if code == SPLIT else int(term.split()[-1]))
        chain = (pl if chain is None else chain).when(terms == code).then(due)
    return chain.otherwise(date + pl.duration(days=10))


def _polars_lines(lazy):
    """Due date, cash and settled amount of every installment."""
    import polars as pl

    amount, terms = pl.col("amount"), pl.col("terms")
    part, off = (amount * 30 + 50) // 100, (amount * 2 + 50) // 100
    settled = pl.when(terms == SPLIT).then(part).otherwise(amount)
    cash = pl.when(terms == SPLIT).then(part).when(terms == DISCOUNT).then(amount - off).otherwise(amount)
    first = lazy.select("terms", due=_polars_due(), cash=cash, settled=settled)
    second = lazy.filter(terms == SPLIT).select(
        "terms", due=pl.col("date") + pl.duration(days=60), cash=amount - part, settled=amount - part
    )
    return pl.concat([first, second])


def _polars_answer(lazy, paid):
    import polars as pl

    sums = paid.group_by("pay").agg(pl.col("cash").sum(), pl.col("settled").sum())
    sums, came = pl.collect_all([sums, lazy.group_by("date").agg(pl.col("amount").sum())])
    days = lambda column: column.to_physical().to_numpy()  # noqa: E731
    return answer(days(sums["pay"]), sums["cash"].to_numpy(), sums["settled"].to_numpy(), days(came["date"]), came["amount"].to_numpy())


def polars_expressions(frame):
    """`add_business_days`, then the next Thursday; a run on a holiday moves on."""
    import polars as pl

    closed, lazy, week = HOLIDAYS.tolist(), frame.lazy(), pl.duration(days=7)
    business = lambda e: e.dt.add_business_days(0, holidays=closed, roll="forward")  # noqa: E731
    due, discount = pl.col("due"), pl.col("terms") == DISCOUNT
    lines = _polars_lines(lazy).with_columns(due=pl.when(discount).then(due).otherwise(business(due)))
    ahead = pl.duration(days=(4 - due.dt.weekday().cast(pl.Int64)) % 7)  # to Thursday
    lines = lines.with_columns(thursday=pl.when(discount & (due.dt.weekday() != 4)).then(due + ahead - week).otherwise(due + ahead))
    lines = lines.with_columns(run=business(pl.col("thursday")), before=business(pl.col("thursday") - week))
    moved = pl.when(discount, pl.col("run") <= due).then("run").when(discount).then("before")
    return _polars_answer(lazy, lines.select("cash", "settled", pay=moved.when(pl.col("before") >= due).then("before").otherwise("run")))


def polars_search(frame):
    """`add_business_days` once, then the run by binary search in the list of runs."""
    import polars as pl

    closed, lazy, runs = HOLIDAYS.tolist(), frame.lazy(), pl.Series(RUNS.astype("datetime64[D]").astype(np.int32)).cast(pl.Date)
    due, discount = pl.col("due"), pl.col("terms") == DISCOUNT
    rolled = due.dt.add_business_days(0, holidays=closed, roll="forward")
    place = pl.when(discount).then(pl.lit(runs).search_sorted(due, side="right") - 1).otherwise(pl.lit(runs).search_sorted(rolled))
    return _polars_answer(lazy, _polars_lines(lazy).select("cash", "settled", pay=pl.lit(runs).gather(place)))


def polars_calendar(frame):
    """Due dates by expressions, payment dates by a join with a calendar."""
    import polars as pl

    date = lambda d: pl.Series(d.astype(np.int32)).cast(pl.Date)  # noqa: E731
    days, run, last = (date(d) for d in calendar())
    table = pl.DataFrame({"due": days, "run": run, "last": last}).lazy()
    lines = _polars_lines(frame.lazy()).join(table, on="due")
    pay = pl.when(pl.col("terms") == DISCOUNT).then("last").otherwise("run")
    return _polars_answer(frame.lazy(), lines.select("cash", "settled", pay=pay))


# DuckDB ------------------------------------------------------------------------------------------------------------------

DUE = " ".join(
    f"WHEN {code} THEN "
    + (
        f"last_day(date) + {term.split()[-2]}" if term.startswith("end of month then")
        else f"last_day(date + {term.split()[0]})" if term.endswith("then end of month")
        else "last_day(date) + 10" if term == "1 month then on day 10"
        else "date + 30" if code == SPLIT else "date + 10" if code == DISCOUNT else f"date + {term.split()[-1]}"
    )
    for code, term in enumerate(TERMS)
)  # fmt: skip
PART, OFF = "(amount * 30 + 50) // 100", "(amount * 2 + 50) // 100"


def duckdb_table(book):
    import duckdb

    con = duckdb.connect()
    arrays = {"day": book["day"], "terms": book["terms"], "amount": book["amount"]}
    con.register("arrays", arrays)
    con.execute("CREATE TABLE invoices AS SELECT DATE '1970-01-01' + day AS date, terms, amount FROM arrays")
    days, run, last = (d.astype(np.int32) for d in calendar())
    con.register("days", {"due": days, "run": run, "last": last})
    columns = ", ".join(f"DATE '1970-01-01' + {c} AS {c}" for c in ("due", "run", "last"))
    con.execute(f"CREATE TABLE calendar AS SELECT {columns} FROM days")
    return con


def numbers(con, sql):
    found = con.execute(sql).fetchnumpy()
    return [v.astype("datetime64[D]").astype(np.int64) if v.dtype.kind == "M" else np.asarray(v) for v in found.values()]


def duckdb_sql(con):
    """CASE a term, a join with the calendar, GROUP BY."""
    pay, cash, settled = numbers(
        con,
        f"""WITH lines AS (
              SELECT terms, (CASE terms {DUE} END)::DATE AS due,
                     CASE terms WHEN {SPLIT} THEN {PART} WHEN {DISCOUNT} THEN amount - {OFF} ELSE amount END AS cash,
                     CASE terms WHEN {SPLIT} THEN {PART} ELSE amount END AS settled FROM invoices
              UNION ALL SELECT terms, date + 60, amount - {PART}, amount - {PART} FROM invoices WHERE terms = {SPLIT})
            SELECT CASE terms WHEN {DISCOUNT} THEN last ELSE run END AS pay, sum(cash)::BIGINT AS cash, sum(settled)::BIGINT AS settled
            FROM lines JOIN calendar USING (due) GROUP BY 1""",
    )
    return answer(pay, cash, settled, *numbers(con, "SELECT date, sum(amount)::BIGINT AS amount FROM invoices GROUP BY 1"))


# The same idea as ours: sums by terms and date first ---------------------------------------------------------------------


def from_cells(terms, day, amount, part):
    """Payment days of sums by terms and invoice day; `part` is the first installment, or the discount."""
    import pandas as pd

    days, run, last = calendar()
    pays, cash, settled = [], [], []
    for code in range(len(TERMS)):
        mine = np.flatnonzero(terms == code)
        dates = pd.Series(day[mine].astype("datetime64[D]").astype("datetime64[s]"))
        for place, due in enumerate(_pandas_due(TERMS[code], dates)):
            at = due.to_numpy().astype("datetime64[D]").astype(np.int64) - int(days[0].astype(np.int64))
            pays.append((last if code == DISCOUNT else run)[at].astype(np.int64))
            whole = amount[mine]
            settled.append((part[mine] if place == 0 else whole - part[mine]) if code == SPLIT else whole)
            cash.append(whole - part[mine] if code == DISCOUNT else settled[-1])
    return answer(*(np.concatenate(c) for c in (pays, cash, settled)), day, amount)


def polars_cells(frame):
    import polars as pl

    amount, terms = pl.col("amount"), pl.col("terms")
    part = pl.when(terms == SPLIT).then((amount * 30 + 50) // 100).when(terms == DISCOUNT).then((amount * 2 + 50) // 100).otherwise(0)
    sums = frame.lazy().group_by("terms", "date").agg(amount.sum(), part.sum().alias("part")).collect()
    return from_cells(*(sums[c].to_physical().to_numpy() for c in ("terms", "date", "amount", "part")))


def duckdb_cells(con):
    part = f"CASE terms WHEN {SPLIT} THEN {PART} WHEN {DISCOUNT} THEN {OFF} ELSE 0 END"
    sums = f"SELECT terms, date, sum(amount)::BIGINT AS amount, sum({part})::BIGINT AS part FROM invoices GROUP BY ALL"
    return from_cells(*numbers(con, sums))
