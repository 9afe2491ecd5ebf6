// Apache Arrow: columns of fixed-size lists whose memory is linquant's, through Arrow's own file format and back. 16-bit floats
// are made by `convert`: Arrow's own conversion halves some numbers.
import {
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Int8,
  makeData,
  makeVector,
  Table,
  tableFromIPC,
  tableToIPC,
  Uint8,
  vectorFromArray,
} from 'apache-arrow';
import { check, embeddings, linquant, rows, same, unitVectors, versionOf } from '../kit.mjs';

const dimensions = 48;

/** A column of vectors over the memory of `data`, without a copy. */
export function columnOf(type, data, width) {
  const child = makeData({ type, length: data.length, nullCount: 0, data });
  const list = new FixedSizeList(width, new Field('item', type, false));
  return makeVector(makeData({ type: list, length: data.length / width, nullCount: 0, child }));
}

const elementsOf = (column) => column.data[0].children[0].values;

export function read(tell) {
  const version = versionOf('apache-arrow');
  const x = Float32Array.from(unitVectors(rows, dimensions, 21).flatMap((row) => [...row]));
  const columns = {
    float32: [new Float32(), x, dimensions],
    float16: [new Float16(), linquant.convert(x, { to: 'float16' }), dimensions],
    int8: [new Int8(), embeddings.quantizeEmbeddings(x, { dimensions, rule: 'row' }).data, dimensions],
    bits: [new Uint8(), embeddings.binarizeEmbeddings(x, { dimensions }).data, dimensions / 8],
  };
  const table = new Table(
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, columnOf(...column)])),
  );
  const back = tableFromIPC(tableToIPC(table, 'file'));
  for (const [name, [, data]] of Object.entries(columns)) {
    check(elementsOf(table.getChild(name)).buffer === data.buffer, `${name} was copied`);
    same(elementsOf(back.getChild(name)), data, `${name} through a file of Arrow`);
  }
  const halves = [...back.getChild('float16').get(7)];
  const rounded = linquant.convert(columns.float16[1], { from: 'float16', to: 'float32' });
  check(
    halves.every((value, i) => value === rounded[7 * dimensions + i]),
    'Arrow reads other halves',
  );
  tell(
    `${version}: columns of float32, float16, int8 and bits over linquant's memory, through a file: the same bytes, the same halves`,
  );

  const [value] = [0.49995];
  const theirs = vectorFromArray([value], new Float16()).get(0);
  const ours = makeVector(
    makeData({ type: new Float16(), data: linquant.convert(Float32Array.of(value), { to: 'float16' }) }),
  ).get(0);
  check(ours === 0.5, `${value} by convert is ${ours}`);
  check(theirs === 0.25, `Arrow's own float16 of ${value} is ${theirs}: mend docs/embeddings.md`);
  tell(`${version}: its own float16 of ${value} is ${theirs}, by convert it is ${ours}`);
}
