// Observers: options, batches and JSON that lie, run code or take memory away give errors with a code, and change nothing.

import { HistogramCalibration, MinMaxObserver, MovingAverageMinMaxObserver } from 'linquant/calibration';
import { describe, expect, it } from 'vitest';
import { detach } from '../../support/dying.js';
import { expectError, thrownBy } from '../../support/errors.js';

interface Observer {
  readonly count: number;
  observe(x: unknown, options?: unknown): Observer;
  merge(other: unknown): Observer;
  toJSON(): Record<string, unknown>;
}
type Kind = { new (options?: unknown): Observer; fromJSON(json: unknown): Observer };

const kinds: [string, Kind][] = [HistogramCalibration, MinMaxObserver, MovingAverageMinMaxObserver].map(
  (kind) => [kind.name, kind as unknown as Kind],
);
const invalidShape = 'ERR_LINQUANT_INVALID_SHAPE';
const invalidType = 'ERR_LINQUANT_INVALID_TYPE';
const invalidOption = 'ERR_LINQUANT_INVALID_OPTION';

/** An array that says that its length is another one. */
const ofLength = (length: unknown, array: unknown[] = [1]) =>
  new Proxy(array, { get: (target, name) => (name === 'length' ? length : Reflect.get(target, name)) });

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable<object>({}, {});
  revoke();
  return proxy;
};

describe.each(kinds)('%s', (_, Kind) => {
  const x = Float32Array.of(1, -2, 3, 4, 5, 6);

  it('observes by the indices that it has when the options were read', () => {
    const observer = new Kind({ axis: 1 });
    const options = {
      get shape() {
        observer.observe(x, { shape: [2, 3] });
        return [3, 2];
      },
    };
    expectError(() => observer.observe(x, options), 'options.shape', invalidShape);
    expect(observer.toJSON()).toEqual(new Kind({ axis: 1 }).observe(x, { shape: [2, 3] }).toJSON());
  });

  it('notices that an option takes the memory of x away', () => {
    const observer = new Kind().observe(x);
    const before = observer.toJSON();
    const dying = x.slice();
    const options = {
      get floatType() {
        detach(dying);
        return undefined;
      },
    };
    expectError(() => observer.observe(dying, options), 'x', 'ERR_LINQUANT_DETACHED');
    expect(observer.toJSON()).toEqual(before);
  });

  it('gives what a getter throws, and changes nothing', () => {
    const observer = new Kind({ axis: 0 }).observe(x, { shape: [2, 3] });
    const before = observer.toJSON();
    const own = new Error('own');
    const shape = Object.defineProperty([2, 3], 1, {
      get() {
        throw own;
      },
    });
    expect(thrownBy(() => observer.observe(x, { shape }))).toBe(own);
    expect(observer.toJSON()).toEqual(before);
  });

  it.each<[string, unknown, string, string]>([
    ['a shape of no length', ofLength(undefined, [2, 3]), 'options.shape', invalidShape],
    ['a shape of negative length', ofLength(-1, [2, 3]), 'options.shape', invalidShape],
    ['a shape of 2^32 - 1 sizes', new Array(2 ** 32 - 1), 'options.shape', invalidShape],
    ['a revoked shape', revoked(), 'options.shape', invalidType],
  ])('refuses %s', (_what, shape, argument, code) => {
    const observer = new Kind({ axis: 0 });
    expectError(() => observer.observe(x, { shape }), argument, code);
    expect(observer.count).toBe(0);
  });

  it('refuses to be merged with what only looks like it', () => {
    const observer = new Kind().observe(x);
    const alike = Object.create(Kind.prototype) as Observer;
    for (const other of [alike, new Proxy(observer, {}), observer.toJSON(), revoked(), undefined]) {
      const { code } = thrownBy(() => observer.merge(other)) as { code?: string };
      expect(code).toMatch(/^ERR_LINQUANT_INVALID_(TYPE|OPTION)$/);
    }
    expect(observer.toJSON()).toEqual(new Kind().observe(x).toJSON());
  });

  const json = () => new Kind().observe(x).toJSON();

  it.each<[string, object, string, string]>([
    ['an array of no length', { min: ofLength(undefined) }, 'json.min', invalidShape],
    ['an array of negative length', { min: ofLength(-1) }, 'json.min', invalidShape],
    ['an array whose length is a BigInt', { max: ofLength(1n) }, 'json.max', invalidShape],
    ['an array of 2^32 - 1 numbers', { max: new Array(2 ** 32 - 1) }, 'json.max', invalidShape],
    ['an array with a hole', { min: new Array(1) }, 'json.min[0]', invalidType],
    ['a number as an object', { min: [Object(1)] }, 'json.min[0]', invalidType],
    ['a typed array', { min: Float32Array.of(1) }, 'json.min', invalidType],
    ['a BigInt', { count: 6n }, 'json.count', invalidType],
    ['a Symbol', { skipped: Symbol('none') }, 'json.skipped', invalidType],
    ['an axis that is no index', { axis: 0.5 }, 'options.axis', invalidOption],
    ['an unknown name', { counts: 1 }, 'json', invalidOption],
    ['a revoked array', { max: revoked() }, 'json.max', invalidType],
  ])('reads no JSON with %s', (_what, change, argument, code) => {
    expectError(() => Kind.fromJSON({ ...json(), ...change }), argument, code);
  });

  it('reads JSON from getters, proxies and what is inherited, each once', () => {
    const wanted = json();
    const reads: string[] = [];
    const told = new Proxy(wanted, {
      get(target, name) {
        reads.push(String(name));
        return Reflect.get(target, name);
      },
    });
    expect(Kind.fromJSON(told).toJSON()).toEqual(wanted);
    expect(new Set(reads).size).toBe(reads.length);
    expect(Kind.fromJSON(Object.create(wanted)).toJSON()).toEqual(wanted);
    expectError(() => Kind.fromJSON(revoked()), 'json', invalidType);
  });
});

