/* The suppliers: only the lines in sight are in the page, so 20,000 scroll as one does. */
const suppliers = () => {
  if (!byId("data-suppliers")) return;
  const { rows, columns, file, none } = data("suppliers");
  const box = byId("suppliers-box"), search = byId("suppliers-search"), count = byId("suppliers-count");
  if (!rows) {
    box.classList.remove("tall");
    box.textContent = none;
    search.parentElement.hidden = true;
    return;
  }
  const HEIGHT = 32, SPARE = 12, PRINTED = 40;
  const coded = (c) => c.codes !== undefined;
  const value = (c, row) => (coded(c) ? c.texts[c.codes[row]] : c.values[row]);
  const isNumber = (c) => c.kind === "money" || c.kind === "number" || c.kind === "share";
  const shown = (c, row) => {
    const found = value(c, row);
    return found === null ? "–" : c.kind === "money" ? whole(found) : c.kind === "number" ? found.replace("-", "−") : found;
  };
  let small = null; // texts in small letters, made when one searches
  const collator = new Intl.Collator("en", { numeric: true });
  let order = Array.from({ length: rows }, (_, n) => n), sorted = null, rising = false;

  const table = made("table", { class: "suppliers amounts", "aria-rowcount": String(rows + 1) });
  const head = table.createTHead().insertRow(), body = table.createTBody();
  const heads = columns.map((c) => {
    const th = made("th", { scope: "col", class: isNumber(c) ? "number" : "text" });
    const button = made("button", { type: "button" }, c.name);
    button.addEventListener("click", () => sort(c));
    th.append(button);
    head.append(th);
    return th;
  });
  box.append(table);

  const draw = (all = false) => {
    const first = all ? 0 : Math.max(0, Math.floor(box.scrollTop / HEIGHT) - SPARE);
    const last = all ? Math.min(order.length, PRINTED) : Math.min(order.length, first + Math.ceil(box.clientHeight / HEIGHT) + 2 * SPARE);
    const lines = [];
    const gap = (many) => {
      const tr = made("tr", { class: "gap", "aria-hidden": "true" });
      const td = made("td", { colspan: String(columns.length) });
      td.style.height = `${many * HEIGHT}px`;
      tr.append(td);
      return tr;
    };
    if (first) lines.push(gap(first));
    for (let n = first; n < last; n += 1) {
      const tr = made("tr", { "aria-rowindex": String(n + 2) });
      columns.forEach((c, at) => {
        const text = shown(c, order[n]), raw = value(c, order[n]);
        const kind = isNumber(c) ? (text.startsWith("−") ? "minus" : "number") : "text";
        const cell = at === 0 ? made("th", { scope: "row" }, text) : made("td", { class: text.length > 24 ? `${kind} long` : kind }, text);
        if (raw !== null && (c.kind === "money" || text.length > 24)) cell.title = raw;
        tr.append(cell);
      });
      lines.push(tr);
    }
    if (!all && last < order.length) lines.push(gap(order.length - last));
    body.replaceChildren(...lines);
  };
  const tell = () => {
    const some = order.length === rows ? "" : `${order.length.toLocaleString("en")} of `;
    count.textContent = `${some}${rows.toLocaleString("en")} line${rows === 1 ? "" : "s"}.`;
  };
  const arrange = () => {
    if (sorted) {
      const key = isNumber(sorted) ? (row) => { const v = value(sorted, row); return v === null ? -Infinity : parseFloat(v); } : null;
      const sign = rising ? 1 : -1;
      order.sort((a, b) => sign * (key ? key(a) - key(b) || 0 : collator.compare(value(sorted, a), value(sorted, b))) || a - b);
    } else order.sort((a, b) => a - b);
  };
  const find = () => {
    const asked = search.value.trim().toLocaleLowerCase();
    small ??= columns.filter((c) => c.kind === "text").map((c) => ({ c, texts: c.texts.map((t) => t.toLocaleLowerCase()) }));
    const hits = small.map(({ c, texts }) => ({ c, has: texts.map((t) => t.includes(asked)) }));
    order = [];
    for (let row = 0; row < rows; row += 1) if (!asked || hits.some(({ c, has }) => has[c.codes[row]])) order.push(row);
    arrange();
    box.scrollTop = 0;
    tell();
    draw();
  };
  const sort = (c) => {
    rising = sorted === c ? !rising : !isNumber(c);
    sorted = c;
    heads.forEach((th, n) => {
      if (columns[n] === c) th.setAttribute("aria-sort", rising ? "ascending" : "descending");
      else th.removeAttribute("aria-sort");
    });
    arrange();
    box.scrollTop = 0;
    draw();
  };
  let waiting = false;
  box.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  }, { passive: true });
  search.addEventListener("input", find);
  window.addEventListener("resize", () => draw());
  window.addEventListener("beforeprint", () => {
    draw(true);
    if (order.length > PRINTED) count.textContent = `The first ${PRINTED} of ${order.length.toLocaleString("en")} lines; ${file} has all.`;
  });
  window.addEventListener("afterprint", () => { tell(); draw(); });
  tell();
  draw();
};
