import { type ChooseOptions, chooseParameters, minMax, quantize, quantizeDynamic } from 'linquant';
import type { DemoData, NamedTensor } from './data.mjs';
import { bestMicroseconds } from './measures.mjs';
import { digits, number, printHeading, printTable, text } from './tables.mjs';

const options: ChooseOptions<'int8'> = { dtype: 'int8', scheme: 'symmetric' };

/** How long each kind of work is repeated for its best time, in milliseconds. */
const budget = 200;

/** Prints how long the quantizing took, which the rest of the demo hides behind its own work. */
export function demonstrateSpeed({ classifier, vectors }: DemoData): void {
  printHeading('How long the quantizing itself takes');
  const columns = [
    text('data'),
    number('tensors'),
    number('float32 bytes'),
    number('quantize µs'),
    number('GB/s read'),
    number('quantizeDynamic µs'),
    number('GB/s read'),
  ];
  printTable(columns, [timeTensors('classifier', classifier), timeTensors('word vectors', [vectors])]);
  console.log(
    `Best of the runs in ${budget} ms each, one call for each tensor, symmetric int8, into memory that is there.`,
  );
  console.log('GB/s counts float32 bytes. quantizeDynamic also finds the range and chooses the parameters.');
}

function timeTensors(title: string, tensors: readonly NamedTensor[]): string[] {
  const work = tensors.map(({ floats }) => {
    const out = new Int8Array(floats.length);
    const parameters = chooseParameters(minMax(floats), options);
    return { floats, parameters, into: { out }, dynamic: { ...options, out } };
  });
  const bytes = work.reduce((sum, { floats }) => sum + floats.byteLength, 0);
  const given = bestMicroseconds(budget, () => {
    for (const { floats, parameters, into } of work) quantize(floats, parameters, into);
  });
  const chosen = bestMicroseconds(budget, () => {
    for (const { floats, dynamic } of work) quantizeDynamic(floats, dynamic);
  });
  const gigabytes = (microseconds: number) => digits(bytes / microseconds / 1000);
  return [
    title,
    `${work.length}`,
    `${bytes}`,
    digits(given),
    gigabytes(given),
    digits(chosen),
    gigabytes(chosen),
  ];
}
