// quantizeTensors makes of each tensor the codes and parameters of quantizeDynamic for all of it, and keeps the rest.
import fs from 'node:fs';
import { join } from 'node:path';
import {
  type AnyParameters,
  chooseParameters,
  convert,
  dequantize,
  quantize,
  quantizeDynamic,
} from 'linquant';
import {
  quantizeTensors,
  readSafetensors,
  type TensorChoice,
  type TensorInput,
  type TensorsProgress,
  writeSafetensors,
} from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { Dice } from '../support/random.js';
import { expectSameBytes } from '../support/same-bytes.js';
import { temporaryFolder } from './helpers.js';

const root = temporaryFolder();
const at = (name: string) => join(root, name);
const dice = new Dice(5);
const random = (count: number) => Float32Array.from({ length: count }, () => dice.real() * 4 - 1);

/** Writes float32 tensors and others, and gives their floats. */
async function write(name: string, tensors: Record<string, TensorInput>) {
  await writeSafetensors(at(name), {
    tensors: new Map(Object.entries(tensors)),
    metadata: new Map([['format', 'pt']]),
  });
}

// More than a piece of 1 MiB: 1200 rows of 301 numbers are 1.4 MB, and a row of int4 ends within a byte.
const big = random(1200 * 301);
const input = (shape: readonly number[], data: Float32Array): TensorInput => ({
  dtype: 'float32',
  shape,
  data,
});

const choices: [name: string, shape: readonly number[], choice: TensorChoice][] = [
  ['one scale', [1200, 301], { dtype: 'int8' }],
  ['one scale, symmetric', [1200, 301], { dtype: 'uint8', scheme: 'symmetric' }],
  ['absmax', [1200, 301], { rule: 'absmax' }],
  ['a scale for each row', [1200, 301], { dtype: 'int8', axis: 0 }],
  ['a scale for each column', [1200, 301], { dtype: 'int16', axis: -1 }],
  ['int4 of each row', [1200, 301], { dtype: 'int4', axis: 0, narrowRange: true }],
  ['int4 of all', [1200, 301], { dtype: 'int4' }],
  ['blocks in rows', [1200, 301], { dtype: 'uint4', axis: 1, blockSize: 32 }],
  ['blocks of rows', [1200, 301], { dtype: 'int8', axis: 0, blockSize: 70 }],
  ['blocks of rows, few bits', [1200, 301], { dtype: 'uint2', axis: 0, blockSize: 333 }],
  ['a block of all rows', [1200, 301], { dtype: 'uint1', axis: 0, blockSize: 5000 }],
  ['a middle axis', [12, 100, 301], { dtype: 'int8', axis: 1 }],
  ['a convolution', [4, 3, 5, 5], { rule: 'onnx', axis: 0 }],
  ['one dimension', [361200], { dtype: 'int4', axis: 0, blockSize: 32 }],
  ['one dimension, one scale', [361199], { dtype: 'uint2' }],
  ['a scalar', [], { dtype: 'int8' }],
  ['one row', [1, 8], { dtype: 'uint8', qmin: 1, qmax: 200, eps: 1e-3 }],
];

it.each(choices)('%s', async (_name, shape, choice) => {
  const x = big.subarray(
    0,
    shape.reduce((product, size) => product * size, 1),
  );
  await write('w.safetensors', { w: input(shape, x) });
  const [result] = await quantizeTensors(at('w.safetensors'), at('q.safetensors'), { choose: () => choice });
  const { data, parameters } = quantizeDynamic(x, { ...choice, shape } as never) as {
    data: Uint8Array;
    parameters: AnyParameters;
  };
  const { tensors, metadata } = await readSafetensors(at('q.safetensors'));
  expect([...tensors.keys()].sort()).toEqual(['w', 'w_scale', 'w_zero_point']);
  expectSameBytes(tensors.get('w')!.data, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  const { shape: kept, ...how } = JSON.parse(metadata.get('linquant')!).w;
  expect(kept).toEqual(shape);
  const scales = tensors.get('w_scale')!.toFloat32Array();
  const points = tensors.get('w_zero_point')!.toTypedArray() as Int8Array;
  const isOne = choice.axis === undefined;
  const found = { ...how, scale: isOne ? scales[0] : scales, zeroPoint: isOne ? points[0] : points };
  const restored = dequantize(tensors.get('w')!.data, found, { shape: kept });
  expectSameBytes(restored, dequantize(data as never, parameters, { shape }));
  const { scale } = parameters;
  expectSameBytes(scales, typeof scale === 'number' ? Float32Array.of(scale) : (scale as Float32Array));
  const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensor.data.length, 0);
  const bytesBefore = x.length * 4;
  expect(result).toEqual({ name: 'w', from: 'float32', dtype: parameters.dtype, shape, bytesBefore, bytes });
});

