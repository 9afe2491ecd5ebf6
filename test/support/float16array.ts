// Float16Array, which Node 24 has and Node 20 has not.
import type { Float16ArrayLike } from 'linquant';

export type Halves = Float16ArrayLike & Iterable<number>;
export const { Float16Array } = globalThis as unknown as {
  Float16Array?: (new (buffer: ArrayBuffer) => Halves) & { of(...values: number[]): Halves };
};

/** Some numbers, of which float16 rounds one and does not hold another. */
export const values = [1, -2.5, 0.1, 70000, -0, 5];

export const make = (...all: number[]) => Float16Array!.of(...all);
