// The words and numbers on cards, in the language of whoever looks at them.

let language = 'en';
let texts = {};

/** Speaks as the server says: `{ language, texts }`. */
export function speak(view) {
  ({ language, texts } = view);
}

/** The text of a key; {0}, {1}, … are filled in. */
export const t = (key, ...values) => texts[key].replace(/\{(\d)\}/g, (_, index) => values[index]);

export const decimal = (value, digits) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

export const percent = (share) => new Intl.NumberFormat(language, { style: 'percent' }).format(Math.round(share * 100) / 100);

const amount = (value, unit, digits = 0) =>
  new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);

/** A time as people say it: tenths below ten seconds, minutes above ninety. */
export const duration = (seconds) =>
  seconds < 10 ? amount(seconds, 'second', 1) : seconds < 90 ? amount(Math.round(seconds), 'second') : amount(Math.round(seconds / 60), 'minute');
