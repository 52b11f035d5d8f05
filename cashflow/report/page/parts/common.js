const byId = (id) => document.getElementById(id);
const data = (name) => JSON.parse(byId(`data-${name}`).textContent);
const DRAWN = "http://www.w3.org/2000/svg";

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");

/** An amount as text with a point, in whole units with groups and a real minus; halves away from zero, as the library rounds. */
const whole = (text) => {
  const negative = text.startsWith("-");
  const [major, minor = ""] = text.replace("-", "").split(".");
  const shown = BigInt(major) + (minor && minor[0] >= "5" ? 1n : 0n);
  return negative && shown ? `−${grouped(shown.toString())}` : grouped(shown.toString());
};

/** An element; `text` is never markup. */
const made = (name, attributes = {}, text = null, space = null) => {
  const one = space ? document.createElementNS(space, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, String(value));
  if (text !== null) one.textContent = text;
  return one;
};
