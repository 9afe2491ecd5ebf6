// linquant quantize, dequantize and compare: the bytes of the library's functions, read back and measured.
import fs from 'node:fs';
import { join } from 'node:path';
import { type AnyParameters, chooseParameters, dequantize, quantizeDynamic } from 'linquant';
import { HistogramCalibration } from 'linquant/calibration';
import { quantizeEmbeddings, quantizeFile } from 'linquant/embeddings';
import {
  quantizeTensors,
  readNpy,
  readSafetensors,
  type TensorInput,
  writeNpy,
  writeSafetensors,
} from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { DifferenceSums } from '../../dist/command-line/files/differences.js';
import { temporaryFolder } from '../formats/helpers.js';
import { Dice } from '../support/random.js';
import { expectSameBytes } from '../support/same-bytes.js';
import { json, linquant } from './helpers.js';

const root = temporaryFolder();
const at = (name: string) => join(root, name);
const dice = new Dice(31);
const random = (count: number) => Float32Array.from({ length: count }, () => dice.real() * 3 - 1);
const input = (shape: readonly number[], data = random(shape.reduce((a, b) => a * b, 1))): TensorInput => ({
  dtype: 'float32',
  shape,
  data,
});
const save = (name: string, tensors: Record<string, TensorInput>) =>
  writeSafetensors(at(name), {
    tensors: new Map(Object.entries(tensors)),
    metadata: new Map([['format', 'pt']]),
  });
const ok = async (...args: string[]) => {
  const ran = await linquant(...args);
  expect(ran.err.replace(/^next: .*\n/, '')).toBe('');
  expect(ran.code).toBe(0);
  return ran.out;
};

