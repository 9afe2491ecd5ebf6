// PostgreSQL's pgvector: vector, halfvec and bit, as binary parameters, as text, and by COPY in binary format.
import {
  bitsOf,
  check,
  checkNearest,
  cosine,
  dice,
  dot,
  embeddings,
  hamming,
  k,
  l2,
  linquant,
  messageOf,
  rows,
  same,
  unitVectors,
} from '../kit.mjs';
import { open } from './postgres-server.mjs';

const { convert } = linquant;
const {
  decodePgBit,
  decodePgBitText,
  decodePgHalfvec,
  decodePgHalfvecText,
  decodePgVector,
  decodePgVectorText,
  encodePgBit,
  encodePgBitText,
  encodePgHalfvec,
  encodePgHalfvecText,
  encodePgVector,
  encodePgVectorText,
} = embeddings;

const dimensions = 36;
const half = (x) => convert(convert(x, { to: 'float16' }), { from: 'float16', to: 'float32' });

/** Each type: how a row is stored, what stands there as numbers, and the operators with their distances. */
const types = {
  vector: {
    column: `vector(${dimensions})`,
    binary: (x) => encodePgVector(x),
    text: (x) => encodePgVectorText(x),
    decode: decodePgVector,
    decodeText: decodePgVectorText,
    data: (x) => x,
    numbers: (x) => x,
    distances: { '<->': l2, '<=>': cosine, '<#>': (a, b) => -dot(a, b) },
  },
  halfvec: {
    column: `halfvec(${dimensions})`,
    binary: (x) => encodePgHalfvec(x),
    text: (x) => encodePgHalfvecText(x),
    decode: decodePgHalfvec,
    decodeText: decodePgHalfvecText,
    data: (x) => convert(x, { to: 'float16' }),
    numbers: half,
    distances: { '<->': l2, '<=>': cosine, '<#>': (a, b) => -dot(a, b) },
  },
  bit: {
    column: `bit(${dimensions})`,
    binary: (x) => encodePgBit(bitsOf(x), { dimensions }),
    text: (x) => encodePgBitText(bitsOf(x), { dimensions }),
    decode: decodePgBit,
    decodeText: decodePgBitText,
    data: (x) => bitsOf(x),
    numbers: (x) => bitsOf(x),
    distances: { '<~>': hamming },
  },
};

export async function read(tell) {
  const server = await open();
  try {
    const vectors = unitVectors(rows, dimensions, 2);
    const queries = unitVectors(5, dimensions, 3);
    for (const [name, type] of Object.entries(types)) {
      const table = `linquant_${name}`;
      await server.query(`create temporary table ${table} (id integer, v ${type.column})`);
      await store(server, table, vectors, type);
      for (const [operator, distance] of Object.entries(type.distances)) {
        for (const query of queries) {
          const sql = `select id, v ${operator} $1 as distance from ${table} order by distance, id limit ${k}`;
          const given = operator === '<~>' ? type.text(query) : type.binary(query);
          const found = await server.query(sql.replaceAll('$1', `$1::${type.column}`), [given]);
          const numbers = type.numbers(query);
          const distances = vectors.map((x) => distance(numbers, type.numbers(x)));
          checkNearest(found, distances, `${name} ${operator}`);
        }
      }
      const operators = Object.keys(type.distances).join(' ');
      tell(
        `${server.name}: ${type.column}: ${rows} rows as binary parameters and as text, both read back; ${operators}`,
      );
      if (server.copyIn) {
        await copy(server, table, vectors, type);
        tell(`${server.name}: ${type.column}: ${rows} rows by COPY in binary format, in and out`);
      }
    }
    await digits(server);
    tell(
      `${server.name}: 16000 random floats and all finite halves: text and binary read as the same floats`,
    );
    tell(`${server.name}: refuses ${await refused(server)}, as linquant does`);
  } finally {
    await server.close();
  }
}

/** Rows one by one, in turn as binary and as text, and what the server's own `send` and text say of them. */
async function store(server, table, vectors, type) {
  const sql = `insert into ${table} values ($1, $2)`;
  for (let i = 0; i < rows; i++) {
    const x = vectors[i];
    // A parameter of type text would be refused for bit, so the text stands in the statement.
    if (i % 2 === 0) await server.query(sql, [i + 1, type.binary(x)]);
    else await server.query(`insert into ${table} values ($1, '${type.text(x)}')`, [i + 1]);
  }
  const send = `${type.column.replace(/\(.*/, '')}_send(v)`;
  const found = await server.query(`select ${send} as bytes, v::text as text from ${table} order by id`);
  found.forEach(({ bytes, text }, i) => {
    const x = vectors[i];
    same(bytes, type.binary(x), `row ${i + 1} as the server sends it`);
    same(type.decode(bytes).data, type.data(x), `row ${i + 1}, its bytes decoded`);
    same(type.decodeText(text).data, type.data(x), `row ${i + 1}, its text decoded`);
  });
}

