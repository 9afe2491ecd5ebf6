/** A number of bytes in decimal units: `4.2 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  // 999.95 would be rounded to 1000.0.
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A whole number with its thousands apart: `100,000`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number in four digits. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** A share in percent: `99.5 %`; one that is not all is never written as 100. */
export function percentText(share: number): string {
  const rounded = (100 * share).toFixed(1);
  if (rounded === '100.0' && share < 1) return '99.9 %';
  if (rounded === '0.0' && share > 0) return '< 0.1 %';
  return `${rounded} %`;
}

/** A time in milliseconds, in three digits. */
export function millisecondsText(milliseconds: number): string {
  return milliseconds >= 100 ? milliseconds.toFixed(0) : milliseconds.toPrecision(3);
}
