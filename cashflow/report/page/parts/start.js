suppliers();
const shownLive = controls();
window.cashflow = Object.freeze(shownLive ?? {});
