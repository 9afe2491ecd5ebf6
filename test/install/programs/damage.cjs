// Loads the package again and again with a damaged addon: node damage.cjs file kind from step to. WebAssembly must
// answer each time, name the file and warn once. Prints each place before it is tried: after a crash it is the last.
const { readFileSync, rmSync, writeFileSync, writeSync } = require('node:fs');
const check = require('./check.cjs');

const [file, kind, ...places] = process.argv.slice(2);
const [from, step, to] = places.map(Number);
const whole = readFileSync(file);

function damaged(at) {
  if (kind === 'truncate') return whole.subarray(0, at);
  const copy = Buffer.from(whole);
  copy[at] ^= 1 << ((at >> 8) % 8);
  return copy;
}

const warnings = [];
process.on('warning', ({ code }) => warnings.push(code));

async function attempt(at) {
  writeSync(1, `at ${at}\n`);
  // A new file each time: one that was loaded may not be written to.
  rmSync(file);
  writeFileSync(file, damaged(at));
  for (const name of Object.keys(require.cache)) {
    if (name.includes('linquant')) delete require.cache[name];
  }
  warnings.length = 0;
  const linquant = require('linquant');
  await check(linquant, require('linquant/formats'));
  await new Promise(setImmediate);
  const { name, reason, attempts } = linquant.backend;
  if (name !== 'wasm') throw new Error(`${kind} at ${at}: the backend is ${name}`);
  if (!reason?.includes('linquant.node') || attempts[0]?.path !== file)
    throw new Error(`${kind} at ${at}: ${reason}`);
  if (warnings.join() !== 'LINQUANT_FALLBACK') throw new Error(`${kind} at ${at}: warnings ${warnings}`);
}

async function main() {
  for (let at = from; at < to; at += step) await attempt(at);
  process.stdout.write('done\n');
}
main();
