/*
 * A search service: vectors come over HTTP, are kept as codes, and are searched by linquant/search. It needs linquant and fastify:
 *
 *   node search.ts --dimensions 384              int8 rows: a quarter of the floats' memory (Node before 22.18: npx tsx search.ts)
 *   node search.ts --dimensions 384 --bits       bits of signs as well: these are read first, the best of them ranked again by int8
 *
 * POST /vectors  adds rows, { "vectors": [[0.1, ...], ...], "tag": "news" } or float32 as bytes (?tag=news); answers { first, count, rows }
 * POST /search   { "vectors": [[0.1, ...]], "k": 10, "tag": "news" } or float32 as bytes (?k=10&tag=news); answers a list for each vector,
 *                [[{ "row": 7, "score": 0.93 }, ...]], the best first, by cosine. With a tag only its rows are searched
 * GET /          { rows, dimensions, bytes }
 *
 * Bytes are float32, little-endian, row by row: `Buffer.from(vectors.buffer)`; they are read where they lie in the body. --port 3000.
 * Rows live in memory and go with the process: store texts in a database by the numbers of rows, and keep there what must last.
 */
import { parseArgs } from 'node:util';
import fastify from 'fastify';
import { floatsFromArrays, type NestedNumbers } from 'linquant';
import { binarizeEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { searchEmbeddings } from 'linquant/search';

const { values: settings } = parseArgs({
  options: {
    dimensions: { type: 'string', default: '384' },
    bits: { type: 'boolean', default: false },
    port: { type: 'string', default: '3000' },
  },
});
const dimensions = Number(settings.dimensions);
const bitBytes = Math.ceil(dimensions / 8);

/** How many rows are read by their bits for each that is wanted. */
const oversampling = 10;

/** Rows: room for more than there are, so that adding some copies nothing but now and then all. */
let count = 0;
let codes = new Int8Array(0);
let scales = new Float32Array(0);
let zeroPoints = new Int32Array(0);
let bits = new Uint8Array(0);
const rowsOfTag = new Map<string, number[]>();

function makeRoom(rows: number): void {
  if (rows <= scales.length) return;
  const capacity = Math.max(rows, 2 * scales.length, 1024);
  const [oldCodes, oldScales, oldBits] = [codes, scales, bits];
  codes = new Int8Array(capacity * dimensions);
  scales = new Float32Array(capacity);
  zeroPoints = new Int32Array(capacity); // 0, as the codes of rows are symmetric
  bits = new Uint8Array(settings.bits ? capacity * bitBytes : 0);
  codes.set(oldCodes);
  scales.set(oldScales);
  bits.set(oldBits);
}

/** Adds vectors; where one of them is wrong none is added, since they count only when all of them are codes. */
function add(vectors: Buffer | Float32Array, tag: string | undefined) {
  const rows = vectors.byteLength / 4 / dimensions;
  const first = count;
  makeRoom(first + Math.ceil(rows));
  const end = first + rows;
  const data = codes.subarray(first * dimensions, end * dimensions);
  quantizeEmbeddings(vectors, { dimensions, rule: 'row', out: { data, scale: scales.subarray(first, end) } });
  if (settings.bits) {
    binarizeEmbeddings(vectors, { dimensions, out: bits.subarray(first * bitBytes, end * bitBytes) });
  }
  if (tag !== undefined) {
    const tagged = rowsOfTag.get(tag) ?? [];
    for (let row = first; row < end; row++) tagged.push(row);
    rowsOfTag.set(tag, tagged);
  }
  count = end;
  return { first, count: rows, rows: count };
}

function search(queries: Buffer | Float32Array, k: number | undefined, tag: string | undefined) {
  const filter = tag === undefined ? undefined : Uint32Array.from(rowsOfTag.get(tag) ?? []);
  const options = { dimensions, k, filter };
  const [scale, zeroPoint] = [scales.subarray(0, count), zeroPoints.subarray(0, count)];
  const parameters = { dtype: 'int8', scale, zeroPoint, axis: 0 } as const;
  const vectors = { data: codes.subarray(0, count * dimensions), parameters };
  const found = settings.bits
    ? searchEmbeddings({ data: bits.subarray(0, count * bitBytes), dialect: 'ubinary' }, queries, {
        ...options,
        search: 'codes',
        oversampling,
        vectors,
      })
    : searchEmbeddings(vectors, queries, options);
  const asked = queries.byteLength / 4 / dimensions;
  return Array.from({ length: asked }, (_, query) =>
    Array.from({ length: found.k }, (_, place) => {
      const at = query * found.k + place;
      return { row: found.indices[at], score: found.scores[at] };
    }),
  );
}

interface Asked {
  readonly k?: number;
  readonly tag?: string;
}

type Body = Buffer | (Asked & { readonly vectors: NestedNumbers });

/** The floats of a body: those of bytes lie in it, those of JSON are made. */
function vectorsOf(body: Body): Buffer | Float32Array {
  if (Buffer.isBuffer(body)) return body;
  const { data, shape } = floatsFromArrays(body.vectors);
  if (shape.length === 2 && shape[1] === dimensions) return data;
  const message = `vectors must be arrays of ${dimensions} numbers; got shape [${shape.join(', ')}]`;
  throw Object.assign(new RangeError(message), { statusCode: 400 });
}

/** What comes beside the vectors: in the address where the body is bytes. */
const besides = (body: Body, query: Asked) => (Buffer.isBuffer(body) ? query : body);

const asked = { k: { type: 'integer', minimum: 1 }, tag: { type: 'string' } };
const json = { type: 'object', required: ['vectors'], properties: { ...asked, vectors: { type: 'array' } } };
const schema = {
  querystring: { type: 'object', properties: asked },
  body: { content: { 'application/json': { schema: json }, 'application/octet-stream': { schema: {} } } },
};

const service = fastify({ bodyLimit: 64 * 2 ** 20 });
service.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) => {
  done(null, body);
});
// What linquant refuses is the client's fault, and the message says what is wrong, with the row of a NaN.
service.setErrorHandler((error: Error & { code?: string; statusCode?: number }, _request, reply) => {
  const isRefused = error.code?.startsWith('ERR_LINQUANT_') === true;
  const status = isRefused ? 400 : (error.statusCode ?? 500);
  reply.code(status).send({ code: error.code, message: status < 500 ? error.message : 'internal error' });
});
type Route = { Body: Body; Querystring: Asked };
service.post<Route>('/vectors', { schema }, async ({ body, query }) =>
  add(vectorsOf(body), besides(body, query).tag),
);
service.post<Route>('/search', { schema }, async ({ body, query }) => {
  const { k, tag } = besides(body, query);
  return search(vectorsOf(body), k, tag);
});
service.get('/', async () => ({
  rows: count,
  dimensions,
  bytes: count * (dimensions + 4 + (settings.bits ? bitBytes : 0)),
}));

console.log(await service.listen({ port: Number(settings.port) }));
