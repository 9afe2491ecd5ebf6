// Floats for ggml's blocks: ordinary, extreme and tied ones.
import { Dice } from './random.js';

export const ggmlNames = ['q8_0', 'q4_0'] as const;

/** What a block may hold: each takes a random number in -1..1. */
const kinds: readonly ((real: number, i: number) => number)[] = [
  (r) => r,
  (r) => r * 1000,
  () => 0,
  () => -0,
  (_r, i) => (i % 2 ? 1 : -1),
  (r, i) => (i === 7 ? 127 : Math.round(r * 254) / 2),
  (r, i) => (i === 9 ? -8 : Math.round(r * 16) / 2),
  (r, i) => (i === 30 ? 8 : Math.round(r * 16) / 2 - 2 ** -20),
  (r) => r * 2 ** -20,
  (r) => r * 2 ** -125,
  (r) => Math.round(r * 40) * 2 ** -149,
  (r) => r * 500_000,
  (r, i) => (i < 3 ? 5 : -5) + (i > 2 ? r : 0),
];

/** `count` blocks of 32 floats: one of each kind, then any. */
export function blocksFor(count: number, seed: number): Float32Array {
  const dice = new Dice(seed);
  const x = new Float32Array(count * 32);
  for (let block = 0; block < count; block++) {
    const kind = block < kinds.length ? kinds[block]! : dice.pick(kinds);
    for (let i = 0; i < 32; i++) x[block * 32 + i] = kind(dice.real(), i);
  }
  return x;
}
