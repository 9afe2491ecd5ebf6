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

export const count = (number) => number.toLocaleString('en');
