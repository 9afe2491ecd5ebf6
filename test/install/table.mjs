// The report as a markdown table.
const cell = (text) => String(text).replaceAll('|', '\\|').replace(/\s+/g, ' ');

export function table(rows) {
  const lines = rows.map(({ group, name, expected, printed, wrong }) =>
    [`${group}: ${name}`, expected, printed, wrong.length === 0 ? 'yes' : '**no**'].map(cell),
  );
  return [['way', 'expected', 'printed', 'as expected'], ['---', '---', '---', '---'], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
