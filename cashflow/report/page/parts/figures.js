/* Figures of a position: the library's exact sums of that step, times the share that accepts, rounded as the library rounds. */
const figuresOf = (live) => {
  const periods = live.quarters.length + 2, ends = live.quarters.length + 1;
  const nAccounts = live.accounts.length, nCosts = live.costs.length;
  const labels = live.by ? live.by.values.length : 1;
  const known = new Map();
  const vector = (at, size) => {
    const key = `${at}/${size}`;
    if (!known.has(key)) {
      const found = live.pool[at] ? live.pool[at].split(",").map(BigInt) : [];
      while (found.length < size) found.push(0n);
      known.set(key, found);
    }
    return known.get(key);
  };
  /** Rows of some records added up over one denominator. */
  const added = (records, per, first, rows, size) => {
    const pers = records.map((r) => BigInt(live.pool[r[per]]));
    const all = pers.reduce(lcm, 1n);
    const out = Array.from({ length: rows }, () => Array(size).fill(0n));
    records.forEach((r, n) => {
      const factor = all / pers[n];
      for (let row = 0; row < rows; row += 1) {
        if (r[first + row]) vector(r[first + row], size).forEach((v, c) => { out[row][c] += v * factor; });
      }
    });
    return { rows: out, per: all };
  };
  const inCurrency = (records, share) => {
    const accounts = added(records, 0, 3, nAccounts, periods);
    const unpaid = added(records, 1, 3 + nAccounts, nCosts, ends);
    const moved = added(records, 2, 3 + nAccounts + nCosts, 1, 2);
    const times = (found) => ({ rows: found.rows.map((row) => row.map((v) => v * share[0])), per: found.per * share[1] });
    const paid = times(accounts), owed = times(unpaid), what = times(moved);
    const rows = paid.rows.map((row) => differences(row, paid.per));
    partsOfWhole(paid.rows.slice(first, first + nCosts), paid.per, differences).forEach((row, n) => { rows[first + n] = row; });
    const due = partsOfWhole(owed.rows, owed.per, (row, per) => row.map((v) => rounded(v, per)));
    return measured({ rows, due, days: [what.rows[0][1], what.per], moves: what.rows[0][0] !== 0n });
  };
  const first = live.accounts.indexOf(live.costs[0]);
  /** All currencies together: each account's running total, and what is owed at each quarter end, translated and rounded once. */
  const inTotal = (each) => {
    const rates = live.total.rates.map((rate) => rate.map(BigInt));
    const levels = (row, per) => row.map((v) => rounded(v, per));
    const together = (of, translated) => each.map((one, c) => of(one).map((row) => translated(row.map((v) => v * rates[c][0]), rates[c][1])))
      .reduce((a, b) => a.map((row, r) => row.map((v, p) => v + b[r][p])));
    const days = each.map((one, c) => [one.days[0] * rates[c][0], one.days[1] * rates[c][1]]).reduce(([a, b], [c, d]) => [a * d + c * b, b * d]);
    return measured({ rows: together((one) => one.rows, differences), due: together((one) => one.due, levels), days, moves: each.some((one) => one.moves) });
  };
  const measured = ({ rows, due, days, moves }) => {
    const accrued = due.map((row, n) => {
      const levels = [0n, ...row, 0n];
      return rows[first + n].map((v, p) => v + levels[p + 1] - levels[p]);
    });
    const byPeriod = (coefficients) => {
      const out = Array(periods).fill(0n);
      for (const [account, c] of Object.entries(coefficients)) rows[live.accounts.indexOf(account)].forEach((v, p) => { out[p] += BigInt(c) * v; });
      return out;
    };
    const timed = (values, timing) =>
      timing === "over the life" ? [sum(values)] : (timing === "at its end" ? cumulative(values) : values).slice(1, -1);
    const figures = {}, outside = {};
    for (const [name, measure] of Object.entries(live.measures)) {
      figures[name] = {};
      for (const [view, coefficients] of Object.entries(measure.coefficients)) {
        const values = byPeriod(coefficients);
        figures[name][view] = measure.timing === "accrued"
          ? accrued.reduce((a, row) => a.map((v, p) => v + row[p]), Array(periods).fill(0n)).slice(1, -1)
          : timed(values, measure.timing);
        if (name === "free_cash_flow_change") outside[view] = values[0] + values[periods - 1];
      }
    }
    const rate = days[0] ? Number(figures.financing_cost[""][0] * 365n * days[1]) / Number(days[0]) : null;
    return { rows, due, days, figures, outside, rate, moves };
  };
  /** Of a position { days, rates, share, values }, all but `values` (a list of true and false) positions on their axes. */
  return (position) => {
    const step = live.steps[position.days * live.rates.labels.length + position.rates];
    if (step[0] < 0) return { refused: live.refused[-1 - step[0]] };
    const share = [BigInt(position.share), 100n];
    const each = live.currencies.map((_, c) => {
      const records = [];
      for (let v = 0; v < labels; v += 1) if (!live.by || position.values[v]) records.push(live.records[step[c * labels + v]]);
      return inCurrency(records, share);
    });
    return { each: live.total ? [...each, inTotal(each)] : each };
  };
};
