// linquant inspect: what it lists, and what it says of values.
import fs from 'node:fs';
import { join } from 'node:path';
import { writeNpy, writeSafetensors } from 'linquant/formats';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../formats/helpers.js';
import { classifier, json, linquant, words } from './helpers.js';

const root = temporaryFolder();
const at = (name: string) => join(root, name);

it('lists tensors in the order of the file', async () => {
  const { code, out, err } = await linquant('inspect', words, classifier);
  expect([code, err]).toEqual([0, '']);
  const lines = out.split('\n');
  expect(lines.slice(0, 5)).toEqual([
    'examples/data/word-vectors.npy: npy, 4.2 MB',
    'type     shape         bytes',
    'float32  [4096, 256]  4.2 MB',
    '',
    'examples/data/glyph-classifier.safetensors: safetensors, 209.3 kB, 8 tensors',
  ]);
  expect(lines[6]).toBe('conv1.weight  float32  [8, 1, 3, 3]      288 B');
  expect(lines.at(-2)).toBe('metadata: format=pt, accuracy_float32=0.9870');
});

it('tells range, mean, NaN, infinities and a histogram', async () => {
  const data = Float32Array.of(-1, 3, NaN, 0, 0, 0.5, Infinity, -Infinity);
  const bits = Uint16Array.of(0x3c00, 0xc000);
  await writeSafetensors(at('values.safetensors'), {
    tensors: new Map<string, never>([
      ['x', { dtype: 'float32', shape: [2, 4], data }],
      ['half', { dtype: 'float16', shape: [2], data: bits }],
      ['ids', { dtype: 'int64', shape: [3], data: BigInt64Array.of(1n, 2n, 6n) }],
      ['none', { dtype: 'float32', shape: [0], data: new Float32Array(0) }],
      ['one', { dtype: 'float64', shape: [], data: Float64Array.of(1e300) }],
      ['few', { dtype: 'float4_e2m1fn', shape: [2], data: Buffer.from([1]) }],
    ] as [string, never][]),
  });
  const [report]: [{ format: string; bytes: number; tensors: { name: string; values: object }[] }] =
    await json('inspect', '--values', at('values.safetensors'));
  expect(report.format).toBe('safetensors');
  expect(report.bytes).toBe(fs.statSync(at('values.safetensors')).size);
  const values = Object.fromEntries(report.tensors.map((tensor) => [tensor.name, tensor.values]));
  expect(values).toMatchObject({
    x: { min: -1, max: 3, mean: 0.5, nan: 1, infinite: 2 },
    half: { min: -2, max: 1, mean: -0.5 },
    ids: { min: 1, max: 6, mean: 3 },
    none: { nan: 0, infinite: 0, histogram: [] },
    one: { min: 1e300, max: 1e300 },
  });
  expect(values.few).toBeUndefined();
  const { histogram } = values.x as { histogram: number[] };
  expect(histogram).toEqual([1, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  const { out } = await linquant('inspect', '--values', at('values.safetensors'));
  expect(out).toMatch(/^x +float32 +\[2, 4\] +32 B +-1 +0\.5 +3 +1 +2 +▄ {3}█ ▄ {8}▄$/m);
});

it('sees the whole of a tensor that is read in pieces', async () => {
  const data = Float32Array.from({ length: 600_000 }, (_, i) => i / 600_000);
  await writeNpy(at('pieces.npy'), { dtype: 'float32', shape: [6000, 100], data });
  const [{ tensors }]: [{ tensors: { values: { mean: number; histogram: number[] } }[] }] = await json(
    'inspect',
    '--values',
    at('pieces.npy'),
  );
  const { mean, histogram } = tensors[0]!.values;
  expect(mean).toBeCloseTo(0.5, 4);
  expect(histogram.reduce((sum, count) => sum + count)).toBe(600_000);
  for (const count of histogram) expect(Math.abs(count - 37_500)).toBeLessThan(600);
});

// Windows would take room for what is not there.
it.skipIf(process.platform === 'win32')('lists a file of 100 GB by its header alone', async () => {
  const tensors = [0, 1, 2].map((i) => [
    `t${i}`,
    { dtype: 'F32', shape: [8_000_000, 1000], data_offsets: [i * 32e9, (i + 1) * 32e9] },
  ]);
  const text = JSON.stringify(Object.fromEntries(tensors));
  const head = Buffer.alloc(8 + text.length, text, 'latin1');
  head.writeBigUInt64LE(BigInt(text.length));
  head.write(text, 8);
  fs.writeFileSync(at('large.safetensors'), head);
  fs.truncateSync(at('large.safetensors'), head.length + 96e9);
  const { code, out } = await linquant('inspect', at('large.safetensors'));
  fs.rmSync(at('large.safetensors'));
  expect([code, out.split('\n')[4]]).toEqual([0, 't2      float32  [8000000, 1000]  32.0 GB']);
});

it('shows the other files where one is wrong', async () => {
  const { code, out, err } = await linquant('inspect', at('missing.npy'), words, root);
  expect(code).toBe(1);
  expect(out).toContain('float32  [4096, 256]');
  expect(err).toBe(
    `linquant inspect: ${at('missing.npy')}: no such file or folder\nlinquant inspect: ${root}: is a folder; name the files in it\n`,
  );
});
