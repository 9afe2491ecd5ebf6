import { fixture } from './data.js';

interface Case {
  readonly data: string;
  readonly x: string;
  readonly width: number;
  readonly counts: readonly (readonly [bin: number, count: number])[];
  readonly percentile: readonly {
    readonly percentile: number;
    readonly symmetric: boolean;
    readonly range: readonly [number, number];
  }[];
  readonly mse: readonly {
    readonly dtype: 'int8' | 'int4' | 'uint4';
    readonly scheme: 'symmetric' | 'asymmetric';
    readonly range: readonly [number, number];
  }[];
  readonly entropy: readonly [number, number];
}

/** What make_calibration_golden.py found by numpy. */
export const calibrations = fixture<{ cases: readonly Case[] }>('calibration.json').cases;

/** Widths and counts by definition, from numbers alone. Zeros only have no width. */
export function histogramOf(x: readonly number[]): { width: number | undefined; bins: Map<number, number> } {
  const most = Math.max(0, ...x.map(Math.abs));
  let width = 2 ** -126;
  while (most >= 1024 * width) width *= 2;
  const bins = new Map<number, number>();
  for (const value of x) {
    const bin = Math.floor(value / width);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  return { width: most === 0 ? undefined : width, bins };
}
