import { type MarkdownTableOptions, markdownTable } from 'markdown-table';

/** A column: its header, with the unit, and the side its cells stand on. */
export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
}

/** A column of words. */
export function text(header: string): Column {
  return { header, align: 'left' };
}

/** A column of numbers. */
export function number(header: string): Column {
  return { header, align: 'right' };
}

/** Prints a table and an empty line. Without outer bars, so that sixteen tensors fit a terminal of 120 columns. */
export function printTable(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
  const options: MarkdownTableOptions = {
    align: columns.map(({ align }) => align),
    delimiterStart: false,
    delimiterEnd: false,
  };
  const table = markdownTable([columns.map(({ header }) => header), ...rows], options);
  console.log(`${table.replaceAll(/ +$/gm, '')}\n`);
}

/** Prints a heading between empty lines. */
export function printHeading(title: string): void {
  console.log(`\n## ${title}\n`);
}

/** A measured number: four significant digits. Counts (bytes, answers, codes) are printed as they are. */
export function digits(value: number): string {
  return value.toPrecision(4);
}

/** A percentage of a count, without the zeros that four digits would end in: 98.7 %. */
export function percent(part: number, whole: number): string {
  return `${Number(digits((100 * part) / whole))} %`;
}
