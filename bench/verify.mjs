// Checks after a contest that what was timed was the work: every contestant's result beside linquant's.

const bytesOf = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** Elements that differ, of those of all arrays. */
function countDifferences(got, expected) {
  let differing = 0;
  expected.forEach((array, i) => {
    if (got[i].length !== array.length || got[i].constructor !== array.constructor) {
      throw new Error(
        `expected ${array.constructor.name}(${array.length}), got ${got[i].constructor.name}(${got[i].length})`,
      );
    }
    if (bytesOf(got[i]).equals(bytesOf(array))) return;
    for (let j = 0; j < array.length; j++) if (!Object.is(got[i][j], array[j])) differing++;
  });
  return differing;
}

/**
 * Runs each contestant once more on cleared memory and counts what differs from the first one's result. Throws where
 * a contestant that must give the same bytes does not. Who does something else is not compared.
 */
export async function verify({ title, contestants, clear }) {
  let expected;
  const results = [];
  for (const { name, exact, apart, run, output } of contestants) {
    if (apart) {
      results.push({});
      continue;
    }
    clear();
    await run();
    const got = output();
    expected ??= got.map((array) => array.slice());
    const differing = countDifferences(got, expected);
    if (exact && differing > 0)
      throw new Error(`${title}: ${name} differs from linquant in ${differing} elements`);
    results.push({ differing, compared: expected.reduce((sum, { length }) => sum + length, 0) });
  }
  return results;
}
