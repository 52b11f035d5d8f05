/* The sliders: what is shown of another position, and what says so. Lines of the run that they do not move are named as such. */
const controls = () => {
  const live = byId("data-live") ? data("live") : null;
  if (!live) return null;
  const box = byId("live"), status = byId("live-status");
  const figuresAt = figuresOf(live);
  const start = () => ({ days: live.days.at, rates: live.rates.at, share: 100, values: live.by ? live.by.values.map(() => true) : [] });
  const same = (a, b) => a.days === b.days && a.rates === b.rates && a.share === b.share && a.values.every((v, n) => v === b.values[n]);
  let position = start(), found = figuresAt(position);
  const slider = { days: byId("live-days"), rates: byId("live-rates"), share: byId("live-share") };
  const checks = [...box.querySelectorAll("[data-value]")];
  const shownIn = live.total ? [...live.currencies, live.total] : live.currencies;
  const answers = shownIn.map((_, c) => document.querySelector(`[data-live-code="${c}"]`));
  const kept = answers.map((a) => a && { figure: a.querySelector("figure").innerHTML, nodes: [...a.querySelectorAll(".headline, .under, tbody")].map((n) => [n, [...n.childNodes].map((x) => x.cloneNode(true))]), hidden: a.hidden, rows: [...a.querySelectorAll("tr[data-figure]")].map((r) => r.hidden) });

  const signed = (n) => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : "0");
  const words = {
    days: (p) => {
      const label = live.days.labels[p.days];
      return { date: `paid on ${label}`, days: `${label} days later`, shift: `${label} days`, none: "" }[live.days.kind];
    },
    rates: (p) => `${signed(live.rates.labels[p.rates])} bp`,
    share: (p) => `${p.share} %`,
  };
  const told = (p) => {
    const parts = [words.days(p), live.rates.labels.length > 1 ? `rates ${words.rates(p)}` : "", `${p.share} % of those that accept`];
    if (live.by && !p.values.every(Boolean)) parts.push(`${live.by.column}: ${live.by.values.filter((_, n) => p.values[n]).join(", ") || "none"}`);
    return parts.filter(Boolean).join(" · ");
  };

  const sentence = (one, currency, digits, of) => {
    const money = (v) => `${currency} ${short(v, digits)}`;
    const change = one.figures.free_cash_flow_change.trade_payable, cost = one.figures.financing_cost[""][0];
    const moved = change.map((v, q) => (v ? q : -1)).filter((q) => q >= 0);
    if (!moved.length && !cost && one.rate === null) return `No ${of}payment moves, cash and cost stay as they are.`;
    if (!moved.length || (change[moved[0]] < 0n && moved.length === 1)) return `No ${of}cash benefit at any quarter end shown; ${cost < 0n ? "earned" : "cost"} ${money(sized(cost))}.`;
    const at = moved[0], up = change[at] > 0n, quarter = live.quarters[at];
    const about = live.expected || (position.share > 0 && position.share < 100) ? "About " : "";
    let text = `${about}${money(sized(change[at]))} ${up ? "more" : "less"} cash on ${quarter.last_day} (${quarter.label})`;
    const gross = one.figures.free_cash_flow_change.borrowing_gross[at];
    const none = up ? "of which nothing" : "but no change";
    const alike = gross > 0n === up && short(sized(gross), digits) === short(sized(change[at]), digits) ? "about the same" : "";
    const other = gross > 0n && gross < change[at] ? `of which only ${money(gross)}` : `but ${money(sized(gross))} ${gross < 0n ? "less" : "more"}`;
    const part = !gross ? none : alike || other;
    if (gross !== change[at]) text += `, ${part} if the bank-funded amount is borrowing`;
    const [later, ...others] = moved.slice(1).filter((q) => (change[q] < 0n) !== (change[at] < 0n));
    const held = live.ends ? 0n : one.figures.cash_retained[""].at(-1), last = live.quarters.at(-1);
    if (held > 0n) text += at < change.length - 1 ? `; ${money(held)} on ${last.last_day} (${last.label}), and the offer has no end date` : "; the offer has no end date";
    else if (later !== undefined) text += `; ${money(sized(change[later]))} ${up ? "unwinds" : "comes back"} in ${live.quarters[later].label}`;
    if (others.length && held <= 0n) text += `, ${money(sized(sum(others.map((q) => change[q]))))} ${others.length === 1 ? `in ${live.quarters[others[0]].label}` : "later"}`;
    if (one.outside.trade_payable < 0n && held <= 0n) text += `; ${money(-one.outside.trade_payable)} unwinds outside the quarters shown`;
    const rate = one.rate === null || !cost ? "" : `, ${(Math.abs(one.rate) * 100).toFixed(2)}% a year`;
    return `${text}. It ${cost < 0n ? "earns" : "costs"} ${money(sized(cost))}${rate}.`;
  };

  const usesBank = (one) => Object.entries(one.figures.free_cash_flow_change).some(
    ([view, values]) => values.some((v, q) => v !== one.figures.free_cash_flow_change.trade_payable[q]) || one.outside[view] !== one.outside.trade_payable);

  const show = (article, one, { name, digits, prefix }) => {
    const bank = usesBank(one), changes = one.figures.free_cash_flow_change;
    article.hidden = false;
    const said = sentence(one, name, digits, prefix ? "" : `${name} `);  // of all together, payments of others are denied, too
    article.querySelector(".headline").textContent = prefix ? prefix + said.replace(/^(No|About) /, (word) => word.toLowerCase()) : said;
    for (const under of article.querySelectorAll(".under")) under.textContent = "Who is made whole is shown for the run alone.";
    const lines = {
      "free_cash_flow_change.trade_payable": [...changes.trade_payable, sum(changes.trade_payable) + one.outside.trade_payable],
      "free_cash_flow_change.borrowing_gross": [...changes.borrowing_gross, sum(changes.borrowing_gross) + one.outside.borrowing_gross],
      financing_cost_accrued: [...one.figures.financing_cost_accrued[""], one.figures.financing_cost[""][0]],
      closing_payables: one.figures.closing_payables[""],
    };
    for (const row of article.querySelectorAll("tr[data-figure]")) {
      if (row.dataset.figure.endsWith("borrowing_gross")) row.hidden = !bank;
      lines[row.dataset.figure].slice(live.since).forEach((value, n) => {
        const text = major(value, digits), cell = row.cells[n + 1];
        cell.className = whole(text).startsWith("−") ? "minus" : "number";
        cell.replaceChildren(made("data", { value: text, title: text }, whole(text)));
      });
    }
    const series = bank
      ? [["as trade payables", changes.trade_payable], ["if bank-funded amounts are borrowing", changes.borrowing_gross]]
      : [["change in free cash flow", changes.trade_payable]];
    const figure = article.querySelector("figure"), id = figure.dataset.name, labels = live.quarters.slice(live.since).map((q) => q.label);
    figure.replaceChildren(bars(id, `Change in free cash flow by quarter, ${name}`, name, digits, labels, series.map(([words, values]) => [words, values.slice(live.since)])));
  };
  const restore = (article, was) => {
    article.hidden = was.hidden;
    article.querySelector("figure").innerHTML = was.figure;
    for (const [node, children] of was.nodes) node.replaceChildren(...children.map((c) => c.cloneNode(true)));
    [...article.querySelectorAll("tr[data-figure]")].forEach((r, n) => { r.hidden = was.rows[n]; });
  };

  const draw = () => {
    found = figuresAt(position);
    for (const [key, input] of Object.entries(slider)) {
      if (!input) continue;
      input.value = String(position[key]);
      input.setAttribute("aria-valuetext", words[key](position));
      byId(`live-${key}-said`).textContent = key === "days" ? live.days.labels[position.days] : words[key](position);
    }
    checks.forEach((c, n) => { c.checked = position.values[n]; });
    const atRun = same(position, start());
    document.documentElement.classList.toggle("moved", !atRun);
    byId("live-back").disabled = atRun;
    byId("live-toml-box").hidden = true;
    if (found.refused) {
      status.textContent = `Not possible: ${told(position)}. ${found.refused}`;
      return;
    }
    status.textContent = atRun ? `As the run: ${told(position)}.` : `Shown: ${told(position)}. What stands below the tables stays that of the run.`;
    answers.forEach((article, c) => {
      if (!article) return;
      if (atRun) restore(article, kept[c]);
      else show(article, found.each[c], shownIn[c]);
    });
  };

  const toml = () => {
    const t = live.toml, lines = ["[[scenario]]", `name = ${t.name}`];
    if (position.share < 100 && t.offers.some((o) => o.accepts.length === 1)) {
      lines.push(`stress = [{ acceptance = ${(position.share / 100).toFixed(2)} }]  # the page shows this stress: so much of every probability`);
    }
    if (t.limits) lines.push("# The payment-term limits of your file hold as before.");
    for (const o of t.offers) {
      lines.push("", "[[scenario.offer]]", ...o.lines, `extend = ${o.extend[position.days]}`);
      lines.push(`acceptance = ${o.accepts.length > 1 ? o.accepts[position.share] : o.accepts[0]}`);
      const where = o.where.slice();
      if (live.by && !position.values.every(Boolean)) {
        const values = live.by.values.filter((_, n) => position.values[n]).map((v) => JSON.stringify(v).replaceAll("\x7f", "\\u007f"));
        const key = /^[A-Za-z0-9_-]+$/.test(live.by.column) ? live.by.column : JSON.stringify(live.by.column);
        const old = where.findIndex(([k]) => k === key);
        where.splice(old < 0 ? where.length : old, old < 0 ? 0 : 1, [key, `[${values.join(", ")}]`]);
      }
      if (where.length) lines.push(`where = { ${where.map(([k, v]) => `${k} = ${v}`).join(", ")} }`);
      lines.push(o.options[position.rates] ?? "");
    }
    return `${lines.join("\n")}\n`;
  };

  const chosen = (asked, labels, what) => {
    const at = labels.findIndex((l) => String(l) === String(asked));
    if (at < 0) throw new RangeError(`${what} '${asked}' is no step; the steps are ${labels[0]} to ${labels[labels.length - 1]}`);
    return at;
  };
  const set = ({ days, rates, share, values } = {}) => {
    const next = { ...position, values: position.values.slice() };
    if (days !== undefined) next.days = chosen(days, live.days.labels, "days");
    if (rates !== undefined) next.rates = chosen(rates, live.rates.labels, "rates");
    if (share !== undefined) {
      if (!Number.isInteger(share) || share < 0 || share > 100) throw new RangeError("share must be a whole number from 0 to 100");
      next.share = share;
    }
    if (values !== undefined) {
      if (!live.by) throw new RangeError("there is no column to choose by");
      values.forEach((v) => chosen(v, live.by.values, live.by.column));
      next.values = live.by.values.map((v) => values.includes(v));
    }
    position = next;
    draw();
    return figures();
  };
  const figures = () => {
    const shown = { days: live.days.labels[position.days], rates: live.rates.labels[position.rates], share: position.share };
    if (live.by) shown.values = live.by.values.filter((_, n) => position.values[n]);
    if (found.refused) return { shown, refused: found.refused };
    const currencies = {}, total = {};
    found.each.forEach((one, c) => {
      const { name, digits, prefix } = shownIn[c];
      const text = (values) => values.map((v) => major(v, digits));
      const each = Object.fromEntries(Object.entries(one.figures).map(([key, views]) => [
        key, "" in views ? text(views[""]) : Object.fromEntries(Object.entries(views).map(([view, v]) => [view, text(v)]))]));
      const outside = Object.fromEntries(Object.entries(one.outside).map(([view, v]) => [view, major(v, digits)]));
      (prefix ? total : currencies)[name] = { ...each, free_cash_flow_change_outside: outside, all_in_rate: one.rate };
    });
    return live.total ? { shown, currencies, total } : { shown, currencies };
  };

  for (const [key, input] of Object.entries(slider)) {
    if (input) input.addEventListener("input", () => { position = { ...position, [key]: Number(input.value) }; draw(); });
  }
  checks.forEach((c, n) => c.addEventListener("change", () => {
    position = { ...position, values: position.values.map((v, at) => (at === n ? c.checked : v)) };
    draw();
  }));
  byId("live-back").addEventListener("click", () => { position = start(); draw(); });
  byId("live-toml").addEventListener("click", () => {
    draw();
    byId("live-toml-box").hidden = false;
    const area = byId("live-toml-text");
    area.value = toml();
    area.focus();
    area.select();
  });
  box.hidden = false;
  draw();
  return { set, figures, toml };
};