describe('a file', () => {
  const x = random(6);
  const others: Record<string, TensorInput> = {
    ids: { dtype: 'int64', shape: [2], data: BigInt64Array.of(1n, -1n) },
    half: { dtype: 'bfloat16', shape: [2, 3], data: convert(x, { to: 'bfloat16' }) },
    few: { dtype: 'float4_e2m1fn', shape: [2, 3], data: Buffer.from([1, 2, 3]) },
    strange: { dtype: 'unknown', fileDtype: 'X9', shape: [3], data: Buffer.from('abcdefg') },
    large: { dtype: 'float32', shape: [700, 400], data: big.subarray(0, 280_000) },
    none: { dtype: 'float32', shape: [0, 3], data: new Float32Array(0) },
    one: { dtype: 'float64', shape: [], data: Float64Array.of(7) },
  };

  it('keeps what is not chosen, and its metadata', async () => {
    await write('mixed.safetensors', others);
    const asked: unknown[] = [];
    const results = await quantizeTensors(at('mixed.safetensors'), at('kept.safetensors'), {
      choose: (name, tensor) => {
        asked.push([name, tensor.dtype, tensor.shape]);
        return name === 'half' ? { dtype: 'int8', axis: 0 } : undefined;
      },
    });
    const names = [...(await readSafetensors(at('mixed.safetensors'))).tensors.keys()];
    expect(asked).toEqual(names.map((name) => [name, others[name]!.dtype, others[name]!.shape]));
    expect(results.map(({ name, dtype }) => [name, dtype])).toEqual(
      names.map((name) => [name, name === 'half' ? 'int8' : undefined]),
    );
    const { tensors, metadata } = await readSafetensors(at('kept.safetensors'));
    expect(metadata.get('format')).toBe('pt');
    for (const name of names.filter((each) => each !== 'half')) {
      const { dtype, shape, data } = others[name]!;
      expect(tensors.get(name)).toMatchObject({ dtype, shape });
      expectSameBytes(tensors.get(name)!.data, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    }
    const whole = quantizeDynamic(others.half!.data as Uint16Array, {
      dtype: 'int8',
      axis: 0,
      shape: [2, 3],
      floatType: 'bfloat16',
    });
    expectSameBytes(tensors.get('half')!.toTypedArray(), whole.data);
  });

  it('may be written over itself, and nothing chosen is a copy', async () => {
    await write('same.safetensors', others);
    const before = fs.readFileSync(at('same.safetensors'));
    await quantizeTensors(at('same.safetensors'), at('same.safetensors'), { choose: () => undefined });
    expect(fs.readFileSync(at('same.safetensors')).equals(before)).toBe(true);
  });

  it('with a NaN is an error with tensor and index, and leaves nothing', async () => {
    const bad = big.slice();
    bad[350_000] = NaN;
    await write('bad.safetensors', { w: input([1200, 301], bad) });
    for (const choice of [{ axis: 0 }, { axis: 1 }, {}, { axis: 1, blockSize: 7 }]) {
      await expect(
        quantizeTensors(at('bad.safetensors'), at('out.safetensors'), {
          choose: () => ({ dtype: 'int8', ...choice }),
        }),
      ).rejects.toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', tensor: 'w', index: 350_000 });
    }
    expect(fs.readdirSync(root).filter((name) => name === 'out.safetensors' || name.includes('tmp'))).toEqual(
      [],
    );
  });

  it('is given up by the signal, and says how far it is', async () => {
    await write('w.safetensors', { w: input([1200, 301], big) });
    const seen: TensorsProgress[] = [];
    const controller = new AbortController();
    const onProgress = (progress: TensorsProgress) => {
      seen.push(progress);
      if (progress.bytes > 0) controller.abort(new Error('enough'));
    };
    const choose = () => ({ dtype: 'int8' }) as const;
    const options = { choose, onProgress, signal: controller.signal };
    await expect(quantizeTensors(at('w.safetensors'), at('out.safetensors'), options)).rejects.toThrow(
      'enough',
    );
    expect(seen.map(({ bytes }) => bytes)).toEqual([0, 0, 870 * 301 * 4]);
    expect(seen[0]).toMatchObject({ tensor: 'w', totalBytes: 1200 * 301 * 4 });
    expect(fs.existsSync(at('out.safetensors'))).toBe(false);
  });

  it('that shrinks while it is read is an error', async () => {
    await write('shrinks.safetensors', { w: input([1200, 301], big) });
    const onProgress = () => fs.truncateSync(at('shrinks.safetensors'), 5000);
    await expect(
      quantizeTensors(at('shrinks.safetensors'), at('out.safetensors'), {
        choose: () => ({ dtype: 'int8' }),
        onProgress,
      }),
    ).rejects.toMatchObject({ code: 'ERR_LINQUANT_FORMAT', file: at('shrinks.safetensors') });
    expect(fs.existsSync(at('out.safetensors'))).toBe(false);
  });
});

const rowRanges = {
  min: Float32Array.from({ length: 1200 }, () => -Math.abs(dice.real())),
  max: Float32Array.from({ length: 1200 }, () => 1 + Math.abs(dice.real())),
};
const ranges: [name: string, choice: TensorChoice & { dtype: 'int4' | 'uint8' }][] = [
  ['of the tensor', { dtype: 'uint8', range: { min: -0.5, max: 1.5 } }],
  ['of each row', { dtype: 'uint8', axis: 0, range: rowRanges }],
  ['of each row, packed', { dtype: 'int4', scheme: 'symmetric', axis: -2, range: rowRanges }],
  [
    'of each column',
    {
      dtype: 'int4',
      axis: 1,
      range: { min: Array(301).fill(-1), max: Array.from(big.subarray(0, 301), Math.abs) },
    },
  ],
];

it.each(ranges)('a range from calibration, %s', async (_name, choice) => {
  const shape = [1200, 301];
  await write('w.safetensors', { w: input(shape, big) });
  await quantizeTensors(at('w.safetensors'), at('q.safetensors'), { choose: () => choice });
  const { range, axis, ...options } = choice;
  const along = (axis === undefined ? range : { ...range, axis }) as { min: number; max: number };
  const parameters = chooseParameters(along, options as never) as AnyParameters;
  const { tensors } = await readSafetensors(at('q.safetensors'));
  const codes = quantize(big, parameters, { shape }) as Uint8Array;
  expectSameBytes(tensors.get('w')!.data, Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength));
  const { scale } = parameters;
  expectSameBytes(
    tensors.get('w_scale')!.toFloat32Array(),
    typeof scale === 'number' ? Float32Array.of(scale) : (scale as Float32Array),
  );
});

