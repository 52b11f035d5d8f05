/* Exact arithmetic, as the library does it: integers over one denominator, rounded once, halves away from zero. */
const sized = (n) => (n < 0n ? -n : n);
const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };
const lcm = (a, b) => (a / gcd(a, b)) * b;
const sum = (values) => values.reduce((a, b) => a + b, 0n);

const rounded = (n, per) => {
  const q = (2n * sized(n) + per) / (2n * per);
  return n < 0n ? -q : q;
};
const floored = (n, by) => (n >= 0n || n % by === 0n ? n / by : n / by - 1n);

/** Rounded so that running totals are the rounded running totals. */
const differences = (row, per) => {
  let total = 0n, before = 0n;
  return row.map((v) => {
    total += v;
    const now = rounded(total, per), step = now - before;
    before = now;
    return step;
  });
};

/** Rows rounded so that they add up to their rounded sum: the one with the largest amount takes what is left. */
const partsOfWhole = (rows, per, how) => {
  const out = rows.map((row) => how(row, per));
  const sizes = rows.map((row) => sized(sum(row)));
  const largest = sizes.reduce((best, v, n) => (v > sizes[best] ? n : best), 0);
  const total = how(rows[0].map((_, c) => sum(rows.map((row) => row[c]))), per);
  out[largest] = out[largest].map((v, c) => v + total[c] - sum(out.map((row) => row[c])));
  return out;
};

const cumulative = (row) => { let total = 0n; return row.map((v) => (total += v)); };

/** Minor units as text with all digits of the currency. */
const major = (minor, digits) => {
  const text = sized(minor).toString().padStart(digits + 1, "0");
  const shown = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
  return minor < 0n ? `-${shown}` : shown;
};

/** An amount in few signs, without its currency: 76.4m, 2.0bn, −450.0k, 999. */
const short = (minor, digits) => {
  const unit = 10n ** BigInt(digits), size = sized(minor);
  const decimal = (tenths, places) => {
    const text = sized(tenths).toString().padStart(places + 1, "0");
    const front = grouped(places ? text.slice(0, -places) : text);
    return (tenths < 0n ? "−" : "") + front + (places ? `.${text.slice(-places)}` : "");
  };
  for (const [least, scale, letter] of [[999950000n, 10n ** 9n, "bn"], [999950n, 10n ** 6n, "m"], [10n ** 4n, 10n ** 3n, "k"]]) {
    if (size >= least * unit) return decimal(rounded(minor * 10n, scale * unit), 1) + letter;
  }
  const places = size > 0n && size < 100n * unit ? digits : 0;
  return decimal(rounded(minor * 10n ** BigInt(places), unit), places);
};
