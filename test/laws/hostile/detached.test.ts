// Views that a getter detaches or shrinks within the call are an error.

import { packBits, unpackBits } from 'linquant';
import { describe, it } from 'vitest';
import { resizable } from '../../support/data.js';
import { detach, optionsThat } from '../../support/dying.js';
import { expectError } from '../../support/errors.js';
import { ofTwoRows as rows, twoRows, untyped } from '../../support/untyped.js';

const { quantize, dequantize, quantizeDynamic, fakeQuantize, measureQuantization, requantize, convert } =
  untyped;

describe('with parameters of a whole tensor', () => {
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
  const o = { dtype: 'int8' };

  describe('views that die within the call', () => {
    it.each([
      ['a Float32Array', () => Float32Array.of(1, 2)],
      ['a DataView', () => new DataView(new ArrayBuffer(8))],
      ['a Buffer', () => Buffer.from(new ArrayBuffer(8))],
    ] as const)('give an error with a code: %s', (_name, make) => {
      for (const call of [
        (floats: unknown, options: unknown) => quantize!(floats, p, options),
        (floats: unknown, options: object) =>
          quantizeDynamic!(
            floats,
            Object.defineProperties({ ...o }, Object.getOwnPropertyDescriptors(options)),
          ),
      ]) {
        const floats = make();
        const options = optionsThat(() => detach(floats), { out: Buffer.alloc(2) });
        expectError(() => call(floats, options), 'x', 'ERR_LINQUANT_DETACHED');
      }
      const codes = Int8Array.of(1, 2);
      const options = optionsThat(() => detach(codes), { out: Buffer.alloc(8) });
      expectError(() => dequantize!(codes, p, options), 'q', 'ERR_LINQUANT_DETACHED');
    });
  });

  describe('views that lie', () => {
    it('are looked at after all properties were read', () => {
      const floats = Float32Array.of(1, 2);
      const out = new Int8Array(2);
      const parameters = {
        ...p,
        get scale() {
          detach(floats);
          return 1;
        },
      };
      expectError(() => quantize!(floats, parameters, { out }), 'x', 'ERR_LINQUANT_DETACHED');
      const options = {
        dtype: 'int8',
        get out() {
          detach(out);
          return out;
        },
      };
      expectError(
        () => quantizeDynamic!(Float32Array.of(1, 2), options),
        'options.out',
        'ERR_LINQUANT_DETACHED',
      );
    });
  });
});

describe('views that die within the call', () => {
  const dead = 'ERR_LINQUANT_DETACHED';
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
  const shape = [2, 4];
  const x = new Float32Array(8).fill(2);
  const q = new Int8Array(8).fill(2);

  it('are an error with a code', () => {
    const floats = x.slice();
    const dying = optionsThat(() => detach(floats), {});
    expectError(() => fakeQuantize!(floats, p, dying), 'x', dead);
    /** Options whose shape, when it is read, detaches a view. */
    const measuring = (view: ArrayBufferView) => ({
      get shape() {
        detach(view);
        return undefined;
      },
    });
    const measured = x.slice();
    expectError(() => measureQuantization!(measured, q, p, measuring(measured)), 'x', dead);
    const measuredCodes = q.slice();
    expectError(() => measureQuantization!(x, measuredCodes, p, measuring(measuredCodes)), 'q', dead);
    const halves = x.slice();
    const target = optionsThat(() => detach(halves), { to: 'float16' });
    expectError(() => convert!(halves, target), 'x', dead);
    const codes = q.slice();
    expectError(
      () =>
        requantize!(
          codes,
          p,
          p,
          optionsThat(() => detach(codes), {}),
        ),
      'q',
      dead,
    );
    const scale = Float32Array.of(1, 1);
    const parameters = { ...rows(scale), dtype: 'int16' };
    const options = optionsThat(() => detach(scale), { shape });
    expectError(() => quantize!(x, parameters, options), 'parameters.scale', dead);
  });
});

describe('rows and values that change', () => {
  const { x, q, shape, p, o } = twoRows();

  it('give an error with a code where views die within the call', () => {
    const dead = 'ERR_LINQUANT_DETACHED';
    const floats = x.slice();
    expectError(
      () =>
        quantizeDynamic!(
          floats,
          optionsThat(() => detach(floats), o),
        ),
      'x',
      dead,
    );
    const scale = Float32Array.of(1, 1);
    const given = { ...p, scale, zeroPoint: Int32Array.of(0, 0) };
    expectError(
      () =>
        quantize!(
          x,
          given,
          optionsThat(() => detach(scale), { shape }),
        ),
      'parameters.scale',
      dead,
    );
    const buffer = resizable(8) as ArrayBuffer & { resize(length: number): void };
    const shrinking = { ...p, scale: new Float32Array(buffer).fill(1) };
    const options = optionsThat(() => buffer.resize(4), { shape });
    expectError(
      () => dequantize!(q, shrinking, options),
      'parameters.zeroPoint',
      'ERR_LINQUANT_INVALID_SHAPE',
    );
  });
});

describe('wrong arguments', () => {
  const bits = new Uint8Array(2);

  it('of memory that is gone', () => {
    const gone = new Float32Array(8);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expectError(() => packBits(gone), 'x', 'ERR_LINQUANT_DETACHED');
    expectError(() => unpackBits(bits, { length: 16, out: gone }), 'options.out', 'ERR_LINQUANT_DETACHED');
  });
});
