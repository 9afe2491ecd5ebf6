// Jobs of no elements, which this package does inline: threads end them, too. In both steps there is no range that would.

import { createRequire } from 'node:module';
import { backend } from 'linquant';
import { expect, it } from 'vitest';

interface Addon {
  readonly slots: readonly string[];
  startTask(
    operation: number,
    slots: Float64Array,
    threads: number,
    step: number,
    views: readonly ArrayBufferView[],
    done: () => void,
  ): number | undefined;
}

const floats = () => new Float32Array(0);
const bytes = () => new Int8Array(0);

it.runIf(backend.name === 'native').each([
  ['minMax', 0, [floats(), floats(), floats()]],
  ['quantize', 1, [floats(), bytes(), floats(), new Int32Array(0)]],
  ['quantizeDynamic', 3, [floats(), bytes(), floats(), new Int32Array(0)]],
] as const)('%s', async (_name, operation, views) => {
  const addon = createRequire(backend.path!)(backend.path!) as Addon;
  const slots = new Float64Array(addon.slots.length);
  // An axis without elements.
  const numbers = { outer: 2, inner: 1, symmetric: 1, qmin: -127, qmax: 127, eps: 1, scaleOfZero: 1 };
  for (const [name, value] of Object.entries(numbers)) slots[addon.slots.indexOf(name)] = value;
  await new Promise<void>((resolve) => {
    expect(addon.startTask(operation, slots, 2, 1000, views, resolve)).toBeDefined();
  });
  expect(slots[addon.slots.indexOf('status')]).toBe(0);
});
