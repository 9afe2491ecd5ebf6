// Options, parameters and outputs are read once each.

import { describe, expect, it } from 'vitest';
import { ofTwoRows as rows, twoRows, untyped } from '../../support/untyped.js';

const { quantizeDynamic, fakeQuantize, measureQuantization, requantize, convert, minMax, quantize } = untyped;

/** Objects whose properties tell, in `read`, that they were read. */
function watcher() {
  const read: string[] = [];
  const watch = <T extends object>(target: T, prefix: string): T =>
    new Proxy(target, {
      get: (_target, name) => {
        read.push(prefix + String(name));
        return Reflect.get(target, name);
      },
    });
  return { read, watch };
}

describe('options', () => {
  const x = Float32Array.of(1);

  const given = { dtype: 'uint8', scheme: 'asymmetric', out: undefined };

  it.each([
    { ...given, rule: 'onnx' },
    { ...given, rule: 'observer', reduceRange: false, narrowRange: false, eps: 1e-3 },
    { ...given, qmin: 0, qmax: 200 },
  ])('are read once each, inherited ones too: %j', (options) => {
    const read: string[] = [];
    const seen = new Proxy(options, {
      get: (target, name) => {
        read.push(String(name));
        return Reflect.get(target, name);
      },
    });
    quantizeDynamic!(x, Object.create(seen));
    expect([...read].sort()).toEqual([...new Set(read)].sort());
    expect(read).toEqual(expect.arrayContaining(Object.keys(options)));
  });
});

describe('views that die within the call', () => {
  const shape = [2, 4];
  const x = new Float32Array(8).fill(2);
  const q = new Int8Array(8).fill(2);

  it('and options and parameters are read once each', () => {
    const { read, watch } = watcher();
    const parameters = { ...rows([1, 1]), rounding: 'down', qmin: -8, qmax: 7, blockSize: 1 };
    const given = {
      ...parameters,
      scale: Array(8).fill(1),
      zeroPoint: Array(8).fill(0),
      offset: Array(8).fill(1),
    };
    const options = { shape, out: new Float32Array(8), mask: new Uint8Array(8), floatType: 'float32' };
    fakeQuantize!(x, watch(given, 'parameters.'), watch(options, 'options.'));
    requantize!(q, watch(given, 'from.'), watch(given, 'to.'), watch({ shape, length: 8 }, 'second.'));
    convert!(x, watch({ from: 'float32', to: 'float16', out: new Uint16Array(8) }, 'third.'));
    const toFloat8 = { from: 'float32', to: 'float8_e5m2', out: new Uint8Array(8), saturate: true };
    convert!(x, watch(toFloat8, 'fifth.'));
    minMax!(x, watch({ shape, axis: 1, blockSize: 2 }, 'fourth.'));
    measureQuantization!(
      x,
      q,
      watch(given, 'sixth.'),
      watch({ shape, axis: 1, floatType: 'float32' }, 'seventh.'),
    );
    expect([...read].sort()).toEqual([...new Set(read)].sort());
    expect(read).toEqual(
      expect.arrayContaining([
        'parameters.offset',
        'to.blockSize',
        'options.mask',
        'third.from',
        'seventh.axis',
      ]),
    );
  });
});

describe('rows and values that change', () => {
  const { x, shape, p, o } = twoRows();

  it('are read once each', () => {
    const { read, watch } = watcher();
    const out = watch(
      { data: new Int8Array(6), scale: new Float32Array(2), zeroPoint: new Int32Array(2) },
      'out.',
    );
    quantizeDynamic!(x, watch({ ...o, out }, 'options.'));
    quantize!(x, watch({ ...p }, 'parameters.'), { shape });
    expect([...read].sort()).toEqual([...new Set(read)].sort());
    expect(read).toEqual(expect.arrayContaining(['out.data', 'out.scale', 'out.zeroPoint', 'options.shape']));
  });
});
