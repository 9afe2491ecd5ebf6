import { countText, percentText } from '../terminal/units.js';
import type { Measured } from './measure.js';

/** The recall that is enough to recommend a way. */
const enough = 0.99;

export interface Advice {
  /** What to keep so that a search of codes alone finds enough. */
  readonly alone: Measured;
  /** What takes fewer bytes and finds as much when its best are ranked again by floats; undefined if nothing does. */
  readonly again: Measured | undefined;
  readonly text: string;
}

/** Recommends the fewest bytes that leave enough, in one sentence. The first of `measured` is float32. */
export function adviceOf(measured: readonly Measured[], k: number, candidates: number): Advice {
  const [floats, ...others] = measured as [Measured, ...Measured[]];
  const alone = smallest(others, (each) => each.recall) ?? floats;
  const ranked = smallest(others, (each) => each.recallAgain);
  const again = ranked !== undefined && ranked.bytes < alone.bytes ? ranked : undefined;
  const first =
    alone === floats
      ? `keep float32: searched alone, nothing smaller finds ${percentText(enough)} of the ${k} nearest`
      : `take ${wayText(alone)}: ${bytesOf(alone)} a vector in place of ${countText(floats.bytes)}, and ${percentText(alone.recall)} of the ${k} nearest are found`;
  const second =
    again === undefined
      ? ''
      : `; with floats at hand to rank the best ${candidates} again, ${wayText(again)} finds ${percentText(again.recallAgain)} by ${bytesOf(again)}`;
  return { alone, again, text: `${first}${second}.`.replace(/^./, (letter) => letter.toUpperCase()) };
}

function bytesOf({ bytes }: Measured): string {
  return `${countText(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** Of those that find enough the one with the fewest bytes; of equal ones the one that finds most, then the first. */
function smallest(ways: readonly Measured[], recallOf: (way: Measured) => number): Measured | undefined {
  return ways
    .filter((way) => recallOf(way) >= enough)
    .sort((a, b) => a.bytes - b.bytes || recallOf(b) - recallOf(a))[0];
}

export function wayText({ kept, rule }: Measured): string {
  return rule === '' ? kept : `${kept} (${rule})`;
}
