// How numbers are written in tables.

/** Three digits, or the whole number where there are more before the point. */
export function digits(value) {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

export const percent = (share) => `${Math.round(share * 100)} %`;

/** The best, and how far the median lies above it. */
export function bestAndSpread({ best, median }) {
  return `${digits(best)} +${percent(median / best - 1)}`;
}

/** How many times as long, or as fast, with its spread where there is one. */
export function times({ value, spread }) {
  if (value === 1 && !spread) return '1';
  const shown = digits(value);
  if (spread === undefined) return shown;
  const decimals = shown.split('.')[1]?.length ?? 0;
  return `${shown} ±${spread.toFixed(decimals)}`;
}

/** Likewise in percent. */
export function share({ value, spread }) {
  return spread === undefined ? percent(value) : `${percent(value)} ±${Math.round(spread * 100)}`;
}

export const count = (number) => number.toLocaleString('en');
