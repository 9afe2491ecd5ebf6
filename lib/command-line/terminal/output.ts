/** Writes results, a line or several. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes results as JSON. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Writes what is no result to standard error. */
export function hint(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Bold text, on a terminal that shows it. */
export function bold(text: string): string {
  const isShown = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb';
  return isShown ? `\x1b[1m${text}\x1b[22m` : text;
}

/** A column of a table: its title and whether its cells are numbers, which stand at the right. */
export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** A table of plain text, two spaces between its columns. Columns without any text are left out. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const shown = columns.flatMap((column, i) => (rows.some((row) => row[i] !== '') ? [{ ...column, i }] : []));
  const lines = [shown.map(({ title }) => title), ...rows.map((row) => shown.map(({ i }) => row[i]!))];
  const widths = shown.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((cells, number) => {
      const padded = cells.map((cell, i) =>
        shown[i]!.isNumber ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
      );
      const line = padded.join('  ').trimEnd();
      return number === 0 ? bold(line) : line;
    })
    .join('\n');
}
