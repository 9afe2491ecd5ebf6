// readRanges and writeRanges: ranges in a .npy file.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { minMax } from 'linquant';
import { RangeCalibration, readRanges, writeRanges } from 'linquant/embeddings';
import { parseNpy, readNpy, writeNpy } from 'linquant/formats';
import { afterAll, describe, expect, it } from 'vitest';
import { someVectors } from '../support/embeddings.js';
import { expectSameBytes } from '../support/same-bytes.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'linquant-ranges-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('ranges in a file', () => {
  const file = path.join(folder, 'ranges.npy');

  it('are float32 [2, dimensions], to the bit', async () => {
    const x = someVectors(50, 9);
    const ranges = new RangeCalibration(9).observe(x).ranges();
    await writeRanges(file, ranges);
    const tensor = await readNpy(file);
    expect([tensor.dtype, tensor.shape]).toEqual(['float32', [2, 9]]);
    expectSameBytes(await readRanges(file), ranges);
    const { min, max } = minMax(x, { shape: [50, 9], axis: 1 });
    expectSameBytes(tensor.toFloat32Array(), Float32Array.from([...min, ...max]));
  });

  it('of float64 are rounded, as sentence-transformers does', async () => {
    await writeNpy(file, { dtype: 'float64', shape: [2, 1], data: Float64Array.of(0.1, 0.7) });
    expectSameBytes(await readRanges(file), Float32Array.of(0.1, 0.7));
  });

  it('that are none are refused', async () => {
    const format = { code: 'ERR_LINQUANT_FORMAT', file };
    await writeNpy(file, { dtype: 'float32', shape: [3, 2], data: new Float32Array(6) });
    await expect(readRanges(file)).rejects.toMatchObject(format);
    await writeNpy(file, { dtype: 'float32', shape: [2], data: new Float32Array(2) });
    await expect(readRanges(file)).rejects.toMatchObject(format);
    await writeNpy(file, { dtype: 'int8', shape: [2, 2], data: new Int8Array(4) });
    await expect(readRanges(file)).rejects.toMatchObject(format);
    await writeNpy(file, { dtype: 'float32', shape: [2, 2], data: Float32Array.of(0, 1, 0, 0) });
    await expect(readRanges(file)).rejects.toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', column: 1 });
    await expect(readRanges(path.join(folder, 'none.npy'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(writeRanges(file, Float32Array.of(0, NaN))).rejects.toMatchObject({
      code: 'ERR_LINQUANT_INVALID_RANGE',
      column: 0,
    });
    expect(parseNpy).toBeTypeOf('function');
  });
});