/** The whole table by COPY: a header, each row as fields with their lengths, a trailer. */
async function copy(server, table, vectors, type) {
  const parts = [Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)];
  vectors.forEach((x, i) => {
    const bytes = type.binary(x);
    const head = Buffer.alloc(14);
    head.writeInt16BE(2, 0);
    head.writeInt32BE(4, 2);
    head.writeInt32BE(i + 1, 6);
    head.writeInt32BE(bytes.length, 10);
    parts.push(head, bytes);
  });
  const file = Buffer.concat([...parts, Buffer.from([0xff, 0xff])]);
  await server.query(`truncate ${table}`);
  await server.copyIn(`copy ${table} from '/dev/blob' with (format binary)`, file);
  same(await server.copyOut(`copy ${table} to '/dev/blob' with (format binary)`), file, 'COPY');
}

/** Floats of every size, and every half: the server's own digits and ours. */
async function digits(server) {
  const next = dice(4);
  const words = Uint32Array.from({ length: 40_000 }, () => next() * 2 ** 32);
  const floats = new Float32Array(words.buffer).filter(Number.isFinite).subarray(0, 16_000);
  const [row] = await server.query(
    `select vector_send('${encodePgVectorText(floats)}'::vector) as bytes, $1::vector::text as text`,
    [encodePgVector(floats)],
  );
  same(row.bytes, encodePgVector(floats), 'floats by text');
  same(decodePgVectorText(row.text).data, floats, "the server's digits");
  const halves = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i).filter(
    (bits) => (bits & 0x7c00) !== 0x7c00,
  );
  for (let i = 0; i < halves.length; i += 16_000) {
    const part = halves.subarray(i, i + 16_000);
    const options = { floatType: 'float16' };
    const text = encodePgHalfvecText(part, options);
    const bytes = encodePgHalfvec(part, options);
    const [found] = await server.query(
      `select halfvec_send('${text}'::halfvec) as bytes, $1::halfvec::text as text`,
      [bytes],
    );
    same(found.bytes, bytes, 'halves by text');
    same(decodePgHalfvecText(found.text).data, part, "the server's digits of halves");
    // Rounded by the server and by linquant: floats beside the middle of two halves, and on it.
    const middles = convert(part, { from: 'float16', to: 'float32' }).map(
      (value, j) => value * (1 + (j % 7) * 2 ** -12),
    );
    const fine = middles.filter((value) => Math.abs(value) < 65520);
    const sql = 'select halfvec_send($1::vector::halfvec) as bytes';
    const [rounded] = await server.query(sql, [encodePgVector(fine)]);
    same(rounded.bytes, encodePgHalfvec(fine), 'floats rounded to halves');
  }
}

/** What the server refuses must be refused by linquant, before it gets there. */
async function refused(server) {
  const float = (text) => Buffer.from(text, 'hex');
  const cases = {
    'NaN in vector': ['vector', float('000100007fc00000'), () => encodePgVector(Float32Array.of(NaN))],
    'infinity in vector': [
      'vector',
      float('000100007f800000'),
      () => encodePgVector(Float32Array.of(Infinity)),
    ],
    'NaN in halfvec': ['halfvec', float('000100007e00'), () => encodePgHalfvec(Float32Array.of(NaN))],
    'infinity in halfvec': ['halfvec', float('000100007c00'), () => encodePgHalfvec(Float32Array.of(1e5))],
    'a third byte': ['vector', float('000100013f800000'), () => decodePgVector(float('000100013f800000'))],
    'no dimension': ['vector', float('00000000'), () => decodePgVector(float('00000000'))],
    'a missing byte': ['vector', float('000100003f8000'), () => decodePgVector(float('000100003f8000'))],
    '16001 dimensions': [
      'vector',
      Buffer.concat([float('3e810000'), Buffer.alloc(64004)]),
      () => encodePgVector(new Float32Array(16001)),
    ],
  };
  for (const [what, [type, bytes, ours]] of Object.entries(cases)) {
    check(
      (await messageOf(() => server.query(`select $1::${type} as x`, [bytes]))) !== undefined,
      `the server takes ${what}`,
    );
    check((await messageOf(ours)) !== undefined, `linquant takes ${what}`);
  }
  return Object.keys(cases).join(', ');
}
