/* The bars of `cashflow/report/svg/bars.py`, drawn anew for other amounts: the same whole numbers, so the same markup. */
const WIDTH = 480, HEIGHT = 240, LEFT = 56, TOP = 42, BOTTOM = 42, NARROW = 48;

const axisOf = (values, digits) => {
  const all = [0n, ...values];
  const min = all.reduce((a, b) => (b < a ? b : a)), max = all.reduce((a, b) => (b > a ? b : a));
  let step = 1n;
  while (-floored(min, step) - floored(-max, step) > 5n) step = step.toString()[0] === "2" ? (step * 5n) / 2n : step * 2n;
  const low = floored(min, step) * step;
  const high = -floored(-max, step) * step, span = high - low;
  const height = BigInt(HEIGHT - TOP - BOTTOM);
  const ticks = [];
  for (let v = low; v <= high; v += step) ticks.push([v, short(v, digits).replace(/\.0(?=[a-z]*$)/, "")]);
  return { y: (v) => TOP + Number(span ? ((high - v) * height) / span : height / 2n), ticks };
};

const drawn = (name, attributes, text = null) => made(name, attributes, text, DRAWN);
const written = (text, x, y, kind = null, anchor = "middle") => drawn("text", { x, y, "text-anchor": anchor, ...(kind ? { class: kind } : {}) }, text);

/** `series`: name and amounts in minor units; at most three. */
const bars = (id, title, currency, digits, labels, series) => {
  const axis = axisOf(series.flatMap(([, values]) => values), digits);
  const told = series.map(([name, values]) => `${name}: ${labels.map((l, n) => `${l} ${currency} ${short(values[n], digits)}`).join(", ")}`).join("; ");
  const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "cf-chart", role: "img", "aria-labelledby": `${id}-title ${id}-told` });
  svg.append(drawn("title", { id: `${id}-title` }, title), drawn("desc", { id: `${id}-told` }, told));
  let x = LEFT;
  series.forEach(([name], n) => {
    svg.append(drawn("rect", { x, y: 6, width: 12, height: 12, class: `s${n}` }), written(name, x + 18, 17, null, "start"));
    x += 18 + 6 * [...name].length + 24;
  });
  for (const [value, words] of axis.ticks) {
    const y = axis.y(value);
    svg.append(drawn("line", { x1: LEFT, x2: WIDTH, y1: y, y2: y, class: "grid" }), written(words, LEFT - 8, y + 4, "faint", "end"));
  }
  const each = Math.floor((WIDTH - LEFT) / Math.max(1, labels.length));
  const wide = Math.min(90, Math.floor(Math.floor((each * 4) / 5) / Math.max(1, series.length)));
  const longest = Math.max(0, ...labels.map((l) => [...l].length));
  const small = 8 * longest > each ? "small" : null, every = 1 + Math.floor((6 * longest) / Math.max(1, each));
  labels.forEach((words, at) => {
    const middle = LEFT + each * at + Math.floor(each / 2);
    const inside = WIDTH - (small ? 3 : 4) * [...words].length;
    if (at % every === 0) svg.append(written(words, Math.min(middle, inside), HEIGHT - 8, small));
    const left = middle - Math.floor((wide * series.length) / 2);
    series.forEach(([, values], n) => {
      const value = values[at], zero = axis.y(0n), end = axis.y(value), from = left + wide * n;
      if (value) svg.append(drawn("rect", { x: from + 2, y: Math.min(zero, end), width: wide - 4, height: Math.abs(zero - end), class: `s${n}` }));
      if (wide >= NARROW || n === 0) {
        const y = value >= 0n ? end - 5 : end + 14;
        svg.append(written(short(value, digits), from + Math.floor(wide / 2), y));
      }
    });
  });
  svg.append(drawn("line", { x1: LEFT, x2: WIDTH, y1: axis.y(0n), y2: axis.y(0n), class: "zero" }));
  return svg;
};
