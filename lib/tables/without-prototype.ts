/**
 * Takes a table's prototype away: a look-up by any string, such as 'toString', then finds a row of it or nothing, with no
 * further question.
 */
export function withoutPrototype<T extends object>(table: T): T {
  return Object.setPrototypeOf(table, null) as T;
}
