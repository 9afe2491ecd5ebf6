// What is written: which views hold the elements of which dtype, and which shapes take the bytes that there are.
import { join } from 'node:path';
import { readNpy, type TensorInput, writeNpy, writeSafetensors } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectSameBytes } from '../support/same-bytes.js';
import { floatBytes, floats } from './float-files.js';
import { errorOf, expectFormatError, temporaryFolder } from './helpers.js';

const folder = temporaryFolder();

describe('writing', () => {
  const path = join(folder, 'written.npy');

  it('takes any view of exactly the bytes', async () => {
    const bytes = Buffer.concat([Buffer.alloc(1), floatBytes, Buffer.alloc(1)]);
    const shared = new Float32Array(new SharedArrayBuffer(12));
    shared.set(floats);
    const views: ArrayBufferView[] = [
      floats,
      new Float32Array([0, ...floats, 0]).subarray(1, 4),
      shared,
      bytes.subarray(1, 13),
      new Uint8Array(bytes.buffer, bytes.byteOffset + 1, 12),
      new DataView(bytes.buffer, bytes.byteOffset + 1, 12),
    ];
    for (const data of views) {
      await writeNpy(path, { dtype: 'float32', shape: [3], data });
      expectSameBytes((await readNpy(path)).toFloat32Array(), floats);
    }
  });

  const typed: [dtype: TensorInput['dtype'], data: ArrayBufferView, taken: boolean][] = [
    ['float64', new Float64Array(1), true],
    ['float16', new Uint16Array(1), true],
    ['float16', new Int16Array(1), false],
    ['int64', new BigInt64Array(1), true],
    ['int64', new BigUint64Array(1), false],
    ['uint64', new BigUint64Array(1), true],
    ['int32', new Int32Array(1), true],
    ['float32', new Int32Array(1), false],
    ['int32', new Float32Array(1), false],
    ['uint32', new Uint32Array(1), true],
    ['int16', new Int16Array(1), true],
    ['uint16', new Uint16Array(1), true],
    ['int8', new Int8Array(1), true],
    ['uint8', new Int8Array(1), false],
    ['uint8', new Uint8ClampedArray(1), true],
    ['int8', new Uint8ClampedArray(1), false],
    ['complex64', new Float32Array(2), true],
    ['bool', new Uint8Array(1), true],
  ];
  it.each(typed)('as %s of %o is taken: %s', async (dtype, data, taken) => {
    const write = () => writeNpy(path, { dtype, shape: [], data });
    if (taken) await write();
    else expect(await errorOf(write)).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_INVALID_TYPE' });
  });

  it.each([
    ['one byte less', { shape: [3], data: floatBytes.subarray(1) }, 'takes 12 bytes of data; data has 11'],
    ['one byte more', { shape: [3], data: Buffer.alloc(13) }, 'takes 12 bytes of data; data has 13'],
    ['no elements and data', { shape: [0], data: floats }, 'takes 0 bytes of data; data has 12'],
    ['a scalar and more data', { shape: [], data: floats }, 'shape [] of float32 takes 4 bytes of data'],
    ['a negative length', { shape: [-3], data: floats }, 'an integer from 0 to 2^53 - 1; got -3'],
    ['a fraction', { shape: [2.5], data: floats }, 'got 2.5'],
    ['-0', { shape: [-0], data: new Float32Array(0) }, 'got -0'],
    ['an infinity', { shape: [Infinity], data: floats }, 'got Infinity'],
    ['a length of 2^53', { shape: [2 ** 53], data: floats }, 'got 9007199254740992'],
    ['a huge product', { shape: [2 ** 30, 2 ** 30], data: floats }, 'takes more than 2^53 - 1 bytes'],
  ])('refuses %s', async (_what, rest, message) => {
    await expectFormatError(() => writeNpy(path, { dtype: 'float32', ...rest }), path, message);
    const tensors = new Map<string, TensorInput>([['t', { dtype: 'float32', ...rest }]]);
    await expectFormatError(() => writeSafetensors(path, { tensors }), path, message, 't');
  });
});