describe('tensors', () => {
  // More than a piece of 1 MiB, whose rows of int4 end within a byte.
  const big = random(1100 * 301);
  const cases: [args: string, options: object][] = [
    ['', { dtype: 'int8' }],
    ['--dtype uint4 --scheme symmetric', { dtype: 'uint4', scheme: 'symmetric' }],
    ['--dtype int16 --axis -1', { dtype: 'int16', axis: 1 }],
    ['--dtype int4 --axis 0', { dtype: 'int4', axis: 0 }],
    ['--dtype int4 --axis 1 --block 32', { dtype: 'int4', axis: 1, blockSize: 32 }],
    ['--dtype uint2 --axis 0 --block 70', { dtype: 'uint2', axis: 0, blockSize: 70 }],
  ];
  it.each(cases)('quantize %s, dequantize', async (args, options) => {
    await save('w.safetensors', {
      w: input([1100, 301], big),
      b: input([3]),
      i: { dtype: 'int32', shape: [1, 1], data: Int32Array.of(7) },
    });
    await ok('quantize', at('w.safetensors'), at('q.safetensors'), ...args.split(' ').filter(Boolean));
    const choose = (name: string) => (name === 'w' ? (options as never) : undefined);
    await quantizeTensors(at('w.safetensors'), at('same.safetensors'), { choose });
    expectSameBytes(fs.readFileSync(at('q.safetensors')), fs.readFileSync(at('same.safetensors')));

    await ok('dequantize', at('q.safetensors'), at('back.safetensors'));
    const { tensors, metadata } = await readSafetensors(at('back.safetensors'));
    const shape = [1100, 301];
    const { data, parameters } = quantizeDynamic(big, { ...options, shape } as never) as {
      data: Int8Array;
      parameters: AnyParameters;
    };
    expectSameBytes(tensors.get('w')!.toFloat32Array(), dequantize(data, parameters, { shape }));
    expect(tensors.get('w')!.shape).toEqual(shape);
    expect([...tensors.keys()].sort()).toEqual(['b', 'i', 'w']);
    expect([...metadata]).toEqual([['format', 'pt']]);
  });

  it('a method finds ranges as HistogramCalibration does, along the first axis row by row', async () => {
    const data = random(2600 * 40);
    await save('w.safetensors', { w: input([2600, 40], data), v: input([2, 3]) });
    await ok(
      'quantize',
      at('w.safetensors'),
      at('q.safetensors'),
      '--include',
      'w',
      '--axis',
      '0',
      '--method',
      'percentile',
      '--percentile',
      '95',
    );
    const calibration = new HistogramCalibration({ axis: 0 });
    calibration.observe(data, { shape: [2600, 40] });
    const find = { method: 'percentile', percentile: 95, dtype: 'int8' } as const;
    const { tensors } = await readSafetensors(at('q.safetensors'));
    const { scale } = chooseParameters(calibration.range(find), { dtype: 'int8' });
    expectSameBytes(tensors.get('w_scale')!.toFloat32Array(), scale as Float32Array);
    expect(tensors.get('v')!.dtype).toBe('float32');

    await ok(
      'quantize',
      at('w.safetensors'),
      at('q.safetensors'),
      '--dtype',
      'int4',
      '--method',
      'mse',
      '--exclude',
      'v',
    );
    const whole = new HistogramCalibration().observe(data);
    const own = whole.parameters({ method: 'mse', dtype: 'int4' });
    expect((await readSafetensors(at('q.safetensors'))).tensors.get('w_scale')!.toFloat32Array()[0]).toBe(
      own.scale,
    );
  });

  it('patterns and overrides choose', async () => {
    await save('w.safetensors', {
      'a.weight': input([4, 8]),
      'a.bias': input([4]),
      'b.weight': input([4, 8]),
      'c.weight': input([4, 8]),
    });
    const overrides = { '*.weight': { axis: 0 }, 'b.*': { dtype: 'int4' }, 'c.weight': null, 'a.b?as': {} };
    fs.writeFileSync(at('overrides.json'), JSON.stringify(overrides));
    const { tensors }: { tensors: { name: string; dtype: string | null }[] } = await json(
      ...['quantize', at('w.safetensors'), at('q.safetensors'), '--overrides', at('overrides.json')],
    );
    expect(tensors.map(({ name, dtype }) => [name, dtype])).toEqual([
      ...[
        ['a.weight', 'int8'],
        ['a.bias', 'int8'],
        ['b.weight', 'int4'],
        ['c.weight', null],
      ],
    ]);
    const written = (await readSafetensors(at('q.safetensors'))).tensors;
    expect(written.get('a.weight_scale')!.shape).toEqual([4]);
    expect(written.get('a.bias_scale')!.shape).toEqual([]);
    const [listed]: [{ tensors: { name: string; codes?: object }[] }] = await json(
      'inspect',
      at('q.safetensors'),
    );
    const coded = listed.tensors.filter(({ codes }) => codes).map(({ name, codes }) => [name, codes]);
    expect(coded).toContainEqual(['b.weight', { dtype: 'int4', shape: [4, 8] }]);
    expect(coded).toHaveLength(3);
  });

  it('of a .npy file have a name', async () => {
    const data = random(60);
    await writeNpy(at('x.npy'), { dtype: 'float32', shape: [60], data });
    await ok('quantize', at('x.npy'), at('q.safetensors'));
    await ok('dequantize', at('q.safetensors'), at('back.npy'), '--dtype', 'float16');
    const back = await readNpy(at('back.npy'));
    expect([back.dtype, back.shape]).toEqual(['float16', [60]]);
    const { tensors }: { tensors: { sqnr: number }[] } = await json('compare', at('x.npy'), at('back.npy'));
    expect(tensors[0]!.sqnr).toBeGreaterThan(30);
  });

  it('with a NaN are an error with file, tensor and index, and nothing is written', async () => {
    const data = random(8);
    data[5] = NaN;
    await save('nan.safetensors', { w: input([2, 4], data) });
    const to = at('none.safetensors');
    for (const more of [[], ['--method', 'mse']]) {
      const { code, out, err } = await linquant('quantize', at('nan.safetensors'), to, ...more);
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(/^linquant quantize: .*nan\.safetensors: tensor "w": .*NaN.*index 5\n$/);
    }
    expect(fs.readdirSync(root).filter((name) => /none|tmp/.test(name))).toEqual([]);
  });
});

