// A PostgreSQL with pgvector: in process, or at LINQUANT_POSTGRES. Both take Buffers as binary parameters.

/** `{ name, query(sql, parameters) -> rows, close() }`, and of the one in process `copyIn(sql, bytes)` and `copyOut(sql)`. */
export async function open() {
  const { LINQUANT_POSTGRES: url } = process.env;
  const server = url ? await connect(url) : await start();
  await server.query('create extension if not exists vector');
  const [{ name }] =
    await server.query(`select 'PostgreSQL ' || current_setting('server_version') || ', pgvector '
    || (select extversion from pg_extension where extname = 'vector') as name`);
  await server.prepare();
  return { ...server, name };
}

async function connect(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    query: async (sql, parameters = []) => (await client.query(sql, parameters)).rows,
    prepare: async () => {},
    close: () => client.end(),
  };
}

async function start() {
  const { PGlite } = await import('@electric-sql/pglite');
  const { vector } = await import('@electric-sql/pglite-pgvector');
  const database = await PGlite.create({ extensions: { vector } });
  const serializers = {};
  return {
    query: async (sql, parameters = []) => (await database.query(sql, parameters, { serializers })).rows,
    // Else PGlite makes text of a parameter whose type it does not know. A Buffer goes as it is, in binary format.
    prepare: async () => {
      const types = "select oid from pg_type where typname in ('vector', 'halfvec', 'bit')";
      for (const { oid } of (await database.query(types)).rows) serializers[oid] = (x) => x;
    },
    copyIn: (sql, bytes) => database.query(sql, [], { blob: new Blob([bytes]) }),
    copyOut: async (sql) => Buffer.from(await (await database.query(sql)).blob.arrayBuffer()),
    close: () => database.close(),
  };
}
