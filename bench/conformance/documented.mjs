// Runs every row of the tables of docs/onnxruntime.md, and holds the page to them.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { holds, nodes } from './conditions.mjs';
import { differences, products } from './differences.mjs';
import { mustShow, text } from './page.mjs';
import { Mismatch } from './tally.mjs';

export async function documented(ort, copies, tally) {
  if (!text.includes(`onnxruntime-node ${ort.version} `)) {
    throw new Mismatch(`docs/onnxruntime.md is not about onnxruntime-node ${ort.version}`);
  }
  showAll();
  for (const row of differences) await runDifference(row, ort, copies, tally);
  for (const row of products) await runProduct(row, ort, tally);
  const kinds = new Set(nodes().map((node) => runWays(node, tally)));
  for (const kind of ['with', 'without']) {
    if (!kinds.has(kind))
      tally.add(`rows of docs/onnxruntime.md, not on this machine: a Node ${kind} a Float16Array`);
  }
}

function showAll() {
  mustShow(
    ['row', 'operator', 'input', 'ONNX Runtime', 'linquant', "ONNX's text", 'run on'],
    differences.map(({ id, operator, input, theirs, ours, text: words, on = '' }) => [
      `\`${id}\``,
      operator,
      input,
      theirs,
      ours,
      words,
      on,
    ]),
  );
  mustShow(
    ['activations', 'weights', 'sum', 'exact', 'without VNNI'],
    products.map(({ aType, bType, option, input, exact, theirs }) => [
      aType,
      [bType, option].filter(Boolean).join(', '),
      input,
      exact,
      theirs,
    ]),
  );
  mustShow(
    ['float16', 'Node 20, 22', 'Node 24, 26'],
    ways.map(({ way, before, since }) => [way, before, since]),
  );
}

/** Ways to give float16 to onnxruntime-node: what each is on a Node without a Float16Array, and on one with it. */
const ways = [
  {
    id: 'uint16Array',
    way: "`new Tensor('float16', bits)`, bits in a Uint16Array",
    before: 'yes',
    since: 'no',
  },
  { id: 'float16Array', way: 'the same with a Float16Array', before: 'is not there', since: 'no' },
  { id: 'bitCast', way: "a `'uint16'` tensor, and `BitCast` in the graph", before: 'yes', since: 'yes' },
  { id: 'float32', way: "a `'float32'` tensor, and `Cast` in the graph", before: 'yes', since: 'yes' },
  { id: 'constant', way: 'constants of the model', before: 'yes', since: 'yes' },
  { id: 'result', way: 'a result that ONNX Runtime allocates', before: 'Uint16Array', since: 'Float16Array' },
  { id: 'ownResult', way: 'a result in memory you own', before: 'yes', since: 'no' },
];

/** An answer as the table shows it. An error is told by the words of it that the row expects, or by all it says. */
async function answer(ask, expected) {
  try {
    const value = await ask();
    return ArrayBuffer.isView(value) || Array.isArray(value) ? Array.from(value).join(' ') : shown(value);
  } catch (error) {
    const words = expected.replace(/^error: /, '');
    const all = `${error.code ?? ''} ${error.message}`;
    return expected.startsWith('error: ') && all.includes(words) ? expected : `error: ${all}`;
  }
}

const shown = (value) => (typeof value === 'number' ? String(value) : (value.codes ?? value));

function expect(what, got, expected) {
  if (got !== expected) throw new Mismatch(`${what}: ${got}; the table says ${expected}`);
}

async function runDifference({ id, theirs, ours, runTheirs, runOurs, on }, ort, copies, tally) {
  for (const { name, linquant } of copies) {
    expect(`row ${id}, linquant (${name})`, await answer(() => runOurs(linquant), ours), ours);
  }
  if (!holds(on)) return tally.add(`rows of docs/onnxruntime.md, not on this machine: ${id} (${on})`);
  const got = await answer(() => runTheirs(ort, copies[0].linquant), theirs);
  expect(`row ${id}, onnxruntime ${ort.version}`, got, theirs);
  tally.add('rows of docs/onnxruntime.md: as they say');
}

async function runProduct({ aType, bType, theirs, exact, input, runTheirs }, ort, tally) {
  const what = `MatMulInteger of ${aType} and ${bType}, ${input}`;
  if (theirs !== exact && !holds('x64 without VNNI')) {
    return tally.add(`rows of docs/onnxruntime.md, not on this machine: ${what}`);
  }
  expect(what, await runTheirs(ort), theirs);
  tally.add('rows of docs/onnxruntime.md: as they say');
}

/** On another Node, in a process of its own. Tells which kind of Node it is. */
function runWays(node, tally) {
  const program = fileURLToPath(new URL('float16-ways.mjs', import.meta.url));
  const { hasFloat16Array, answers } = JSON.parse(execFileSync(node, [program], { encoding: 'utf8' }));
  for (const { id, way, before, since } of ways) {
    expect(`float16, ${way}, ${node}`, answers[id], hasFloat16Array ? since : before);
  }
  const kind = hasFloat16Array ? 'with' : 'without';
  tally.add(`Nodes ${kind} a Float16Array: float16 goes in as docs/onnxruntime.md says`);
  return kind;
}
