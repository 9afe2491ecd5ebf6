// PostgreSQL with pgvector, in process or at LINQUANT_POSTGRES: a temporary table for each way, without an index, so that
// every search is exact. Ids are counted from 1.
import { embeddings, k } from '../kit.mjs';
import { open as openServer } from '../readers/postgres-server.mjs';
import { bitsFor, oversampling } from './codes.mjs';
import { rowOf } from './corpus.mjs';
import { percent } from './report.mjs';

const { encodePgBit, encodePgHalfvec, encodePgVector } = embeddings;

export const title = 'PostgreSQL with pgvector';
export const sizeHeader = 'table, kB';

const webAssembly = `
In process PostgreSQL is WebAssembly, without the instructions for half precision: its times are not those of a server.`;

/** What the table shows. */
export function sentence([vector, halfvec, bits, again]) {
  const part = (way) => `${percent(way.size / vector.size)} of the table of vector`;
  return `halfvec finds ${percent(halfvec.recall)} of the neighbours in ${part(halfvec)}; bits find ${percent(bits.recall)} in ${part(bits)},
and ${percent(again.recall)} where the nearest ${oversampling * k} of them are ranked again by vectors that are stored too.${process.env.LINQUANT_POSTGRES ? '' : webAssembly}`;
}

/** Rows of one insert statement. */
const batch = 64;

/** `{ name, ways, close() }`. */
export async function open(corpus, _folder, tell) {
  const server = await openServer();
  const ways = [];
  for (const [i, { columns, select, rowsOf, queryOf, ...way }] of waysFor(corpus).entries()) {
    const table = `linquant_demo_${i}`;
    await server.query(`create temporary table ${table} (id integer, ${columns.join(', ')})`);
    await fill(server, table, corpus.count, rowsOf);
    await server.query(`analyze ${table}`);
    const [{ size }] = await server.query(`select pg_total_relation_size('${table}')::integer as size`);
    tell(`${title}: ${way.name}: ${corpus.count} rows written, ${Math.round(size / 1000)} kB`);
    const sql = select(table);
    const queries = Array.from({ length: corpus.asked }, (_, row) => queryOf(row));
    const search = async (row) => (await server.query(sql, queries[row])).map(({ id }) => id);
    ways.push({ ...way, size, search });
  }
  return { name: server.name, ways, close: server.close };
}

/** Every value is a binary parameter. `rowsOf(i)` gives those of a row but for the id. */
async function fill(server, table, count, rowsOf) {
  for (let start = 0; start < count; start += batch) {
    const parameters = [];
    const tuples = [];
    for (let i = start; i < Math.min(count, start + batch); i++) {
      const row = [i + 1, ...rowsOf(i)];
      tuples.push(`(${row.map((_, j) => `$${parameters.length + j + 1}`)})`);
      parameters.push(...row);
    }
    await server.query(`insert into ${table} values ${tuples}`, parameters);
  }
}

/** Each way: its columns, and by which query it finds the nearest rows. */
function waysFor(corpus) {
  const { dimensions, floats, queries } = corpus;
  const vector = (rows, i) => encodePgVector(rowOf(rows, dimensions, i));
  const halfvec = (rows, i) => encodePgHalfvec(rowOf(rows, dimensions, i));
  const bit = (rows, i) => encodePgBit(rowOf(rows, dimensions / 8, i));
  const bits = bitsFor(corpus, 'ubinary');
  const nearest = (order, count, columns = 'id') => {
    return (table) => `select ${columns} from ${table} order by ${order} limit ${count}`;
  };
  const again = (type) => (table) => {
    const near = nearest(`b <~> $1::bit(${dimensions})`, oversampling * k, 'id, v')(table);
    return `select id from (${near}) near order by v <=> $2::${type} limit ${k}`;
  };
  return [
    {
      name: 'vector, cosine',
      bytes: 4 * dimensions,
      measured: 1,
      columns: [`v vector(${dimensions})`],
      select: nearest('v <=> $1::vector', k),
      rowsOf: (i) => [vector(floats, i)],
      queryOf: (i) => [vector(queries, i)],
    },
    {
      name: 'halfvec, cosine',
      bytes: 2 * dimensions,
      columns: [`v halfvec(${dimensions})`],
      select: nearest('v <=> $1::halfvec', k),
      rowsOf: (i) => [halfvec(floats, i)],
      queryOf: (i) => [halfvec(queries, i)],
    },
    {
      name: 'bit, Hamming',
      bytes: dimensions / 8,
      measured: bits.measure({}),
      columns: [`b bit(${dimensions})`],
      select: nearest(`b <~> $1::bit(${dimensions})`, k),
      rowsOf: (i) => [bit(bits.stored, i)],
      queryOf: (i) => [bit(bits.asked, i)],
    },
    {
      name: 'bit, ranked again by vector',
      bytes: dimensions / 8 + 4 * dimensions,
      measured: bits.measure({ oversampling }),
      columns: [`b bit(${dimensions})`, `v vector(${dimensions})`],
      select: again('vector'),
      rowsOf: (i) => [bit(bits.stored, i), vector(floats, i)],
      queryOf: (i) => [bit(bits.asked, i), vector(queries, i)],
    },
    {
      name: 'bit, ranked again by halfvec',
      bytes: dimensions / 8 + 2 * dimensions,
      columns: [`b bit(${dimensions})`, `v halfvec(${dimensions})`],
      select: again('halfvec'),
      rowsOf: (i) => [bit(bits.stored, i), halfvec(floats, i)],
      queryOf: (i) => [bit(bits.asked, i), halfvec(queries, i)],
    },
  ];
}
