// The service of examples/search.ts, as a program of its own, asked by a real client over HTTP: what it finds is what searchEmbeddings finds
// in the same vectors. The exit code tells whether all agrees.
//
//   npm ci --prefix bench
//   npm run test:client
//   node bench/client/search.mjs --types      as well by the compiler, which takes ten seconds
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ofRoot = createRequire(new URL('../../package.json', import.meta.url));
const { binarizeEmbeddings, quantizeEmbeddings } = ofRoot('linquant/embeddings');
const { searchEmbeddings } = ofRoot('linquant/search');
const dimensions = 64;
const rows = 300;
const source = readFileSync(path.join(root, 'examples/search.ts'), 'utf8');

function check(holds, what) {
  console.log(`${holds ? 'holds ' : 'DIFFERS'}  ${what}`);
  if (!holds) process.exitCode = 1;
}
const same = (a, b, what) => check(JSON.stringify(a) === JSON.stringify(b), what);

const vectors = Float32Array.from({ length: rows * dimensions }, (_, i) => Math.sin(i * i));
const queries = Float32Array.from({ length: 2 * dimensions }, (_, i) => Math.cos(i * i));
const bytesOf = (floats) => Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
const arraysOf = (floats) =>
  Array.from({ length: floats.length / dimensions }, (_, row) =>
    Array.from(floats.subarray(row * dimensions, (row + 1) * dimensions)),
  );

/** Starts the service; gives `ask` and `stop`. */
async function start(file, ...options) {
  const args = [file, '--dimensions', `${dimensions}`, '--port', '0', ...options];
  const service = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((resolve, reject) => {
    service.stdout.once('data', (line) => resolve(`${line}`.trim()));
    service.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
  });
  const ask = async (way, body) => {
    const isBytes = Buffer.isBuffer(body);
    const type = isBytes ? 'application/octet-stream' : 'application/json';
    const given = {
      method: 'POST',
      headers: { 'content-type': type },
      body: isBytes ? body : JSON.stringify(body),
    };
    const answer = await fetch(`${address}${way}`, body === undefined ? {} : given);
    return { status: answer.status, answer: await answer.json() };
  };
  return { ask, stop: () => service.kill() };
}

/** As the service answers. */
function listsOf({ indices, scores, k }) {
  return Array.from({ length: indices.length / k }, (_, query) =>
    Array.from({ length: k }, (_, place) => ({
      row: indices[query * k + place],
      score: scores[query * k + place],
    })),
  );
}

async function session(file, hasBits) {
  const { ask, stop } = await start(file, ...(hasBits ? ['--bits'] : []));
  try {
    // 100 rows as JSON, 200 as bytes, of which the second half has a tag.
    const part = (from, end) => vectors.subarray(from * dimensions, end * dimensions);
    const first = await ask('/vectors', { vectors: arraysOf(part(0, 100)) });
    same(first, { status: 200, answer: { first: 0, count: 100, rows: 100 } }, 'rows as JSON');
    await ask('/vectors', bytesOf(part(100, 200)));
    const last = await ask('/vectors?tag=news', bytesOf(part(200, 300)));
    same(last.answer, { first: 200, count: 100, rows: 300 }, 'rows as bytes, with a tag');

    const codes = quantizeEmbeddings(vectors, { dimensions, rule: 'row' });
    const again = { search: 'codes', oversampling: 10, vectors: codes };
    const found = (options) => {
      const corpus = hasBits ? binarizeEmbeddings(vectors, { dimensions }) : codes;
      return listsOf(
        searchEmbeddings(corpus, queries, { dimensions, ...(hasBits ? again : {}), ...options }),
      );
    };
    const filter = Uint32Array.from({ length: 100 }, (_, i) => 200 + i);
    same((await ask('/search', bytesOf(queries))).answer, found({}), 'queries as bytes');
    const asked = { vectors: arraysOf(queries), k: 5, tag: 'news' };
    same((await ask('/search', asked)).answer, found({ k: 5, filter }), 'queries as JSON, k, a tag');
    same(
      (await ask('/search?k=5&tag=news', bytesOf(queries))).answer,
      found({ k: 5, filter }),
      'the same as bytes',
    );
    same((await ask('/search?tag=other', bytesOf(queries))).answer, [[], []], 'a tag without rows');

    const wrong = vectors.slice(0, 2 * dimensions);
    wrong[dimensions + 3] = NaN;
    const refused = await ask('/vectors', bytesOf(wrong));
    check(
      refused.status === 400 && refused.answer.code === 'ERR_LINQUANT_INVALID_RANGE',
      `a NaN: ${refused.answer.message}`,
    );
    for (const body of [
      bytesOf(wrong).subarray(3),
      { vectors: [[1, 2]] },
      { vectors: [[1, null]] },
      { k: 1 },
      null,
    ]) {
      const { status, answer } = await ask('/search', body);
      check(status === 400, `a wrong body: ${answer.message}`);
    }
    const bytes = rows * (dimensions + 4 + (hasBits ? dimensions / 8 : 0));
    same((await ask('/')).answer, { rows, dimensions, bytes }, 'nothing of it was added');
  } finally {
    stop();
  }
}

/** What the compiler says of the example as a user would have it. */
function typeErrors(file) {
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
    typeRoots: [path.join(root, 'node_modules/@types')],
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

mkdirSync(path.join(root, 'bench/build'), { recursive: true });
// Where both linquant and fastify resolve by their names.
const folder = mkdtempSync(path.join(root, 'bench/build', 'search-'));
try {
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(root, path.join(folder, 'node_modules', 'linquant'), 'junction');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const file = path.join(folder, 'search.mjs');
  writeFileSync(file, ts.transpileModule(source, { compilerOptions }).outputText);
  await session(file, false);
  await session(file, true);
  if (process.argv.includes('--types')) {
    const typed = path.join(folder, 'search.mts');
    writeFileSync(typed, source);
    const wrong = typeErrors(typed);
    check(wrong.length === 0, `types ${wrong.join('\n')}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