describe('bins in JSON', () => {
  const json = () => new HistogramCalibration().observe(Float32Array.of(1, -2, 3)).toJSON();

  it.each<[string, object, string, string]>([
    ['first is a BigInt', { first: 1n }, 'json.bins[0].first', invalidType],
    ['first is a Symbol', { first: Symbol('one') }, 'json.bins[0].first', invalidType],
    ['first is an object', { first: Object.create(null) }, 'json.bins[0].first', invalidType],
    ['first is left out', { first: undefined }, 'json.bins[0].first', invalidType],
    ['first is NaN', { first: NaN }, 'json.bins[0]', invalidShape],
    ['first is outside', { first: 2 ** 53 }, 'json.bins[0]', invalidShape],
    ['counts have a BigInt for a length', { counts: ofLength(1n) }, 'json.bins[0]', invalidShape],
    ['counts have a negative length', { counts: ofLength(-4) }, 'json.bins[0]', invalidShape],
    ['counts are 2^32 - 1', { counts: new Array(2 ** 32 - 1) }, 'json.bins[0]', invalidShape],
    ['counts are a Float64Array', { counts: Float64Array.of(3) }, 'json.bins[0].counts', invalidType],
    ['counts are revoked', { counts: revoked() }, 'json.bins[0].counts', invalidType],
  ])('are refused where %s', (_what, change, argument, code) => {
    const given = json();
    const bins = [{ ...given.bins[0], ...change }];
    expectError(() => HistogramCalibration.fromJSON({ ...given, bins } as never), argument, code);
  });

  it('are refused where a histogram is missing, or there are too many', () => {
    for (const bins of [[], [json().bins[0], json().bins[0]], ofLength(2 ** 40)]) {
      expectError(
        () => HistogramCalibration.fromJSON({ ...json(), bins } as never),
        'json.bins',
        invalidShape,
      );
    }
  });
});
