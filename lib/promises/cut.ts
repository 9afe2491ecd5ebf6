import type { Layout } from '../kernels.js';

/** Some elements of a layout, which have a layout of their own. */
export interface Cut extends Layout {
  /** The first element. */
  readonly at: number;
  readonly count: number;
  /** The first set of parameters. */
  readonly parameter: number;
  readonly parameters: number;
}

/**
 * Cuts a layout into pieces in the order of memory.
 *
 * @param align - pieces begin at multiples of so many elements, 1 to 8
 * @param isWhole - the elements of one index of the axis stay together
 * @param most - the elements of a piece, about; asked anew for each
 */
export function* cut(
  layout: Layout,
  align: number,
  isWhole: boolean,
  most: () => number,
): Generator<Cut, void, void> {
  const { outer, axis, inner, block } = layout;
  if (axis === 1 && block === 0 && !isWhole) {
    yield* cutRun({ at: 0, count: outer * inner, parameter: 0, parameters: 1 }, align, most);
    return;
  }
  const row = axis * inner;
  const ofRow = block === 0 ? 0 : Math.ceil(axis / block) * inner;
  for (let first = 0; first < outer; ) {
    const fit = Math.min(outer - first, alignedDown(Math.floor(most() / row), row, align));
    if (fit === 0 && row % align === 0) {
      const whole = { at: first * row, parameter: first * ofRow };
      yield* cutAxis({ ...layout, ...whole }, align, isWhole, most);
      first++;
      continue;
    }
    const count = Math.min(outer - first, Math.max(fit, stepOf(row, align)));
    const parameters = block === 0 ? axis : count * ofRow;
    const place = { at: first * row, count: count * row, parameter: first * ofRow, parameters };
    yield { outer: count, axis, inner, block, ...place };
    first += count;
  }
}

/** How many units there must be at least, so that the next one is aligned. */
function stepOf(unit: number, align: number): number {
  let step = 1;
  while ((step * unit) % align !== 0) step *= 2;
  return step;
}

function alignedDown(count: number, unit: number, align: number): number {
  const step = stepOf(unit, align);
  return count - (count % step);
}

/** Elements with one set of parameters. */
function* cutRun(
  { at, count, parameter, parameters }: Pick<Cut, 'at' | 'count' | 'parameter' | 'parameters'>,
  align: number,
  most: () => number,
): Generator<Cut, void, void> {
  for (let first = 0; first < count; ) {
    const length = Math.min(count - first, Math.max(align, alignedDown(Math.floor(most()), 1, align)));
    yield {
      at: at + first,
      count: length,
      outer: 1,
      axis: 1,
      inner: length,
      block: 0,
      parameter,
      parameters,
    };
    first += length;
  }
}

/** The axis of one outer index, which begins at an aligned element. */
function* cutAxis(
  { at, axis, inner, block, parameter }: Layout & Pick<Cut, 'at' | 'parameter'>,
  align: number,
  isWhole: boolean,
  most: () => number,
): Generator<Cut, void, void> {
  const unit = Math.max(1, block);
  const step = unit * stepOf(unit * inner, align);
  for (let first = 0; first < axis; ) {
    const fit = Math.floor(most() / inner / step) * step;
    if (fit === 0 && block === 0 && inner % align === 0 && !isWhole) {
      const one = { at: at + first * inner, count: inner, parameter: parameter + first, parameters: 1 };
      yield* cutRun(one, align, most);
      first++;
      continue;
    }
    const count = Math.min(axis - first, Math.max(fit, step));
    const sets = block === 0 ? count : Math.ceil(count / block) * inner;
    const parametersBefore = block === 0 ? first : (first / block) * inner;
    yield {
      at: at + first * inner,
      count: count * inner,
      outer: 1,
      axis: count,
      inner,
      block,
      parameter: parameter + parametersBefore,
      parameters: sets,
    };
    first += count;
  }
}
