// readRanges and writeRanges: ranges in a .npy file.

import { linkSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { minMax } from 'linquant';
import { RangeCalibration, readRanges, writeRanges } from 'linquant/embeddings';
import { readNpy, writeNpy } from 'linquant/formats';
import { afterAll, describe, expect, it } from 'vitest';
import { npyFile } from '../formats/helpers.js';
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

  it('are written as the options of writeNpy say', async () => {
    const link = path.join(folder, 'link.npy');
    await writeRanges(file, Float32Array.of(0, 1));
    linkSync(file, link);
    await writeRanges(file, Float32Array.of(2, 3), { atomic: false });
    expectSameBytes(await readRanges(link), Float32Array.of(2, 3));
    await expect(writeRanges(file, Float32Array.of(2, 3), { append: true } as never)).rejects.toMatchObject({
      code: 'ERR_LINQUANT_INVALID_OPTION',
    });
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
    // Of a long shape the message has a few sizes.
    const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${'1, '.repeat(60)}2)}`;
    await writeFile(file, npyFile(header, Buffer.alloc(8)));
    await expect(readRanges(file)).rejects.toMatchObject({
      message: `${file}: ranges are float32 or float64 [2, dimensions]; found float32 [1, 1, 1, 1, 1, 1, 1, 1, ...] (61 sizes)`,
    });
    await expect(readRanges(path.join(folder, 'none.npy'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(writeRanges(file, Float32Array.of(0, NaN))).rejects.toMatchObject({
      code: 'ERR_LINQUANT_INVALID_RANGE',
      column: 0,
    });
  });
});