describe('vectors', () => {
  const rules: [rule: string, options: object][] = [
    ['row', {}],
    ['row --dtype int4 --fit least-squares', { dtype: 'int4', fit: 'least-squares' }],
    ['row --dtype uint1 --fit least-squares', { dtype: 'uint1', fit: 'least-squares' }],
    ['matrix', {}],
    ['range --range -2,1', { range: { min: -2, max: 1 } }],
    ['ranges --dtype uint8', { dtype: 'uint8' }],
  ];
  it.each(rules)('by %s', async (args, options) => {
    const x = random(5000 * 64);
    await writeNpy(at('x.npy'), { dtype: 'float32', shape: [5000, 64], data: x });
    await ok('quantize', at('x.npy'), at('q.safetensors'), '--rule', ...args.split(' '));
    const rule = { rule: args.split(' ')[0], ...options };
    await quantizeFile(at('x.npy'), at('same.safetensors'), rule as never);
    expectSameBytes(fs.readFileSync(at('q.safetensors')), fs.readFileSync(at('same.safetensors')));
    await ok('dequantize', at('q.safetensors'), at('back.npy'));
    const codes = quantizeEmbeddings(x, { dimensions: 64, ...rule } as never) as {
      data: Int8Array;
      parameters: AnyParameters;
    };
    const back = await readNpy(at('back.npy'));
    expectSameBytes(back.toFloat32Array(), dequantize(codes.data, codes.parameters, { shape: [5000, 64] }));
    const { tensors }: { tensors: object[] } = await json('compare', at('q.safetensors'), at('back.npy'));
    expect(tensors).toMatchObject([{ isEqual: true }]);
  });
});

describe('compare', () => {
  it('has the worst first, equal ones and what cannot be compared last', async () => {
    const [good, bad, same] = [random(8), random(8), random(8)];
    await save('a.safetensors', {
      same: input([8], same),
      bad: input([8], bad),
      good: input([2, 4], good),
      only: input([1]),
      shape: input([2]),
    });
    await save('b.safetensors', {
      good: input(
        [2, 4],
        good.map((v) => v * 1.001),
      ),
      bad: input(
        [8],
        bad.map((v) => v * 1.1),
      ),
      same: input([8], same),
      shape: input([1, 2]),
      other: input([1]),
    });
    const { tensors }: { tensors: { name: string; sqnr: number; problem?: string }[] } = await json(
      'compare',
      at('a.safetensors'),
      at('b.safetensors'),
    );
    expect(tensors.map(({ name }) => name)).toEqual(['bad', 'good', 'same', 'only', 'shape', 'other']);
    expect(tensors.map(({ sqnr }) => sqnr && Math.round(sqnr))).toEqual([
      20,
      60,
      null,
      undefined,
      undefined,
      undefined,
    ]);
    expect(tensors.slice(3).map(({ problem }) => problem)).toEqual([
      'only in A',
      'shapes [2] and [1, 2]',
      'only in B',
    ]);
    const out = await ok('compare', at('a.safetensors'), at('b.safetensors'));
    expect(
      out
        .split('\n')
        .slice(2)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['bad', 'good', 'same', 'only', 'shape', 'other', '']);
  });

  it('counts what is no number apart', () => {
    const sums = new DifferenceSums();
    sums.add(Float32Array.of(3, NaN, Infinity, 1, NaN), Float32Array.of(4, NaN, Infinity, NaN, 1));
    sums.add(Float32Array.of(4), Float32Array.of(4));
    const { sqnr, cosine, ...others } = sums.result();
    expect(others).toEqual({ largest: 1, mean: 0.5, unfit: 2 });
    expect(sqnr).toBeCloseTo(10 * Math.log10(25), 10);
    expect(cosine).toBeCloseTo(28 / Math.sqrt(25 * 32), 10);
    const large = new DifferenceSums();
    large.add(Float64Array.of(1e200, 1e200, 2), Float64Array.of(1e200, 2e200, 3));
    expect(large.result()).toMatchObject({ largest: 1, unfit: 1 });
  });
});