it('refuses wrong choices before anything is written', async () => {
  const scale = input([1], Float32Array.of(1));
  await write('w.safetensors', {
    w: input([2, 3], random(6)),
    ids: { dtype: 'int32', shape: [1], data: Int32Array.of(1) },
    ids_scale: scale,
  });
  const cases: [choice: unknown, code: string, name?: string][] = [
    [{}, 'ERR_LINQUANT_INVALID_TYPE'],
    [1, 'ERR_LINQUANT_INVALID_TYPE'],
    [{ dtype: 'int9' }, 'ERR_LINQUANT_INVALID_DTYPE'],
    [{ dtype: 'int32' }, 'ERR_LINQUANT_INVALID_DTYPE'],
    [{ dtype: 'int8', shape: [6] }, 'ERR_LINQUANT_INVALID_OPTION'],
    [{ dtype: 'int8', axis: 2 }, 'ERR_LINQUANT_INVALID_OPTION'],
    [{ dtype: 'int8', axis: '0' }, 'ERR_LINQUANT_INVALID_OPTION'],
    [{ dtype: 'int8', blockSize: 2 }, 'ERR_LINQUANT_INVALID_OPTION'],
    [{ dtype: 'int8', axis: 0, blockSize: 0 }, 'ERR_LINQUANT_INVALID_OPTION'],
    [{ dtype: 'int8' }, 'ERR_LINQUANT_INVALID_OPTION', 'ids'],
    [{ dtype: 'int8', range: 1 }, 'ERR_LINQUANT_INVALID_TYPE'],
    [{ dtype: 'int8', range: { min: 1, max: 0 } }, 'ERR_LINQUANT_INVALID_RANGE'],
    [{ dtype: 'int8', axis: 0, range: { min: 0, max: 1 } }, 'ERR_LINQUANT_INVALID_TYPE'],
    [{ dtype: 'int8', axis: 0, range: { min: [0], max: [1] } }, 'ERR_LINQUANT_INVALID_OPTION'],
    [{ dtype: 'int8', axis: 0, blockSize: 1, range: { min: [0], max: [1] } }, 'ERR_LINQUANT_INVALID_OPTION'],
  ];
  for (const [choice, code, of = 'w'] of cases) {
    const choose = (name: string) => (name === of ? choice : undefined);
    const done = quantizeTensors(at('w.safetensors'), at('none.safetensors'), { choose: choose as never });
    await expect(done).rejects.toMatchObject({ code });
  }
  const taken = { w: input([2], random(2)), w_scale: input([1], random(1)) };
  await write('taken.safetensors', taken);
  for (const options of [
    { choose: () => ({ dtype: 'int8' }) },
    { choose: 1 },
    {},
    { choose: () => undefined, to: 1 },
    { choose: () => undefined, signal: 1 },
  ]) {
    const done = quantizeTensors(at('taken.safetensors'), at('none.safetensors'), options as never);
    await expect(done).rejects.toMatchObject({ code: expect.stringMatching(/INVALID_(OPTION|TYPE)/) });
  }
  expect(fs.existsSync(at('none.safetensors'))).toBe(false);
});
