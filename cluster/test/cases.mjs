// What is quantized under trouble: every rule, both formats, and what quantizeFile makes of it.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { convert, createSafetensors, quantizeFile, readNpy } from '../linquant.mjs';
import { writeVectors } from './vectors.mjs';

const dimensions = 64;
/** More than a piece of 1 MiB of float32. */
export const shardRows = 4500;

/** @type {{ name: string, half?: true, rule: import('../plan.mjs').Rule }[]} */
export const cases = [
  { name: 'ranges.npy', rule: { rule: 'ranges' } },
  { name: 'rows.safetensors', rule: { rule: 'row', dtype: 'int4', fit: 'least-squares' } },
  { name: 'matrix.safetensors', rule: { rule: 'matrix' } },
  { name: 'ranges.safetensors', half: true, rule: { rule: 'ranges', dtype: 'uint8', countClipped: true } },
  {
    name: 'range.npy',
    half: true,
    rule: { rule: 'range', range: { min: -0.5, max: 0.5 }, countClipped: true },
  },
  { name: 'bits.safetensors', rule: { rule: 'row', dtype: 'uint1', fit: 'least-squares' } },
];

/**
 * Writes the vectors: float32 in a `.npy` file, float16 in one of two tensors.
 *
 * @param {string} folder
 * @param {number} rows
 */
export async function writeInputs(folder, rows) {
  const [whole, half] = inputs(folder);
  await writeVectors(whole, rows, dimensions);
  const x = (await readNpy(whole)).toFloat32Array();
  const shape = [rows, dimensions];
  const file = await createSafetensors(
    half,
    new Map([
      ['other', { dtype: 'float32', shape: [1] }],
      ['x', { dtype: 'float16', shape }],
    ]),
  );
  await file.write('other', Float32Array.of(1));
  await file.write('x', convert(x, { to: 'float16' }));
  await file.finish();
}

/** @param {string} folder */
function inputs(folder) {
  return [path.join(folder, 'vectors.npy'), path.join(folder, 'halves.safetensors')];
}

/**
 * Where a case reads and writes, with its options.
 *
 * @param {string} folder
 * @param {(typeof cases)[number]} which
 */
export function filesOf(folder, { name, half, rule }) {
  const [whole, halves] = inputs(folder);
  const options = half ? { ...rule, tensor: 'x' } : rule;
  return { from: half ? halves : whole, to: path.join(folder, name), options };
}

/**
 * The file of a case as one process writes it, with what it returns.
 *
 * @param {string} folder
 * @param {(typeof cases)[number]} which
 */
export async function expectedOf(folder, which) {
  const { from, options } = filesOf(folder, which);
  const to = path.join(folder, `one-${which.name}`);
  const { shape, zeroRows, clipped } = await quantizeFile(from, to, options);
  return {
    bytes: await readFile(to),
    result: { shape, zeroRows, ...(clipped === undefined ? {} : { clipped }) },
  };
}
