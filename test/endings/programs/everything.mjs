// everything.mjs folder [quick]: all functions on 0 to 300 floats at odd offsets, wrong calls, misuses of the addon, formats.
// quick: of counts above 140 those next to multiples of 32, where kernels end, and one long run of a million.
// For the sanitizer: each piece of memory is as large as what lies in it, and one byte further ends the process.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as linquant from 'linquant';
import { parseNpy, parseSafetensors, writeNpy, writeSafetensors } from 'linquant/formats';
import { misuses, rightCalls, wrongCalls } from '../calls.mjs';
import { checkAll } from '../checked.mjs';

const [folder, quick] = process.argv.slice(2);
const { backend } = linquant;
const rows = [];
const told = (what) => `${what}, ${backend.instructionSet}`;

const isLeftOut = (count) => quick === 'quick' && count > 140 && (count + 2) % 32 > 4;

let compared = 0;
for (let count = 0; count <= 300; count++) {
  if (isLeftOut(count)) continue;
  const Memory = count % 2 === 0 ? ArrayBuffer : SharedArrayBuffer;
  // At 0 memory also begins with the data.
  for (const offset of [0, 1 + (count % 7)])
    compared += checkAll(linquant, { count, offset, seed: count, Memory });
}
rows.push({ what: told('results on 0 to 300 floats'), count: compared });

let thrown = 0;
for (const call of [...wrongCalls(linquant), ...misuses(createRequire(import.meta.url)(backend.path))]) {
  try {
    call();
  } catch {
    thrown++;
  }
}
rows.push({ what: told('errors'), count: thrown });

// Beyond every threshold of the kernels: long runs, rows of every kind, memory streams.
let large = 0;
const long = quick === 'quick' ? [(1 << 20) + 6] : [1 << 20, (1 << 22) + 6];
for (const count of [1000, 4098, 65_542, ...long]) {
  for (const call of Object.values(rightCalls(linquant, count))) call();
  large++;
}
rows.push({ what: told('long runs, all functions'), count: large });

const tensor = { dtype: 'float32', shape: [5, 7], data: new Float32Array(35).fill(2) };
const npy = path.join(folder, 'endings.npy');
const safetensors = path.join(folder, 'endings.safetensors');
await writeNpy(npy, tensor);
await writeSafetensors(safetensors, {
  tensors: new Map([
    ['a', tensor],
    ['b', { ...tensor, shape: [35] }],
  ]),
});
const parsed = [parseNpy(readFileSync(npy)), ...parseSafetensors(readFileSync(safetensors)).tensors.values()];
for (const { data, shape } of parsed) linquant.quantizeDynamic(data, { rule: 'absmax', shape, axis: 0 });
rows.push({ what: told('tensors of files'), count: parsed.length });
console.log(JSON.stringify(rows));
