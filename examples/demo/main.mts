/*
 * npm run demo: quantizes a trained classifier and a table of word vectors and measures what is left of them.
 * Takes the folder of the data as an optional argument. With --short it leaves out calibration, which takes longest: it classifies all
 * images thirteen times.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { backend } from 'linquant';
import { demonstrateCalibration } from './calibration.mjs';
import { type DemoData, loadData } from './data.mjs';
import { demonstrateEmbeddings } from './embeddings.mjs';
import { demonstrateSpeed } from './speed.mjs';
import { digits } from './tables.mjs';
import { demonstrateClassifier } from './weights.mjs';
import { demonstrateWords } from './words.mjs';

/** This file is examples/dist/demo/main.mjs when it runs. */
const defaultFolder = fileURLToPath(new URL('../../data/', import.meta.url));

printBackend();
const { values: options, positionals } = parseArgs({
  options: { short: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const data = await loadOrReport(positionals[0] ?? defaultFolder);
if (data === undefined) process.exitCode = 1;
else demonstrate(data);

function demonstrate(data: DemoData): void {
  demonstrateClassifier(data);
  if (!options.short) demonstrateCalibration(data);
  demonstrateWords(data);
  demonstrateSpeed(data);
  demonstrateEmbeddings(data);
  const seconds = digits(process.uptime());
  console.log(
    `The demo took ${seconds} s. Most of it is its own plain JavaScript: classifying images, to see what the`,
  );
  console.log('quantized data is worth.');
}

function printBackend(): void {
  const { name, instructionSet, available, reason } = backend;
  const why =
    reason === undefined
      ? `possible here: ${available.join(', ')}`
      : `why: ${reason.replaceAll(/\s+/g, ' ')}`;
  console.log(`backend: ${name}, instruction set: ${instructionSet}; ${why}`);
}

async function loadOrReport(folder: string): Promise<DemoData | undefined> {
  try {
    return await loadData(folder);
  } catch (error) {
    console.error(`demo: cannot use the data: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
