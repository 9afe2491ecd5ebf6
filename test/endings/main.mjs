// Leaks and endings: programs run by plain Node, each in a process of its own.
//
//   npm run test:endings [-- --quick] [-- --only memory,gc]
//
// --minutes is how long the stage `chaos` takes, and its part of the stage `asan`.
//
// Prints a line for each thing done, and a table of what was run and measured. Exits with 1 where one stage failed.
import { parseArgs } from 'node:util';
import { backend } from 'linquant';
import { markdownTable } from 'markdown-table';
import { prepareSupport } from './prepare.mjs';
import { stages } from './stages.mjs';

const options = {
  quick: { type: 'boolean', default: false },
  only: { type: 'string' },
  minutes: { type: 'string' },
};
const { quick, only, minutes } = parseArgs({ options }).values;
const wanted = only?.split(',') ?? Object.keys(stages);
const unknown = wanted.find((name) => !Object.hasOwn(stages, name));
if (unknown !== undefined) {
  console.error(`--only takes ${Object.keys(stages).join(', ')}; got ${unknown}`);
  process.exit(2);
}

const seconds = () => Math.round(performance.now() / 1000);
const count = (number) => number.toLocaleString('en');
const rows = [];
let failures = 0;

if (backend.name !== 'native') {
  console.error(`the native addon is missing: ${backend.reason}`);
  process.exit(2);
}
await prepareSupport();
for (const name of wanted) {
  const started = seconds();
  const say = (text) => console.log(`${name}: ${text}  [${seconds()} s]`);
  // A stage gives its rows one by one, so that those before a failure are told too.
  const tell = (row) => {
    say([row.what, count(row.count), row.measured].filter(Boolean).join(' - '));
    rows.push([name, row.what, count(row.count), row.measured ?? '', row.limit ?? '']);
  };
  try {
    await stages[name]({ quick, minutes: minutes && Number(minutes), say, tell });
  } catch (error) {
    failures++;
    console.log(`${name}: FAILED: ${error.stack}`);
    rows.push([name, '**failed**', '', error.message.split('\n')[0], '']);
  }
  rows.push([name, '*all*', '', `${seconds() - started} s`, '']);
}

console.log(`\n${markdownTable([['stage', 'what', 'times', 'measured', 'limit'], ...rows])}`);
console.log(`\nendings: ${failures === 0 ? 'all stages hold' : `${failures} failed`} after ${seconds()} s`);
process.exitCode = failures === 0 ? 0 : 1;
