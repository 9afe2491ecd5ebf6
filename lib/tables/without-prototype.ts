/**
 * Removes a table's prototype, so that looking up a caller's string, such as 'toString', finds a row of the table or undefined.
 */
export function withoutPrototype<T extends object>(table: T): T {
  return Object.setPrototypeOf(table, null) as T;
}
